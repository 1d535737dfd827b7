"""The account as the bank knows it: its movements, and the files that it makes of them."""
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from .portal import FIRST

OPENING = Decimal('500.00')


@dataclass(eq=False)
class Movement:
    day: int
    amount: Decimal
    label: str
    member: str | None = None  # whom the label names for certain

    @property
    def key(self):
        "What tells it from others: equal ones are told by their number"
        return self.day, self.amount, self.label


class BankAccount:
    "Movements are added at the end of their day, which may be long past."

    def __init__(self):
        self.movements = []

    def add(self, day, amount, label, member=None):
        self.movements.append(Movement(day, amount, label, member))

    def between(self, first, last):
        return sorted(
            (m for m in self.movements if first <= m.day <= last), key=lambda m: m.day)

    def file(self, first, last):
        "A file of whole days."
        lines = ['Date;Libellé;Débit;Crédit;Solde']
        balance = OPENING + sum(m.amount for m in self.movements if m.day < first)
        for movement in self.between(first, last):
            balance += movement.amount
            debit, credit = (
                ('', movement.amount) if movement.amount > 0 else (-movement.amount, ''))
            date = FIRST + timedelta(days=movement.day)
            lines.append(f'{date:%d/%m/%Y};{movement.label};{debit};{credit};{balance}'
                .replace('.', ','))
        return '\n'.join(lines).encode()
