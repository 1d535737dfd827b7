"""Invoices and credit notes about to be posted, by sets or by Tryton."""
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby

from trytond.modules.account_invoice.exceptions import PaymentTermComputeError
from trytond.pool import Pool
from trytond.transaction import Transaction

from ..bulk import reference
from . import taxes
from .moves import Line, Move

ZERO = Decimal(0)


@dataclass
class Item:
    """A line of an invoice.

    Its tax is what the portal charged (`rate` and `tax`), or is computed as Tryton does
    (`taxes`).
    """
    label: str
    account: int
    quantity: Decimal
    unit_price: Decimal
    net: Decimal
    tax: Decimal = ZERO
    rate: object = None  # account.tax, or None
    product: object = None
    origin: str | None = None
    taxes: tuple = ()  # account.tax, to compute
    income: int | None = None  # the account on which it becomes income once it is paid
    start: object = None  # the days that it is for
    end: object = None
    id: int | None = None

    @property
    def reference(self):
        return reference('account.invoice.line', self.id)


@dataclass
class Document:
    "An invoice, or with negative items a credit note, about to be posted."
    change: object
    kind: str
    party: int
    number: str | None
    date: object
    accounting_date: object
    period: object
    account: int
    journal: object
    due: object
    items: list
    start: object = None
    end: object = None
    disputed: bool = False
    description: str | None = None
    reference: str | None = None  # its number in the portal, where that is another
    term: object = None  # account.invoice.payment_term
    taxes: list = field(default_factory=list)  # taxes.TaxAmount
    address: int | None = None
    language: str | None = None  # of the party, where taxes are computed
    id: int | None = None
    move: object = None
    to_pay: list = field(default_factory=list)  # lines of the move
    shared_out: bool = True  # the term could share out the total

    @property
    def line(self):
        "The line on the members' account; there must be only one."
        line, = self.to_pay
        return line

    @property
    def untaxed(self):
        return sum((item.net for item in self.items), ZERO)

    @property
    def tax(self):
        return sum((tax.amount for tax in self.taxes), ZERO)

    @property
    def total(self):
        return self.untaxed + self.tax

    @property
    def own_accounting_date(self):
        "The accounting date, or None when it is booked on its own date."
        return self.accounting_date if self.accounting_date != self.date else None


def give_numbers(company, sequence, documents):
    """Number the documents that have no number, in the order given.

    A number that the portal has given to an invoice is left out.  A year or month in
    the sequence's prefix or suffix is that of the accounting date.
    """
    taken = {d.number for d in documents if d.number}
    unnumbered = [d for d in documents if not d.number]
    dated = '$' in (sequence.prefix or '') + (sequence.suffix or '')
    for date, group in groupby(
            unnumbered, key=lambda d: d.accounting_date if dated else None):
        group = list(group)
        with Transaction().set_context(date=date):
            for document, number in zip(
                    group, _free_numbers(company, sequence, len(group), taken)):
                document.number = number


def _free_numbers(company, sequence, count, taken):
    Invoice = Pool().get('account.invoice')
    numbers = []
    while len(numbers) < count:
        # A record that was read before would give the same numbers again
        fresh = sequence.__class__(sequence.id)
        found = list(fresh.get_many(count - len(numbers)))
        used = taken | {i.number for i in Invoice.numbered(company, found)}
        numbers += [number for number in found if number not in used]
    return numbers


def complete(books, documents):
    "Work out the taxes, the address and the move of each document."
    addresses = _addresses({d.party for d in documents})
    languages = taxes.languages(documents)
    for document in documents:
        document.address = addresses.get(document.party)
        document.language = languages.get(document.party)
        document.taxes = taxes.amounts(books, document)
    books.read_accounts({
            id_ for d in documents for id_ in [
                d.account, *(item.account for item in d.items),
                *(tax.account for tax in d.taxes if tax.account)]})
    for document in documents:
        document.move = _move(books, document)


def _addresses(parties):
    "Return {party: address to bill}, as party.address_get('invoice') does."
    Address = Pool().get('party.address')
    chosen = {}
    for address in Address.search([
                ('party', 'in', list(parties)),
                ], order=[('party', 'ASC'), ('sequence', 'ASC NULLS FIRST'), ('id', 'ASC')]):
        kept = chosen.get(address.party.id)
        if not kept or (address.invoice and not kept.invoice):
            chosen[address.party.id] = address
    return {party: address.id for party, address in chosen.items()}


def _move(books, document):
    lines = [
        _line(
            books, document, item.account, -item.net, origin=item,
            taxes=taxes.bases(books, document, item))
        for item in document.items]
    # Tryton sorts the taxes that it has computed before those that were entered
    for tax in sorted(document.taxes, key=lambda tax: tax.manual):
        if tax.amount and tax.account:
            lines.append(_line(
                    books, document, tax.account, -tax.amount, origin=tax,
                    description=tax.description, taxes=tax.lines))
    document.to_pay = [
        _line(
            books, document, document.account, amount, maturity=date,
            description=document.description)
        for date, amount in _terms(books, document)]
    return Move(
        document.journal.id, document.accounting_date, document.period, None,
        lines + document.to_pay, change=document.change)


def _line(books, document, account, amount, **values):
    party = document.party if books.account(account).party_required else None
    return Line(account, amount, party=party, **values)


def _terms(books, document):
    "Return [(date, amount)]: what is to be paid, and when."
    date, total = document.due or document.date, document.total
    if not document.term:
        return [(date, total)]
    try:
        return document.term.compute(total, books.company.currency, date)
    except PaymentTermComputeError:
        document.shared_out = False
        return [(date, total)]
