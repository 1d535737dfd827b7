"""Moves before they are booked."""
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass
class Line:
    "A line to be posted: `amount` is debit when positive, credit when negative."
    account: int
    amount: Decimal
    party: int | None = None
    maturity: object = None
    description: str | None = None
    origin: object = None  # an Item or a TaxAmount of an invoice
    taxes: list = field(default_factory=list)  # (tax, 'base' or 'tax', amount)
    fragment: object = None  # the fragment that learns the id of the line
    id: int | None = None

    def learn(self, id_):
        self.id = id_
        if self.fragment:
            self.fragment.id = id_


@dataclass
class Move:
    journal: int
    date: object
    period: object
    origin: str | None
    lines: list
    description: str | None = None
    change: object = None  # the change to blame when it cannot be posted
    id: int | None = None


def sequences(calendar, *others):
    "The ids of the sequences to lock before any work, always in the same order."
    ids = {
        period.sequence for period in calendar.periods
        if period.state == 'open' and period.sequence}
    return sorted(ids | {sequence.id for sequence in others if sequence})
