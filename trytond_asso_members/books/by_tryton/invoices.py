"""Invoices and credit notes by Tryton's own models."""
from trytond.pool import Pool

from ... import bulk
from .moves import learn_lines
from .own import own


def post_invoices(books, documents):
    "Create and post the documents in their order; ids are set on all that they hold."
    created = draft_invoices(books, documents)
    with own():
        Pool().get('account.invoice').post(created)
    learn_lines(
        (document.move, record.move) for document, record in zip(documents, created))


def draft_invoices(books, documents):
    "Create the documents and return them; ids are set on them and on their items."
    pool = Pool()
    line = pool.get('account.invoice.line').__table__()
    with own():
        created = pool.get('account.invoice').create(
            [_invoice_values(books, d) for d in documents])
    lines = {}
    for invoice, _, id_ in sorted(bulk.select_among(
                lambda where: line.select(line.invoice, line.sequence, line.id, where=where),
                line.invoice, [record.id for record in created])):
        lines.setdefault(invoice, []).append(id_)
    for document, record in zip(documents, created):
        document.id = record.id
        for item, id_ in zip(document.items, lines.get(record.id, []), strict=True):
            item.id = id_
    return created


def _invoice_values(books, document):
    return {
        'account': document.account,
        'accounting_date': document.own_accounting_date,
        'bill_end': document.end,
        'bill_kind': document.kind,
        'bill_start': document.start,
        'company': books.company.id,
        'currency': books.company.currency.id,
        'description': document.description,
        'disputed': document.disputed,
        'invoice_address': document.address,
        'invoice_date': document.date,
        'journal': document.journal.id,
        'lines': [('create', [
                    _item_values(books, n, item)
                    for n, item in enumerate(document.items, 1)])],
        'number': document.number,
        'party': document.party,
        'payment_term': document.term.id if document.term else None,
        'payment_term_date': document.due or document.date,
        'reference': document.reference,
        'taxes': [('create', [
                    _tax_values(n, tax) for n, tax in enumerate(document.taxes, 1)
                    if tax.manual])],
        'type': 'out',
        }


def _item_values(books, number, item):
    return {
        'account': item.account,
        'company': books.company.id,
        'covers_from': item.start,
        'covers_to': item.end,
        'currency': books.company.currency.id,
        'description': item.label,
        'income_account': item.income,
        'origin': item.origin,
        'portal_tax': item.rate.id if item.rate else None,
        'portal_tax_amount': item.tax,
        'product': item.product.id if item.product else None,
        'quantity': float(item.quantity),
        'sequence': number,
        'taxes': [('add', [tax.id for tax in item.taxes])],
        'type': 'line',
        'unit': item.product.default_uom.id if item.product else None,
        'unit_price': item.unit_price,
        }


def _tax_values(number, tax):
    return {
        'account': tax.account,
        'amount': tax.amount,
        'base': tax.base,
        'description': tax.description,
        'legal_notice': tax.legal_notice,
        'manual': True,
        'sequence': number,
        'tax': tax.tax.id,
        }
