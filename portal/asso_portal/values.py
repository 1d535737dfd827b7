"""Values in the contract's forms, as a mapping gets them from the site's rows.

Nothing is judged here: what the contract does not allow is shown as it is, and the bridge
refuses it by name.
"""

from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Any
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
CENT = Decimal("0.01")
# More digits than any product of the contract's values has
EXACT = Context(prec=80, rounding=ROUND_HALF_EVEN)


def text(value: str | None) -> str:
    """Stripped, with plain newlines: browsers send CR LF."""
    return (value or "").replace("\r\n", "\n").replace("\r", "\n").strip()


def id_of(key: Any) -> str | None:
    """A key as text, as the contract has ids; None stays None."""
    return None if key is None else str(key)


def day(value: date | None) -> str | None:
    """A plain date; of a moment, the day in Paris."""
    if isinstance(value, datetime):
        value = (value.astimezone(PARIS) if value.tzinfo else value).date()
    return value and value.isoformat()


def money(value: Decimal | None) -> str | None:
    """With two decimals, or with more if the amount is not in whole cents."""
    if value is None:
        return None
    cents = EXACT.quantize(Decimal(value), CENT)
    return f"{cents + 0 if cents == value else value:f}"  # + 0: no minus zero


rate = money  # a tax's percent has the same form


def number(value: Decimal) -> str:
    """Without trailing zeros."""
    return f"{value.normalize() + 0:f}"


def to_cents(*factors: Decimal) -> Decimal:
    """The product, rounded once, half to even."""
    product = Decimal(1)
    for factor in factors:
        product = EXACT.multiply(product, factor)
    return EXACT.quantize(product, CENT)
