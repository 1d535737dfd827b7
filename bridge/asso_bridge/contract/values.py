"""The kinds of values that the contract knows, each with its check (doc/reference/contract.md).

A value that breaks a rule raises an error whose type is a code; the ledger has a sentence for each.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

CENT = Decimal("0.01")
# With more digits than any product of the contract's values has
EXACT = Context(prec=80, rounding=ROUND_HALF_EVEN)
MONEY = r"^-?[0-9]{1,12}\.[0-9]{2}$"
SUM = r"^-?[0-9]{1,18}\.[0-9]{2}$"  # of amounts
NUMBER = r"^-?[0-9]{1,12}(\.[0-9]{1,6})?$"
RATE = r"^[0-9]{1,3}\.[0-9]{2}$"
DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
BIDI_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
LONGEST = 10_000  # characters of a text
BREAKS = re.compile(r"[\t\n\r\v\f\x85\u2028\u2029]+")
OBEYED = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

Code = Literal[
    "field_missing",
    "field_unknown_choice",
    "money_form",
    "money_decimals",
    "number_form",
    "date_form",
    "text_too_long",
    "text_control",
    "field_form",
    "reference_form",
    "child_missing",
    "duplicate_row",
]


def error(code: Code, value: object) -> PydanticCustomError:
    """Return the error, for the caller to raise; of a long value it shows only the start."""
    return PydanticCustomError(code, "{value}", {"value": shown(value)})


def shown(value: object) -> str:
    """The value as a short text, without characters that could disturb a message."""
    try:
        text = "" if value is None else str(value)
    except (ValueError, RecursionError):  # a number of very many digits, a list within lists
        text = type(value).__name__
    return "".join(c if _harmless(c) else f"\\u{ord(c):04x}" for c in text[:100]) + (
        "…" if len(text) > 100 else ""
    )


def printable(text: str) -> str:
    """The text on one line, with escapes in place of what a terminal or a log would obey."""
    return OBEYED.sub(_escape, BREAKS.sub(" ", text))


def printable_json(text: str) -> str:
    """The same JSON, with escapes for what JSON allows in its texts and a terminal would obey."""
    return OBEYED.sub(lambda found: "\n" if found[0] == "\n" else _escape(found), text)


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def _harmless(character: str) -> bool:
    return unicodedata.category(character) not in {"Cc", "Cs"} and character not in BIDI_OVERRIDES


def check_key(value: object) -> str:
    """Return unchanged a text by which others find a record, or raise an error."""
    text = check_text(value)
    if len(text) > 255:
        raise error("text_too_long", value)
    if text != value:
        raise error("text_control", value)
    return text


def check_text(value: object) -> str:
    """Return the text as it can be shown: no text is a reason to keep money out of the books.

    A blank stands for each character that cannot be shown; what is too long ends in an ellipsis.
    Raises text_control for what is no text at all.
    """
    if not isinstance(value, str):
        raise error("text_control", value)
    if not value.isprintable():
        value = "".join(c if _harmless(c) or c in "\n\t" else " " for c in value)
    return value if len(value) <= LONGEST else value[: LONGEST - 1] + "…"


def check_id(value: object) -> str:
    """Return the id unchanged; raise reference_form for any other, even for spaces around it."""
    if (
        not isinstance(value, str)
        or not 1 <= len(value) <= 64
        or value != value.strip()
        or not all(map(_harmless, value))
    ):
        raise error("reference_form", value)
    return value


def _number(pattern: str, code: Code) -> Callable[[object], Decimal]:
    form = re.compile(pattern)

    def check(value: object) -> Decimal:
        text = f"{value:f}" if isinstance(value, Decimal) else value
        if not isinstance(text, str) or not form.fullmatch(text):
            raise error(code, value)
        return Decimal(text) or abs(Decimal(text))  # no minus zero

    return check


def _check_money(value: object) -> Decimal:
    text = f"{value:f}" if isinstance(value, Decimal) else value
    if isinstance(text, str) and re.fullmatch(r"-?[0-9]{1,12}\.[0-9]{3,}", text):
        raise error("money_decimals", value)
    return _MONEY(text)


def to_cents(*factors: Decimal) -> Decimal:
    """The product, rounded once, half to even; never minus zero."""
    product = Decimal(1)
    for factor in factors:
        product = EXACT.multiply(product, factor)
    rounded = EXACT.quantize(product, CENT)
    return rounded or abs(rounded)


def check_day(value: object) -> date:
    """Take a date or YYYY-MM-DD; raise date_form for anything else, even a moment."""
    if type(value) is date:
        return value
    if not isinstance(value, str) or not re.fullmatch(DAY, value):
        raise error("date_form", value)
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise error("date_form", value) from None


_MONEY = _number(MONEY, "money_form")


def _form(pattern: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": pattern})


Money = Annotated[Decimal, BeforeValidator(_check_money), _form(MONEY)]
Sum = Annotated[Decimal, BeforeValidator(_number(SUM, "money_form")), _form(SUM)]
Number = Annotated[Decimal, BeforeValidator(_number(NUMBER, "number_form")), _form(NUMBER)]
Rate = Annotated[Decimal, BeforeValidator(_number(RATE, "number_form")), _form(RATE)]
Day = Annotated[
    date, BeforeValidator(check_day), WithJsonSchema({"type": "string", "format": "date"})
]
Id = Annotated[
    str,
    BeforeValidator(check_id),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 64}),
]
Key = Annotated[
    str, BeforeValidator(check_key), WithJsonSchema({"type": "string", "maxLength": 255})
]
Text = Annotated[
    str, BeforeValidator(check_text), WithJsonSchema({"type": "string", "maxLength": LONGEST})
]
