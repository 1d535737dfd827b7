"""Figures to decide by, as the ledger answers them."""

from decimal import Decimal

from .answers import Answer


class Figure(Answer):
    """`name` is in the language of the bridge's user; what the figure does not have is null."""

    code: str
    name: str
    number: int | None
    amount: Decimal | None
    day: str | None


class Month(Answer):
    """`month` is YYYY-MM; `members` are those after its last day, `dues_before` a year before."""

    month: str
    joined: int
    resigned: int
    members: int
    dues: Decimal
    dues_before: Decimal


class Offer(Answer):
    """`offer` is its reference, null for what is of none; `running`: after the last day."""

    month: str
    offer: str | None
    begun: int
    ended: int
    running: int
    income: Decimal
    cost: Decimal
    result: Decimal


class Isp(Answer):
    """The counts of isp.json, the format 0.1 of db.ffdn.org."""

    memberCount: int
    subscriberCount: int


class Figures(Answer):
    """`months` and `offers` are those of the last twelve months, the oldest first."""

    as_of: str
    currency: str
    figures: list[Figure]
    months: list[Month]
    offers: list[Offer]
    isp: Isp
