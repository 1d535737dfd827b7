"""Values in the contract's forms, as a mapping gets them from the site's rows.

Nothing is judged here: what the contract does not allow is shown as it is, and the bridge
refuses it by name.
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import wraps
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
CENT = Decimal("0.01")
LONGEST = 10_000  # characters of a text
# More digits than any product of the contract's values has
EXACT = Context(prec=80, rounding=ROUND_HALF_EVEN)


V = TypeVar("V")


def _or_as_it_is(form: Callable[[V], str | None]) -> Callable[[V], str | None]:
    """Give a value as it is, as text, if it cannot be brought into the form, whatever it raises."""

    @wraps(form)
    def given(value: V) -> str | None:
        try:
            return form(value)
        except Exception:
            return None if value is None else _as_it_is(value)

    return given


def _as_it_is(value: object) -> str:
    try:
        return str(value)[:LONGEST]
    except Exception:
        return type(value).__name__


@_or_as_it_is
def text(value: str | None) -> str:
    """Stripped, with plain newlines: browsers send CR LF."""
    return (value or "").replace("\r\n", "\n").replace("\r", "\n").strip()


@_or_as_it_is
def id_of(key: Any) -> str | None:
    """A key as text, as the contract has ids; None stays None."""
    return None if key is None else str(key)


@_or_as_it_is
def day(value: date | None) -> str | None:
    """A plain date; of a moment, the day in Paris."""
    if isinstance(value, datetime):
        value = _day_in_paris(value)
    return value and value.isoformat()


def _day_in_paris(moment: datetime) -> date:
    try:
        return (moment.astimezone(PARIS) if moment.tzinfo else moment).date()
    except OverflowError:  # in Paris it is before the first or after the last day that there is
        return moment.date()


@_or_as_it_is
def money(value: Decimal | None) -> str | None:
    """With two decimals, or with more if the amount is not in whole cents."""
    if value is None:
        return None
    cents = EXACT.quantize(Decimal(value), CENT)
    return f"{cents + 0 if cents == value else value:f}"  # + 0: no minus zero


rate = money  # a tax's percent has the same form


@_or_as_it_is
def number(value: Decimal) -> str:
    """Without trailing zeros."""
    return f"{value.normalize() + 0:f}"


def to_cents(*factors: Decimal) -> Decimal:
    """The product, rounded once, half to even; never minus zero."""
    product = Decimal(1)
    for factor in factors:
        product = EXACT.multiply(product, factor)
    rounded = EXACT.quantize(product, CENT)
    return rounded or abs(rounded)
