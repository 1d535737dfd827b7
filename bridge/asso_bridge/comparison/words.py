"""How a difference is told, and what mends it."""

from decimal import Decimal
from typing import Any

from ..told.results import Difference

DECIDED = "A person decided so in Tryton; it stands until that person undoes it there."


def told(
    kind: str,
    id: str,
    what: str,
    otherwise: str,
    sent: int = True,
    reason: str | None = None,
    aside: str | None = None,
) -> Difference:
    """A difference, with what mends it.

    That is the quarantine, if the record is there (`reason`, and `aside` if a person has set it
    aside), a run, if the ledger was not sent it yet, and else what the words say.
    """
    if aside is not None:
        mend = f"A person has set it aside: {aside}"
    elif reason is not None:
        mend = f"It is in quarantine: {reason} See `asso-bridge quarantine`."
    else:
        mend = otherwise if sent else "Run `asso-bridge run`."
    return Difference(type=kind, id=id, what=what, mend=mend, decided=aside is not None)


def name(kind: str) -> str:
    """A type, or a list of records, as one says it."""
    return kind.replace("_", " ")


def or_none(value: Any) -> str:
    """The value of a field, or the word "none"."""
    return "none" if value is None else str(value)


def money(cents: int) -> str:
    """Cents as an amount of two decimals."""
    return f"{Decimal(cents) / 100:.2f}"
