"""A movement of an account, and what its record says of it."""
import datetime
from decimal import Decimal
from typing import NamedTuple

from . import dates
from .columns import TEXTS
from .errors import BadFile
from .money import CENT
from .reader import column
from .text import normal

# What banks write where there is nothing to say
NOTHING = {
    '', 'notprovided', 'not provided', 'reference non transmise', 'non renseigné', 'n/a', '-'}


class Row(NamedTuple):
    line: int
    date: datetime.date
    amount: Decimal
    label: str
    value_date: datetime.date | None = None
    texts: tuple[str, ...] = ()
    information: dict[str, str] = {}
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
    "Makes rows of records; `strict` if it is certain what their amounts are."

    def __init__(self, names, found, order, reader, figures, service, strict):
        self.names, self.found, self.order = names, found, order
        self.reader, self.figures = reader, figures
        self.service, self.strict = service, strict

    def row(self, record):
        amount = self.reader.amount(record, self.figures)
        if self.strict and amount.as_tuple().exponent < -2 and amount != amount.quantize(CENT):
            raise BadFile('decimals', line=record.line, text=amount)
        gross, fee = (
            self.reader.gross_and_fee(record, self.figures) if self.service else (None, None))
        return Row(
            line=record.line,
            date=self._date(record, 'date'),
            amount=amount,
            label=self._label(record, amount),
            value_date=self._date(record, 'value_date'),
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
            payout_date=self._date(record, 'payout_date'))

    def account(self, record):
        return self._first(record, 'account').replace(' ', '')

    def _label(self, record, amount):
        return (
            self._first(record, 'label') or self._counterparty(record, amount)
            or self._first(record, 'motive') or self._first(record, 'type')
            or self._first(record, 'payout'))

    def _texts(self, record, amount):
        own = 'payee' if amount >= 0 else 'payer'
        found = {}
        for role in TEXTS:
            if role != own:
                for index in self.found.get(role, ()):
                    text = self._normal(record, index)
                    if text.lower() not in NOTHING:
                        found[text] = True
        return tuple(found)

    def _counterparty(self, record, amount):
        "Who paid, or who was paid; the bank may have a column for each."
        role = 'payer' if amount >= 0 else 'payee'
        name = self._first(record, role) or self._first(record, 'counterparty')
        if first := self._first(record, 'first_name'):
            name = f'{first} {name}'
        return name

    def _information(self, record):
        "All cells by their columns; those without a name only if something is there."
        named = {}
        for index, cell in enumerate(record.cells):
            name = self.names[index] if index < len(self.names) else ''
            cell = cell.strip()
            if name or cell:
                named[name or f'Column {index + 1}'] = cell
        return named

    def _first(self, record, role):
        for index in self.found.get(role, ()):
            if text := self._normal(record, index):
                return text
        return ''

    def _date(self, record, role):
        for index in self.found.get(role, ())[:1]:
            return dates.date(column(record, index), self.order)

    def _normal(self, record, index):
        return normal(column(record, index))
