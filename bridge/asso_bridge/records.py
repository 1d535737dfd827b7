"""The records of the contract, as the bridge sends them (doc/reference/contract.md).

Every record is strict and frozen. Money is in the feed's currency, signed as the contract says.
A value that breaks a rule raises pydantic's ValidationError, whose error type is the code that the
ledger turns into a sentence (`money_decimals`, `text_control` ...).
"""
import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Annotated, Any, Literal, Self, cast, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

CENT = Decimal("0.01")
EXACT = Context(prec=80, rounding=ROUND_HALF_EVEN)  # more digits than any product of the contract's values has
MONEY = r"^-?[0-9]{1,12}\.[0-9]{2}$"
NUMBER = r"^-?[0-9]{1,12}(\.[0-9]{1,6})?$"
RATE = r"^[0-9]{1,3}\.[0-9]{2}$"
DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
BIDI_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

Type = Literal["offer", "member", "subscription", "bill", "credit_note", "payment"]
TYPES: tuple[Type, ...] = ("offer", "member", "subscription", "bill", "credit_note", "payment")
Code = Literal[
    "field_missing", "field_unknown_choice", "money_form", "money_decimals", "number_form", "date_form",
    "text_too_long", "text_control", "reference_form", "child_missing", "total_mismatch", "duplicate_row"]


def _error(code: Code, value: object) -> PydanticCustomError:
    return PydanticCustomError(code, "{value}", {"value": shown(value)})


def shown(value: object) -> str:
    """The value as text that may stand in a message: short, and without a character that could disturb it."""
    text = "" if value is None else str(value)
    return "".join(c if _harmless(c) else f"\\u{ord(c):04x}" for c in text[:100]) + ("…" if len(text) > 100 else "")


def _harmless(character: str) -> bool:
    return unicodedata.category(character) not in {"Cc", "Cs"} and character not in BIDI_OVERRIDES


def check_text(value: object, longest: int = 255) -> str:
    if not isinstance(value, str):
        raise _error("text_control", value)
    if not value.isprintable() and not all(_harmless(c) or c in "\n\t" for c in value):
        raise _error("text_control", value)
    if len(value) > longest:
        raise _error("text_too_long", value)
    return value


def check_id(value: object) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= 64 or not all(map(_harmless, value)):
        raise _error("reference_form", value)
    return value


def _number(pattern: str, code: Code) -> Callable[[object], Decimal]:
    form = re.compile(pattern)

    def check(value: object) -> Decimal:
        text = f"{value:f}" if isinstance(value, Decimal) else value
        if not isinstance(text, str) or not form.fullmatch(text):
            raise _error(code, value)
        return Decimal(text) or abs(Decimal(text))  # no minus zero

    return check


def check_money(value: object) -> Decimal:
    text = f"{value:f}" if isinstance(value, Decimal) else value
    if isinstance(text, str) and re.fullmatch(r"-?[0-9]{1,12}\.[0-9]{3,}", text):
        raise _error("money_decimals", value)
    return _MONEY(text)


def to_cents(*factors: Decimal) -> Decimal:
    """The product, rounded once, half to even."""
    product = Decimal(1)
    for factor in factors:
        product = EXACT.multiply(product, factor)
    return EXACT.quantize(product, CENT)


def check_day(value: object) -> date:
    if type(value) is date:
        return value
    if not isinstance(value, str) or not re.fullmatch(DAY, value):
        raise _error("date_form", value)
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise _error("date_form", value) from None


_MONEY = _number(MONEY, "money_form")


def _form(pattern: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": pattern})


Money = Annotated[Decimal, BeforeValidator(check_money), _form(MONEY)]
Number = Annotated[Decimal, BeforeValidator(_number(NUMBER, "number_form")), _form(NUMBER)]
Rate = Annotated[Decimal, BeforeValidator(_number(RATE, "number_form")), _form(RATE)]
Day = Annotated[date, BeforeValidator(check_day), WithJsonSchema({"type": "string", "format": "date"})]
Id = Annotated[str, BeforeValidator(check_id), WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 64})]
Text = Annotated[str, BeforeValidator(check_text), WithJsonSchema({"type": "string", "maxLength": 255})]
Comment = Annotated[
    str, BeforeValidator(lambda value: check_text(value, 10_000)),
    WithJsonSchema({"type": "string", "maxLength": 10_000})]


class Record(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")

    id: Id


class Offer(Record):
    reference: Annotated[Text, Field(min_length=1)]
    name: Annotated[Text, Field(min_length=1)]
    period_months: int = Field(default=1, ge=0, le=1200)
    period_price: Money = Decimal("0.00")
    setup_price: Money = Decimal("0.00")
    billable: bool = True


class Member(Record):
    """A natural person bears a name or a nickname, a legal one its organization's name or a nickname."""

    number: Text = ""
    kind: Literal["natural", "legal"]
    first_name: Text = ""
    last_name: Text = ""
    organization_name: Text = ""
    nickname: Text = ""
    status: Literal["member", "not_member", "pending"]
    joined: Day | None = None
    left: Day | None = None
    email: Text = ""
    phone: Text = ""
    mobile: Text = ""
    street: Text = ""
    postal_code: Text = ""
    city: Text = ""
    country: Text = ""
    comment: Comment = ""

    @model_validator(mode="after")
    def _is_named(self) -> Self:
        named = self.organization_name if self.kind == "legal" else self.first_name or self.last_name
        if not named and not self.nickname:
            raise _error("field_missing", "")
        return self


class Subscription(Record):
    member: Id
    offer: Id
    start: Day
    end: Day | None = None
    comment: Comment = ""


class BillLine(BaseModel):
    """`net` = quantity x unit price to the cent, half to even; `tax` is what the portal charged."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")

    label: Text
    quantity: Number
    unit_price: Number
    tax_rate: Rate
    net: Money
    tax: Money
    gross: Money
    offer: Id | None = None
    account: Text | None = None
    subscription: Id | None = None
    start: Day | None = None
    end: Day | None = None

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.gross != self.net + self.tax or self.net != to_cents(self.quantity, self.unit_price):
            raise _error("total_mismatch", self.gross)
        return self


class Bill(Record):
    kind: Literal["invoice", "membership_fee", "donation"]
    member: Id
    number: Text | None = None
    date: Day
    due: Day | None = None
    draft: bool = False
    disputed: bool = False
    start: Day | None = None
    end: Day | None = None
    total: Money
    lines: Annotated[tuple[BillLine, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.total != sum((line.gross for line in self.lines), Decimal()):
            raise _error("total_mismatch", self.total)
        if self.kind == "invoice" and not self.draft and not self.number:
            raise _error("field_missing", "")
        return self


class Allocation(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")

    bill: Id
    amount: Money


class CreditNote(Record):
    """`total` is positive; `allocations` None leaves them to the ledger."""

    member: Id
    bill: Id
    date: Day
    total: Money
    number: Text | None = None
    label: Text = ""
    allocations: tuple[Allocation, ...] | None = None


class Payment(Record):
    """A negative amount was paid back, or bounced; `member` None: of nobody yet; `allocations` None: the ledger's to make."""

    member: Id | None = None
    date: Day
    amount: Money
    means: Literal["transfer", "check", "cash", "card", "other"]
    label: Text = ""
    bill: Id | None = None
    allocations: tuple[Allocation, ...] | None = None


class Problem(BaseModel):
    """Why no record could be made of what the portal holds; `record` names it as the portal does."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")

    code: Code
    field: str
    value: str
    record: str


OTHER_CODES: dict[str, Code] = {
    "missing": "field_missing", "string_too_short": "field_missing", "too_short": "field_missing",
    "literal_error": "field_unknown_choice", "bool_type": "field_unknown_choice", "int_type": "number_form",
    "greater_than_equal": "number_form", "less_than_equal": "number_form"}
RECORDS: dict[Type, type[Record]] = {
    "offer": Offer, "member": Member, "subscription": Subscription, "bill": Bill, "credit_note": CreditNote,
    "payment": Payment}


def json_schema() -> dict[str, Any]:
    """The published JSON Schema: one definition a record, and which type of change bears which."""
    from pydantic.json_schema import models_json_schema
    models: list[type[BaseModel]] = [*RECORDS.values(), Problem]
    _, schema = models_json_schema(
        [(model, "validation") for model in models],
        title="Records of the contract, version 1", ref_template="#/$defs/{model}")
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["oneOf"] = [
        {"properties": {"type": {"const": kind}, "data": {"$ref": f"#/$defs/{model.__name__}"}}}
        for kind, model in RECORDS.items()]
    return schema


def problem_of(error: ValidationError, record: str) -> Problem:
    """The first thing that is wrong, under the code that the two sides share."""
    first = error.errors()[0]
    code: Code = OTHER_CODES.get(first["type"], "reference_form")
    if first["type"] in get_args(Code):
        code = cast(Code, first["type"])
    field = ".".join(map(str, first["loc"])) or ("total" if code == "total_mismatch" else "name")
    return Problem(code=code, field=field, value=shown(first.get("ctx", {}).get("value", first["input"])), record=record)
