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


class Figures(Answer):
    as_of: str
    currency: str
    figures: list[Figure]
