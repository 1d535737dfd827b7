"""The records of the contract, as the bridge sends them (doc/reference/contract.md).

Every record is strict and frozen. Money is in the feed's currency, signed as the contract says.
Only forms are judged here; whether the sums of a bill agree is for the ledger to say.
"""

from decimal import Decimal
from typing import Annotated, Any, Literal, Self, cast, get_args

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from .values import Code, Day, Id, Key, Money, Number, Rate, Text, error, shown

CONTRACT = 1  # its version

Type = Literal["offer", "member", "subscription", "bill", "credit_note", "payment"]
TYPES: tuple[Type, ...] = ("offer", "member", "subscription", "bill", "credit_note", "payment")


class Record(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")

    id: Id


class Offer(Record):
    reference: Annotated[Key, Field(min_length=1)]
    name: Annotated[Text, Field(min_length=1)]
    period_months: int = Field(default=1, ge=0, le=1200)
    period_price: Money = Decimal("0.00")
    setup_price: Money = Decimal("0.00")
    billable: bool = True


class Reachable(Record):
    """How to reach a person."""

    email: Text = ""
    phone: Text = ""
    mobile: Text = ""
    street: Text = ""
    postal_code: Text = ""
    city: Text = ""
    country: Text = ""


class Member(Reachable):
    """A natural person has a name or a nickname, a legal one a name of its own or a nickname.

    Without a number, the id is the number.
    """

    number: Annotated[Key, Field(validate_default=True)] = ""
    kind: Literal["natural", "legal"]
    first_name: Text = ""
    last_name: Text = ""
    organization_name: Text = ""
    nickname: Text = ""
    status: Literal["member", "not_member", "pending"]
    joined: Day | None = None
    left: Day | None = None
    comment: Text = ""

    @field_validator("number", mode="before")
    @classmethod
    def _or_the_id(cls, number: object, info: ValidationInfo) -> object:
        return info.data.get("id", number) if number in (None, "") else number

    @model_validator(mode="after")
    def _is_named(self) -> Self:
        named = (
            self.organization_name if self.kind == "legal" else self.first_name or self.last_name
        )
        if not named and not self.nickname:
            raise error("field_missing", "")
        return self


class Subscription(Record):
    member: Id
    offer: Id
    start: Day
    end: Day | None = None
    comment: Text = ""


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
    account: Key | None = None
    subscription: Id | None = None
    start: Day | None = None
    end: Day | None = None


class Bill(Record):
    kind: Literal["invoice", "membership_fee", "donation"]
    member: Id
    number: Key | None = None
    date: Day
    due: Day | None = None
    draft: bool = False
    disputed: bool = False
    start: Day | None = None
    end: Day | None = None
    total: Money
    lines: Annotated[tuple[BillLine, ...], Field(min_length=1)]


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
    number: Key | None = None
    label: Text = ""
    allocations: tuple[Allocation, ...] | None = None


class Payment(Record):
    """A negative amount was paid back, or bounced; without a member, it is not known who paid.

    `allocations` None leaves them to the ledger.
    """

    member: Id | None = None
    date: Day
    amount: Money
    means: Literal["transfer", "check", "cash", "card", "other"]
    label: Text = ""
    bill: Id | None = None
    allocations: tuple[Allocation, ...] | None = None


class Problem(BaseModel):
    """Why no record could be made; `record` names the object as the portal does."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")

    code: Code
    field: str
    value: str
    record: str


OTHER_CODES: dict[str, Code] = {
    "missing": "field_missing",
    "string_too_short": "field_missing",
    "too_short": "field_missing",
    "literal_error": "field_unknown_choice",
    "bool_type": "field_unknown_choice",
    "int_type": "number_form",
    "greater_than_equal": "number_form",
    "less_than_equal": "number_form",
}
RECORDS: dict[Type, type[Record]] = {
    "offer": Offer,
    "member": Member,
    "subscription": Subscription,
    "bill": Bill,
    "credit_note": CreditNote,
    "payment": Payment,
}


def json_schema() -> dict[str, Any]:
    """The published JSON Schema: a definition of each record, and its type of change."""
    from pydantic.json_schema import models_json_schema

    models: list[type[BaseModel]] = [*RECORDS.values(), Problem]
    _, schema = models_json_schema(
        [(model, "validation") for model in models],
        title="Records of the contract, version 1",
        ref_template="#/$defs/{model}",
    )
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["oneOf"] = [
        {"properties": {"type": {"const": kind}, "data": {"$ref": f"#/$defs/{model.__name__}"}}}
        for kind, model in RECORDS.items()
    ]
    return schema


def problem_of(invalid: ValidationError, record: str) -> Problem:
    """The first thing that is wrong, under the code that both sides know."""
    first = invalid.errors()[0]
    code: Code = OTHER_CODES.get(first["type"], "field_form")
    if first["type"] in get_args(Code):
        code = cast(Code, first["type"])
    field = ".".join(map(str, first["loc"])) or "name"
    return Problem(
        code=code,
        field=field,
        value=shown(first.get("ctx", {}).get("value", first["input"])),
        record=record,
    )
