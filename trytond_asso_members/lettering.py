"""Lettering (reconciliation) written by sets, and what it does to the state of bills."""
from collections import defaultdict

from sql import Null
from sql.aggregate import Max, Sum
from trytond.pool import Pool
from trytond.transaction import Transaction

from . import bulk


def letter(batch, groups):
    """Letter each group of line ids together.

    Every group must sum to zero, on one account, of one party, none of it
    lettered before; this is checked after writing, in one query.
    """
    if not groups:
        return
    pool = Pool()
    Configuration = pool.get('account.configuration')
    sequence = Configuration(1).get_multivalue(
        'reconciliation_sequence', company=batch.company.id)
    numbers = (
        list(sequence.get_many(len(groups))) if sequence
        else [None] * len(groups))
    dates = _dates([id_ for group in groups for id_ in group])
    ids = bulk.insert('account.move.reconciliation', [{
                'company': batch.company.id,
                'date': max(dates[id_] for id_ in group),
                'number': number,
                } for group, number in zip(groups, numbers)])
    _mark(groups, ids)
    _check(ids)


def _dates(line_ids):
    pool = Pool()
    line = pool.get('account.move.line').__table__()
    move = pool.get('account.move').__table__()
    return {
        id_: bulk.date(date) for id_, date in bulk.select_among(
            lambda where: line
            .join(move, condition=line.move == move.id)
            .select(line.id, move.date, where=where),
            line.id, line_ids)}


def _mark(groups, ids):
    "Write the reconciliation of each line: one statement for many lines."
    pairs = [(l, r) for group, r in zip(groups, ids) for l in group]
    bulk.update_each('account.move.line', 'reconciliation', pairs)


def _check(ids):
    line = Pool().get('account.move.line').__table__()
    wrong = bulk.select_among(
        lambda where: line.select(
            line.reconciliation, where=where, group_by=line.reconciliation,
            having=bulk.rounded(Sum(line.debit - line.credit)) != 0),
        line.reconciliation, ids)
    assert not wrong, f"letterings that do not sum to zero: {wrong}"


def undo(reconciliations):
    "Take letterings back."
    if not reconciliations:
        return
    line = Pool().get('account.move.line').__table__()
    ids = [id_ for id_, in bulk.select_among(
            lambda where: line.select(line.id, where=where),
            line.reconciliation, reconciliations)]
    bulk.update('account.move.line', ids, reconciliation=None)
    bulk.delete('account.move.reconciliation', reconciliations)


def detach(fragments):
    "Take posted fragments off their bills."
    attached = Pool().get('account.invoice-account.move.line').__table__()
    ids = [f.id for f in fragments]
    rows = bulk.select_among(
        lambda where: attached.select(attached.id, where=where),
        attached.line, ids)
    bulk.delete('account.invoice-account.move.line', [id_ for id_, in rows])
    bulk.update('account.move.line', ids, maturity_date=None)


def attach(positions, attached):
    "Make posted fragments the payment lines of bills, due when the bill is."
    bulk.insert('account.invoice-account.move.line', [
            {'invoice': bill, 'line': fragment.id}
            for bill, fragment in attached])
    by_date = defaultdict(list)
    for bill, fragment in attached:
        maturity = positions.bills[bill].maturity
        if fragment.siblings is None and fragment.maturity != maturity:
            by_date[maturity].append(fragment.id)
    for maturity, ids in by_date.items():
        bulk.update('account.move.line', ids, maturity_date=maturity)


def refresh(batch, invoices):
    """Bring the state of invoices in line with their lettering: paid or posted.

    As Tryton's own process does: one is paid when all its lines to pay are
    lettered.
    """
    if not invoices:
        return
    Invoice = Pool().get('account.invoice')
    invoice = Invoice.__table__()
    states = dict(bulk.select_among(
            lambda where: invoice.select(invoice.id, invoice.state, where=where),
            invoice.id, invoices))
    query = Invoice._query_lines_to_pay(
        [i for i, state in states.items() if state in {'posted', 'paid'}] or [-1])
    cursor = Transaction().connection.cursor()
    cursor.execute(*query.select(
            query.invoice, Max(query.line),
            where=query.reconciliation == Null, group_by=query.invoice))
    open_ = {id_ for id_, _ in cursor}
    paid = [i for i, s in states.items() if s == 'posted' and i not in open_]
    posted = [i for i, s in states.items() if s == 'paid' and i in open_]
    bulk.update('account.invoice', paid, state='paid')
    bulk.update('account.invoice', posted, state='posted')
