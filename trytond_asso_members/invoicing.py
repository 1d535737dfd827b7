"""Invoices written and posted by sets, as Tryton's own create and post write them."""
import re
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from trytond.pool import Pool

from . import bulk, posting


@dataclass
class Item:
    "A line of an invoice, with the tax that the portal charged."
    label: str
    account: int
    quantity: Decimal
    unit_price: Decimal
    net: Decimal
    tax: Decimal
    rate: object = None  # account.tax, or None
    product: object = None
    origin: str | None = None
    id: int | None = None

    @property
    def gross(self):
        return self.net + self.tax


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
    journal: object
    due: object
    items: list
    start: object = None
    end: object = None
    disputed: bool = False
    description: str | None = None
    taxes: list = None
    line: object = None  # of the move, on the members' account
    id: int | None = None
    move: object = None

    @property
    def total(self):
        return sum((item.gross for item in self.items), Decimal(0))


def number(sequence, documents):
    unnumbered = [d for d in documents if not d.number]
    if unnumbered:
        for document, number in zip(
                unnumbered, sequence.get_many(len(unnumbered))):
            document.number = number


def post(batch, documents):
    "Write the documents as posted invoices, with their moves."
    if not documents:
        return
    for document in documents:
        document.taxes = _taxes(document)
    addresses = _addresses({d.party for d in documents})
    ids = bulk.insert('account.invoice', [
            _invoice_row(batch, d, addresses[d.party]) for d in documents])
    for document, id_ in zip(documents, ids):
        document.id = id_
    _insert_items(batch, documents)
    for document in documents:
        document.move = _move(batch, document)
    posting.post(batch.calendar, [d.move for d in documents])
    bulk.update_each(
        'account.invoice', 'move', [(d.id, d.move.id) for d in documents])


def _taxes(document):
    "[[tax, base, amount, id]], one for each tax."
    amounts = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for item in document.items:
        if item.rate:
            amounts[item.rate][0] += item.net
            amounts[item.rate][1] += item.tax
    return [[tax, base, amount, None] for tax, (base, amount) in amounts.items()]


def _invoice_row(batch, document, address):
    untaxed = sum(item.net for item in document.items)
    moved = document.accounting_date != document.date
    return {
        'account': batch.feed.account_receivable.id,
        'accounting_date': document.accounting_date if moved else None,
        'bill_end': document.end,
        'bill_kind': document.kind,
        'bill_start': document.start,
        'company': batch.company.id,
        'currency': batch.company.currency.id,
        'description': document.description,
        'disputed': document.disputed,
        'invoice_address': address,
        'invoice_date': document.date,
        'journal': document.journal.id,
        'number': document.number,
        'number_alnum': re.sub(r'[\W_]', '', document.number),
        'number_digit': int(re.sub(r'\D', '', document.number)[-18:] or 0) or None,
        'party': document.party,
        'payment_term_date': document.due or document.date,
        'state': 'posted',
        'tax_amount_cache': document.total - untaxed,
        'total_amount_cache': document.total,
        'type': 'out',
        'untaxed_amount_cache': untaxed,
        }


def _addresses(parties):
    "Return {party: address to bill}, as party.address_get('invoice') does."
    Address = Pool().get('party.address')
    chosen = {}
    for address in Address.search([
                ('party', 'in', list(parties)),
                ], order=[('party', 'ASC'), ('sequence', 'ASC'), ('id', 'ASC')]):
        kept = chosen.get(address.party.id)
        if not kept or (address.invoice and not kept.invoice):
            chosen[address.party.id] = address
    return {party: address.id for party, address in chosen.items()}


def _insert_items(batch, documents):
    pairs = [(d, n, item) for d in documents for n, item in enumerate(d.items, 1)]
    ids = bulk.insert('account.invoice.line', [{
                'account': item.account,
                'company': batch.company.id,
                'currency': batch.company.currency.id,
                'description': item.label,
                'invoice': document.id,
                'invoice_type': 'out',
                'origin': item.origin,
                'portal_tax': item.rate.id if item.rate else None,
                'portal_tax_amount': item.tax,
                'product': item.product.id if item.product else None,
                'quantity': float(item.quantity),
                'sequence': number,
                'taxes_deductible_rate': Decimal(1),
                'type': 'line',
                'unit': item.product.default_uom.id if item.product else None,
                'unit_price': item.unit_price,
                } for document, number, item in pairs])
    for (_, _, item), id_ in zip(pairs, ids):
        item.id = id_
    taxes = [(d, n, tax) for d in documents for n, tax in enumerate(d.taxes, 1)]
    ids = bulk.insert('account.invoice.tax', [{
                'account': _tax_account(tax, base).id,
                'amount': amount,
                'base': base,
                'description': tax.description,
                'invoice': document.id,
                'legal_notice': tax.legal_notice,
                'manual': True,
                'sequence': number,
                'tax': tax.id,
                } for document, number, (tax, base, amount, _) in taxes])
    for (_, _, tax), id_ in zip(taxes, ids):
        tax[3] = id_


def _tax_account(tax, base):
    return tax.invoice_account if base >= 0 else tax.credit_note_account


def _move(batch, document):
    lines = [
        posting.Line(
            item.account, -item.net,
            origin=f'account.invoice.line,{item.id}')
        for item in document.items]
    for tax, base, amount, id_ in document.taxes:
        if amount:
            lines.append(posting.Line(
                    _tax_account(tax, base).id, -amount,
                    description=tax.description,
                    origin=f'account.invoice.tax,{id_}',
                    taxes=[(tax.id, 'tax', amount), (tax.id, 'base', base)]))
    document.line = posting.Line(
        batch.feed.account_receivable.id, document.total, party=document.party,
        maturity=document.due or document.date,
        description=document.description)
    lines.append(document.line)
    return posting.Move(
        document.journal.id, document.accounting_date, document.period,
        f'account.invoice,{document.id}', lines)
