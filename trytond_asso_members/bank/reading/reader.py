"""The amounts of a record, read in one of the ways in which a file can be read."""
from typing import NamedTuple

from . import money
from .errors import BadFile
from .text import folded
from .words import IN, KIND_PAID_OUT, NEUTRAL, OUT, PAID_OUT


class Figures(NamedTuple):
    "One way to read the amounts of a file"
    amount: int | None = None  # its column
    balance: int | None = None
    decimal: str = ','
    balance_decimal: str = ','
    sign: str = 'written'
    fees: str = 'within'
    outgoing: str = ''  # a word that nobody knows: rows with it were paid out


class Reader:
    "Reads the amounts of the records whose columns are known."

    def __init__(self, found, mode, records, outgoing=()):
        self.found = {role: indexes[0] for role, indexes in found.items() if indexes}
        self.amounts = found.get('amount', ())
        self.balances = found.get('balance', ())
        self.mode = mode
        self.outgoing = set(outgoing)
        debits = [c for r in records if (c := self.cell(r, 'debit'))]
        debits = [c for c in debits if c.strip('0., ')]  # a zero has no sign
        negative = sum(map(money.is_negative, debits))
        self.debit_is_negative = negative * 2 > len(debits)
        self.debit_is_mixed = 0 < negative < len(debits)
        self.unsigned = [i for i in self.amounts if mode == 'signed' and not any(
            money.is_negative(column(r, i)) for r in records)]
        # The text of a row that was paid out, though no amount has a sign
        self.paid_out = self.unsigned and next(filter(None, map(self._paid_out, records)), '')
        self.is_of_books = mode == 'debit_credit' and 'books' in self.found
        # Which of two columns was paid out is said by no word and no sign
        self.is_nameless = mode == 'debit_credit' and 'nameless' in self.found
        self.is_one_sided = bool(self.unsigned) and bool(
            self.paid_out or 'other_side' in self.found)

    def _paid_out(self, record):
        "The label or the kind of the row, if it reads as paid out; '' if none does."
        label, kind = self.cell(record, 'label'), self.cell(record, 'type')
        if PAID_OUT.match(folded(label)):
            return label
        # Of a payment service it is the means of who pays: Prélèvement
        if 'email' not in self.found and (
                PAID_OUT.match(folded(kind)) or KIND_PAID_OUT.search(folded(kind))):
            return kind
        return ''

    def cell(self, record, role):
        return column(record, self.found.get(role))

    def amount(self, record, figures):
        "Return the signed amount by which the account changes."
        if self.mode == 'debit_credit':
            credit = self._money(record, 'credit', figures)
            debit = self._money(record, 'debit', figures)
            if figures.sign == 'written':
                return credit + (debit if self.debit_is_negative else -debit)
            if figures.sign == 'reversed':
                return debit - credit
            return credit - abs(debit)
        if self.mode == 'direction':
            return self._directed(record, figures)
        if self.mode == 'net':
            return self._money(record, 'net', figures)
        amount = self._parsed(record, column(record, figures.amount), figures)
        if figures.sign == 'reversed' or (
                figures.outgoing and self.cell(record, 'either') == figures.outgoing):
            amount = -amount
        return amount - self._fee(record, figures)

    def balance(self, record, figures):
        text = column(record, figures.balance)
        return money.amount(text, figures.balance_decimal) if text else None

    def gross_and_fee(self, record, figures):
        "Return what a payment service took in and what it kept."
        amount = self.amount(record, figures)
        if self.mode == 'net' and self.cell(record, 'gross'):
            gross = self._money(record, 'gross', figures)
            return gross, gross - amount
        if self.mode == 'net':
            fee = abs(self._money(record, 'fee', figures))
            return amount + fee, fee
        fee = self._fee(record, figures)
        return amount + fee, fee

    def _directed(self, record, figures):
        text = self.cell(record, 'direction')
        word = folded(text) or text
        comes = text not in self.outgoing if self.outgoing else word in IN
        role = 'credit' if comes else 'debit'
        amount = abs(
            self._money(record, role, figures) if role in self.found
            else self._parsed(record, column(record, figures.amount), figures))
        if comes:
            return amount
        if text in self.outgoing or word in OUT:
            return -amount - self._fee(record, figures)
        if word in NEUTRAL and not amount:
            return amount
        raise BadFile('direction', line=record.line, text=text or "an empty cell")

    def _fee(self, record, figures):
        if figures.fees != 'apart':
            return money.ZERO
        return abs(self._money(record, 'fee', figures))

    def _money(self, record, role, figures):
        return self._parsed(record, self.cell(record, role), figures)

    def _parsed(self, record, text, figures):
        amount = money.amount(text, figures.decimal) if text else money.ZERO
        if amount is None:
            raise BadFile('amount', line=record.line, text=text)
        return amount


def column(record, index):
    "Return the text of a cell, or '' if the record is too short."
    if index is None or index >= len(record.cells):
        return ''
    return record.cells[index].strip()
