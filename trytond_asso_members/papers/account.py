"""A member's account from a day to a day, as a paper."""
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..figures.account import Account as Figures
from ..figures.account import accounts
from .kinds import word
from .letters import Letters


@dataclass(frozen=True)
class Paper:
    first: date
    last: date
    figures: Figures

    @property
    def rows(self):
        "(row of the figures, what it is called, [(what it paid, amount)])"
        return [
            (row, word(row.document, row.amount),
                row.document.gave if row.amount > 0 else [])
            for row in self.figures.rows]

    @property
    def billed(self):
        return -sum((row.amount for row in self.figures.rows if row.amount < 0), Decimal(0))

    @property
    def paid(self):
        return sum((row.amount for row in self.figures.rows if row.amount > 0), Decimal(0))

    @property
    def open(self):
        "(document, what it is called)"
        return [(document, word(document, document.amount)) for document in self.figures.open]


class Account(Letters):
    "Of each member; `data` has the days `first` and `last`."
    __name__ = 'asso.paper.account'

    @classmethod
    def written(cls, company, members, data):
        found = accounts(
            company, data['first'], data['last'], [member.party.id for member in members])
        return {
            member: Paper(data['first'], data['last'], found[member.party.id])
            for member in members}
