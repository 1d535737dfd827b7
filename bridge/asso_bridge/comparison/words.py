"""How a difference is told, and what mends it, in the language that is spoken."""

import json
from decimal import Decimal
from typing import Any

from ..told.results import Difference
from ..told.speech import amount, day, say


def decision() -> str:
    """What is said of a difference that a person made on purpose."""
    return say("It was decided in Tryton: nothing is to be done.")


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
        mend = say("A person has set it aside: {aside}", aside=aside)
    elif reason is not None:
        mend = say("It is in quarantine: {reason} See `asso-bridge quarantine`.", reason=reason)
    else:
        mend = otherwise if sent else say("Run `asso-bridge run`.")
    return Difference(
        type=kind,
        id=id,
        what=what,
        mend=mend,
        decided=aside is not None,
        waiting=aside is None and (reason is not None or not sent),
    )


def name(kind: str) -> str:
    """A type, a field or a word of the contract, as one says it."""
    return say(kind.replace("_", " "))


def named(kind: str, id: str) -> str:
    """A record, as one says it."""
    return f"{name(kind)} {id}"


def all_named(records: str) -> str:
    """Records, given as the JSON of [[type, id]]."""
    return ", ".join(named(kind, id) for kind, id in json.loads(records))


def value(field: str, content: Any) -> str:
    """The value of a field, or the word "none"."""
    if content is None:
        return say("none")
    if field == "date":
        return day(content)
    if field in {"kind", "means"}:
        return name(content)
    return amount(content) if field in {"total", "amount", "lines"} else str(content)


def money(cents: int) -> str:
    """Cents as an amount of two decimals."""
    return amount(f"{Decimal(cents) / 100:.2f}")
