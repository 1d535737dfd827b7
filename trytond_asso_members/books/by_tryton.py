"""Documents written by Tryton's own models: slow, and right whatever hooks into them.

What each function does is said in door.py; those of the same name in by_sets/ do it by
sets.
"""
from contextlib import contextmanager
from itertools import chain

from trytond.pool import Pool
from trytond.transaction import Transaction

from .. import bulk


@contextmanager
def _own():
    "What is lettered here was decided by the feed, not by a person."
    with Transaction().set_context(_asso_feed=True, _skip_warnings=True):
        yield


def post_moves(books, moves):
    "Create and post the moves in their order; ids are set on them and their lines."
    Move = Pool().get('account.move')
    with _own():
        created = Move.create([_move_values(books, move) for move in moves])
        Move.post(created)
    _learn_lines(zip(moves, created))


def _move_values(books, move):
    return {
        'company': books.company.id,
        'date': move.date,
        'description': move.description,
        'journal': move.journal,
        'lines': [('create', [_line_values(line) for line in move.lines])],
        'origin': move.origin,
        'period': move.period.id,
        }


def _line_values(line):
    values = {
        'account': line.account,
        'credit': max(-line.amount, line.amount * 0),
        'debit': max(line.amount, line.amount * 0),
        'description': line.description,
        'maturity_date': line.maturity,
        'origin': line.origin.reference if line.origin else None,
        'party': line.party,
        }
    if line.taxes:
        values['tax_lines'] = [('create', [
                    {'tax': tax, 'type': type_, 'amount': amount}
                    for tax, type_, amount in line.taxes])]
    return values


def _learn_lines(pairs):
    "Set the ids of our moves and lines: Tryton has created the lines in our order."
    pairs = list(pairs)
    table = Pool().get('account.move.line').__table__()
    ids = {}
    for id_, move in sorted(bulk.select_among(
                lambda where: table.select(table.id, table.move, where=where),
                table.move, [record.id for _, record in pairs])):
        ids.setdefault(move, []).append(id_)
    for move, record in pairs:
        move.id = record.id
        for line, id_ in zip(move.lines, ids[record.id], strict=True):
            line.learn(id_)


def post_statements(books, sheets, moves):
    "Create, validate and post the statements; ids are set on all that they hold."
    pool = Pool()
    Statement = pool.get('account.statement')
    Line = pool.get('account.statement.line')
    with _own():
        for sheet in sheets:
            statement, = Statement.create([_statement_values(books, sheet)])
            sheet.id = statement.id
            entries = sorted(statement.origins, key=lambda origin: origin.id)
            for entry, origin in zip(sheet.entries, entries, strict=True):
                entry.id = origin.id
            shares = [(entry, share) for entry in sheet.entries for share in entry.shares]
            lines = Line.create([
                    _statement_line_values(sheet, *pair) for pair in shares])
            for (_, share), line in zip(shares, lines):
                share.id = line.id
        records = Statement.browse([sheet.id for sheet in sheets])
        Statement.validate_statement(records)
        Statement.post(records)
    _learn_shares(moves)


def pay_invoices(sheets):
    """Let the shares that are related to an invoice pay it, as Tryton does when it validates.

    There are few: rules name invoices of suppliers.
    """
    pool = Pool()
    Line = pool.get('account.statement.line')
    MoveLine = pool.get('account.move.line')
    shares = [
        share for sheet in sheets for entry in sheet.entries for share in entry.shares
        if share.amount and (share.related or '').startswith('account.invoice,')]
    if shares:
        with _own():
            Line.reconcile([(MoveLine(share.line.id), Line(share.id)) for share in shares])


def _learn_shares(moves):
    table = Pool().get('account.move.line').__table__()
    shares = {share.reference: share for _, _, theirs in moves for share in theirs}
    found = {}
    for origin, id_, move in bulk.select_among(
            lambda where: table.select(table.origin, table.id, table.move, where=where),
            table.origin, shares):
        shares[origin].line.learn(id_)
        found[shares[origin]] = move
    for _, move, theirs in moves:
        move.id = found.get(theirs[0])


def _statement_values(books, sheet):
    return {
        'company': books.company.id,
        'date': sheet.date,
        'journal': sheet.journal.id,
        'name': sheet.name,
        'origins': [('create', [{
                        'amount': entry.amount,
                        'date': entry.date,
                        'description': entry.description,
                        'information': entry.information,
                        'number': entry.number,
                        **entry.values,
                        } for entry in sheet.entries])],
        **sheet.totals(),
        **sheet.values,
        }


def _statement_line_values(sheet, entry, share):
    return {
        'account': share.account,
        'amount': share.amount,
        'date': entry.date,
        'description': share.description,
        'number': entry.number,
        'origin': entry.id,
        'party': share.party,
        'related_to': share.related,
        'statement': sheet.id,
        **share.values,
        }


def post_invoices(books, documents):
    "Create and post the documents in their order; ids are set on all that they hold."
    created = draft_invoices(books, documents)
    with _own():
        Pool().get('account.invoice').post(created)
    _learn_lines(
        (document.move, record.move) for document, record in zip(documents, created))


def draft_invoices(books, documents):
    "Create the documents and return them; ids are set on them and on their items."
    pool = Pool()
    line = pool.get('account.invoice.line').__table__()
    with _own():
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


def letter(books, groups):
    "Reconcile the groups of `checks.Line`, as the act of no person."
    Line = Pool().get('account.move.line')
    with _own():
        Line.reconcile(*[
                Line.browse([line.id for line in group]) for group in groups])


def unletter(books, reconciliations):
    "Delete the letterings by id, and process the invoices that they paid."
    pool = Pool()
    Invoice = pool.get('account.invoice')
    Reconciliation = pool.get('account.move.reconciliation')
    records = Reconciliation.browse(sorted(reconciliations))
    lines = [line for record in records for line in record.lines]
    bulk.hold('account.move.line', [line.id for line in lines])
    moves = {line.move.id for line in lines}
    with _own():
        Reconciliation.delete(records)
        # Payment lines cannot be taken off an invoice that is still paid
        Invoice.process(Invoice.search([
                    ('state', 'in', ['posted', 'paid']),
                    ['OR',
                        ('move', 'in', list(moves)),
                        ('additional_moves', 'in', list(moves)),
                        ],
                    ], order=[('id', 'ASC')]))


def attach(pairs):
    "Add the payment lines to their invoices, and set the maturities given."
    pool = Pool()
    Invoice = pool.get('account.invoice')
    Line = pool.get('account.move.line')
    lines = {}
    for invoice, line, _ in pairs:
        lines.setdefault(invoice, []).append(line)
    with _own():
        Invoice.add_payment_lines({
                Invoice(invoice): Line.browse(ids) for invoice, ids in lines.items()})
        changes = [
            ([Line(line)], {'maturity_date': maturity})
            for _, line, maturity in pairs if maturity]
        if changes:
            Line.write(*chain.from_iterable(changes))


def detach(lines):
    "Take the payment lines off their invoices, and their maturities away."
    pool = Pool()
    Invoice = pool.get('account.invoice')
    Line = pool.get('account.move.line')
    lines = Line.browse(lines)
    with _own():
        Invoice.remove_payment_lines(lines)
        Line.write(lines, {'maturity_date': None})


def refresh(books, invoices):
    "Process the invoices, in the order of their ids."
    Invoice = Pool().get('account.invoice')
    with _own():
        Invoice.process(Invoice.browse(sorted(invoices)))
