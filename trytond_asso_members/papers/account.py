"""A member's account from a day to a day, as a paper."""
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trytond.pool import Pool

from ..figures.account import Account as Figures
from ..figures.account import accounts
from .kinds import word
from .letters import Letters


@dataclass(frozen=True)
class Paper:
    first: date
    last: date
    figures: Figures
    arrangements: list

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

    @property
    def instalments(self):
        "(day, amount, numbers of the bills) of what was agreed, by day, as far as it is left."
        bills = {one.id: one for one in self.figures.open if one.kind == 'bill'}
        lefts = {id_: -bill.left for id_, bill in bills.items()}
        return sorted(
            (day, amount, ', '.join(
                bills[one.bill.id].number for one in arrangement.bills if one.bill.id in bills))
            for arrangement in self.arrangements for day, amount in arrangement.parts_of(lefts))


class Account(Letters):
    "Of each member; `data` has the days `first` and `last`."
    __name__ = 'asso.paper.account'

    @classmethod
    def written(cls, company, members, data):
        parties = [member.party.id for member in members]
        found = accounts(company, data['first'], data['last'], parties)
        agreed = defaultdict(list)
        for one in Pool().get('asso.arrangement').in_force(company, parties, data['last']):
            agreed[one.party].append(one)
        return {
            member: Paper(
                data['first'], data['last'], found[member.party.id], agreed[member.party])
            for member in members}
