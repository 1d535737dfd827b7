"""Lettering (reconciliation) written by sets, and what it does to the state of invoices.

What each does is said in books.py.
"""
from collections import defaultdict

from sql import Null
from trytond.pool import Pool
from trytond.transaction import Transaction

from . import bulk


def letter(books, groups):
    pool = Pool()
    Configuration = pool.get('account.configuration')
    sequence = Configuration(1).get_multivalue(
        'reconciliation_sequence', company=books.company.id)
    numbers = sequence.get_many(len(groups))
    ids = bulk.insert('account.move.reconciliation', [{
                'company': books.company.id,
                'date': max(line.date for line in group),
                'number': number,
                } for group, number in zip(groups, numbers)])
    bulk.update_each('account.move.line', 'reconciliation', [
            (line.id, id_) for group, id_ in zip(groups, ids) for line in group])


def unletter(books, reconciliations):
    line = Pool().get('account.move.line').__table__()
    rows = bulk.select_among(
        lambda where: line.select(line.id, line.move, where=where),
        line.reconciliation, reconciliations)
    bulk.update(
        'account.move.line', {id_ for id_, _ in rows}, reconciliation=None)
    bulk.delete('account.move.reconciliation', reconciliations)
    refresh(books, _of_moves({move for _, move in rows}))


def _of_moves(moves):
    "The invoices of the moves, those that were rescheduled or delegated too."
    pool = Pool()
    invoice = pool.get('account.invoice').__table__()
    additional = pool.get('account.invoice-additional-account.move').__table__()
    return {id_ for id_, in bulk.select_among(
            lambda where: invoice.select(invoice.id, where=where),
            invoice.move, moves) + bulk.select_among(
            lambda where: additional.select(additional.invoice, where=where),
            additional.move, moves)}


def attach(books, pairs):
    bulk.insert('account.invoice-account.move.line', [
            {'invoice': invoice, 'line': line} for invoice, line, _ in pairs])
    by_date = defaultdict(list)
    for _, line, maturity in pairs:
        if maturity:
            by_date[maturity].append(line)
    for maturity, ids in by_date.items():
        bulk.update('account.move.line', ids, maturity_date=maturity)


def detach(books, lines):
    attached = Pool().get('account.invoice-account.move.line').__table__()
    rows = bulk.select_among(
        lambda where: attached.select(attached.id, where=where),
        attached.line, lines)
    bulk.delete('account.invoice-account.move.line', [id_ for id_, in rows])
    bulk.update('account.move.line', lines, maturity_date=None)


def refresh(books, invoices):
    Invoice = Pool().get('account.invoice')
    invoice = Invoice.__table__()
    states = dict(bulk.select_among(
            lambda where: invoice.select(invoice.id, invoice.state, where=where),
            invoice.id, invoices))
    concerned = [i for i, state in states.items() if state in {'posted', 'paid'}]
    open_ = _with_open_lines(concerned) if concerned else set()
    paid = [i for i in concerned if states[i] == 'posted' and i not in open_]
    posted = [i for i in concerned if states[i] == 'paid' and i in open_]
    bulk.update('account.invoice', paid, state='paid')
    bulk.update('account.invoice', posted, state='posted')
    # As Tryton's workflow notes it
    bulk.insert('ir.model.log', [{
                'resource': f'account.invoice,{id_}',
                'event': 'transition',
                'target': 'state:paid',
                'user': Transaction().user,
                } for id_ in sorted(paid)])


def _with_open_lines(invoices):
    query = Pool().get('account.invoice')._query_lines_to_pay(invoices)
    return {id_ for id_, in bulk.select(query.select(
                query.invoice, where=query.reconciliation == Null,
                group_by=query.invoice))}
