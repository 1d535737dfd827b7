"""Invoices written and posted by sets."""
import re
from decimal import Decimal

from trytond.pool import Pool
from trytond.transaction import Transaction

from ... import bulk
from .moves import post_moves


def post_invoices(books, documents):
    """Write the documents and their moves.

    Moves name their invoices, and invoices their moves: the ids of the invoices are
    taken first, so that no row is written twice.
    """
    ids = bulk.reserve('account.invoice', len(documents))
    _reserve_parts(documents)
    for document, id_ in zip(documents, ids):
        document.id = id_
        document.move.origin = bulk.reference('account.invoice', id_)
    post_moves(books, [d.move for d in documents])
    bulk.insert(
        'account.invoice', _rows(books, documents), ids=ids, written=True)
    _insert_items(books, documents)
    _insert_taxes(documents)
    _insert_payment_means(books, documents)


def _reserve_parts(documents):
    for name, parts in [
            ('account.invoice.line', [i for d in documents for i in d.items]),
            ('account.invoice.tax', [t for d in documents for t in d.taxes])]:
        if parts:
            for part, id_ in zip(parts, bulk.reserve(name, len(parts))):
                part.id = id_


def _rows(books, documents):
    identify = _Identifiers(books, documents)
    employee = _employee(books)
    return [{
            'account': d.account,
            'accounting_date': d.own_accounting_date,
            'bill_end': d.end,
            'bill_kind': d.kind,
            'bill_start': d.start,
            'company': books.company.id,
            'currency': books.company.currency.id,
            'description': d.description,
            'disputed': d.disputed,
            'invoice_address': d.address,
            'invoice_date': d.date,
            'journal': d.journal.id,
            'move': d.move.id,
            'number': d.number,
            'number_alnum': re.sub(r'[\W_]', '', d.number),
            'number_digit': _digits(d.number),
            'party': d.party,
            'party_tax_identifier': identify.party(d),
            'payment_term': d.term.id if d.term else None,
            'payment_term_date': d.due or d.date,
            'portal_deleted': False,
            'posted_by': employee,
            'reference': d.reference,
            'state': 'posted',
            'tax_amount_cache': d.tax,
            'tax_identifier': identify.company(d),
            'total_amount_cache': d.total,
            'type': 'out',
            'untaxed_amount_cache': d.untaxed,
            } for d in documents]


def _digits(number):
    digits = re.sub(r'\D', '', number)[-18:]
    return int(digits) if digits else None


def _employee(books):
    User = Pool().get('res.user')
    employee = User(Transaction().user).employee
    if employee and employee.company == books.company:
        return employee.id


class _Identifiers:
    "The tax identifiers of the company and of the parties, as Tryton chooses them."

    def __init__(self, books, documents):
        pool = Pool()
        Address = pool.get('party.address')
        Identifier = pool.get('party.identifier')
        Party = pool.get('party.party')
        self.books = books
        self.addresses = {
            a.id: a.country.id if a.country else None
            for a in Address.browse({d.address for d in documents})}
        self.companies = {}
        self.parties = {}
        for identifier in Identifier.search([
                    ('party', 'in', list({d.party for d in documents})),
                    ('type', 'in', Party.tax_identifier_types()),
                    ]):
            self.parties.setdefault(identifier.party.id, identifier.id)

    def party(self, document):
        return self.parties.get(document.party)

    def company(self, document):
        country = self.addresses[document.address]
        if country not in self.companies:
            pattern = {'country': country} if country else {}
            identifier = self.books.company.get_tax_identifier(pattern)
            self.companies[country] = identifier.id if identifier else None
        return self.companies[country]


def _insert_items(books, documents):
    pairs = [(d, n, item) for d in documents for n, item in enumerate(d.items, 1)]
    bulk.insert('account.invoice.line', [{
                'account': item.account,
                'company': books.company.id,
                'covers_from': item.start,
                'covers_to': item.end,
                'currency': books.company.currency.id,
                'description': item.label,
                'income_account': item.income,
                'invoice': document.id,
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
                } for document, number, item in pairs],
        ids=[item.id for _, _, item in pairs])
    bulk.insert('account.invoice.line-account.tax', [
            {'line': item.id, 'tax': tax.id}
            for _, _, item in pairs for tax in item.taxes])


def _insert_taxes(documents):
    pairs = [(d, n, tax) for d in documents for n, tax in enumerate(d.taxes, 1)]
    bulk.insert('account.invoice.tax', [{
                'account': tax.account,
                'amount': tax.amount,
                'base': tax.base,
                'description': tax.description,
                'invoice': document.id,
                'legal_notice': tax.legal_notice,
                'manual': tax.manual,
                'sequence': number if tax.manual else None,
                'tax': tax.tax.id,
                } for document, number, tax in pairs],
        ids=[tax.id for _, _, tax in pairs])


def _insert_payment_means(books, documents):
    bulk.insert('account.invoice.payment.mean', [
            {'invoice': document.id, 'instrument': str(instrument)}
            for document in documents for instrument in books.instruments])
