"""A movement of an account, and what its record says of it."""
import datetime
from dataclasses import dataclass, field
from decimal import Decimal

from . import dates
from .columns import TEXTS
from .text import folded, normal

# What banks write where there is nothing to say
NOTHING = {'', 'notprovided', 'not provided', 'reference non transmise', 'non renseigne', 'n a'}


@dataclass(frozen=True)
class Row:
    line: int
    date: datetime.date
    amount: Decimal
    label: str
    value_date: datetime.date | None = None
    texts: tuple[str, ...] = ()
    information: dict[str, str] = field(default_factory=dict)
    reference: str = ''
    counterparty: str = ''
    iban: str = ''
    balance: Decimal | None = None
    currency: str = ''
    type: str = ''  # the bank's word for the kind of movement
    # Of a payment service
    gross: Decimal | None = None
    fee: Decimal | None = None
    email: str = ''
    payout: str = ''
    payout_date: datetime.date | None = None


class Maker:
    "Makes rows of records."

    def __init__(self, names, found, order, reader, figures, service=False):
        self.names, self.found, self.order = names, found, order
        self.reader, self.figures, self.service = reader, figures, service

    def row(self, record):
        amount = self.reader.amount(record, self.figures)
        gross, fee = (
            self.reader.gross_and_fee(record, self.figures) if self.service else (None, None))
        return Row(
            line=record.line,
            date=dates.date(self._text(record, 'date'), self.order),
            amount=amount,
            label=self._label(record, amount),
            value_date=dates.date(self._text(record, 'value_date'), self.order),
            texts=self._texts(record, amount),
            information=self._information(record),
            reference=self._first(record, 'reference'),
            counterparty=self._counterparty(record, amount),
            iban=self._first(record, 'iban').replace(' ', ''),
            balance=self.reader.balance(record, self.figures),
            currency=self._first(record, 'currency').upper(),
            type=self._first(record, 'type'),
            gross=gross, fee=fee,
            email=self._first(record, 'email'),
            payout=self._first(record, 'payout'),
            payout_date=dates.date(self._text(record, 'payout_date'), self.order))

    def account(self, record):
        return self._first(record, 'account').replace(' ', '')

    def _label(self, record, amount):
        return (
            self._first(record, 'label') or self._counterparty(record, amount)
            or self._first(record, 'motive') or self._first(record, 'type'))

    def _texts(self, record, amount):
        own = 'payee' if amount >= 0 else 'payer'
        found = [
            text for role in TEXTS if role != own for i in self.found.get(role, ())
            if folded(text := self._normal(record, i)) not in NOTHING]
        return tuple(dict.fromkeys(found))

    def _counterparty(self, record, amount):
        "Who paid, or who was paid; the bank may have a column for each."
        role = 'payer' if amount >= 0 else 'payee'
        name = self._first(record, role) or self._first(record, 'counterparty')
        if first := self._first(record, 'first_name'):
            name = f'{first} {name}'
        return name

    def _information(self, record):
        named = {
            name or f'Column {index}': record.cells[index - 1].strip()
            for index, name in enumerate(self.names, 1)
            if index <= len(record.cells) and (name or record.cells[index - 1].strip())}
        for index in range(len(self.names), len(record.cells)):
            if record.cells[index].strip():
                named[f'Column {index + 1}'] = record.cells[index].strip()
        return named

    def _first(self, record, role):
        return next((
            t for i in self.found.get(role, ()) if (t := self._normal(record, i))), '')

    def _text(self, record, role):
        return next((
            t for i in self.found.get(role, ())[:1] if (t := self._cell(record, i))), '')

    def _normal(self, record, index):
        return normal(self._cell(record, index))

    def _cell(self, record, index):
        return record.cells[index].strip() if index < len(record.cells) else ''
