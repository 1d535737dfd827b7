"""What each member owed at the end of a day, as the ledger answers it."""

from typing import Literal

from .answers import Answer
from .values import Money, Sum


class Left(Answer):
    """A bill, payment or other entry that had something left: negative where it is owed."""

    type: Literal["bill", "payment", "other"]
    id: str | None
    number: str | None
    label: str | None
    date: str
    due: str | None
    amount: Money
    left: Money


class Standing(Answer):
    """A member; `ages` are the parts of `owed` by the days since they were due."""

    id: str | None
    number: str
    state: str
    owed: Sum
    ahead: Sum
    oldest_due: str | None
    ages: dict[str, Sum]
    entries: list[Left]


class Owing(Answer):
    """`total`: what the ledger has on the accounts of members; `others`: what is of no member.

    Both are negative where it is owed.
    """

    on: str
    currency: str
    total: Sum
    others: Sum
    members: list[Standing]
