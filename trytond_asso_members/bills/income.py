"""What was called becomes income as payments are allocated to it.

Rule: ANC 2018-06.  The lines of a fee or a gift that were booked on a deferral account are
recognised in proportion to what payments (not credit notes) have covered; when an
allocation is taken back, so is its income.
"""
from collections import defaultdict
from decimal import Decimal

from sql.aggregate import Sum
from trytond.pool import Pool

from .. import bulk
from ..books.moves import Line, Move

CENT = Decimal('0.01')


def recognise(act, invoices):
    "Post the income that these invoices (ids) have gained or lost; a second call posts nothing."
    accounts = act.association.deferrals()
    deferred = _deferred(invoices, accounts)
    if not deferred:
        return
    covered = _covered(deferred)
    recognised = _recognised(act, deferred, accounts)
    moves = []
    for (invoice, account), (amount, total, date) in sorted(deferred.items()):
        paid, last = covered.get(invoice, (Decimal(0), None))
        wanted = (amount * min(paid, total) / total).quantize(CENT)
        change = wanted - recognised.get((invoice, account), Decimal(0))
        if change:
            date, period = act.place(
                max(date, last or date), act.association.journal_income, move=True)
            moves.append(Move(
                    act.association.journal_income.id, date, period,
                    bulk.reference('account.invoice', invoice), [
                        Line(account, change),
                        Line(accounts[account], -change)]))
    act.books.post(moves)


def _deferred(invoices, accounts):
    "Return {(invoice, deferral account): (amount, total of the invoice, date)}."
    pool = Pool()
    invoice = pool.get('account.invoice').__table__()
    line = pool.get('account.move.line').__table__()
    rows = bulk.select_among(
        lambda where: invoice
        .join(line, condition=line.move == invoice.move)
        .select(
            invoice.id, line.account, Sum(line.credit - line.debit),
            invoice.total_amount_cache, invoice.invoice_date,
            where=where & line.account.in_(list(accounts))
            & invoice.bill_kind.in_(['membership_fee', 'donation']),
            group_by=[
                invoice.id, line.account, invoice.total_amount_cache,
                invoice.invoice_date]),
        invoice.id, invoices)
    return {
        (id_, account): (bulk.money(amount), bulk.money(total), bulk.date(date))
        for id_, account, amount, total, date in rows}


def _covered(deferred):
    "Return {invoice: (amount that payments cover, date of the last one)}."
    pool = Pool()
    attached = pool.get('account.invoice-account.move.line').__table__()
    line = pool.get('account.move.line').__table__()
    move = pool.get('account.move').__table__()
    payment = pool.get('asso.payment').__table__()
    rows = bulk.select_among(
        lambda where: attached
        .join(line, condition=attached.line == line.id)
        .join(move, condition=line.move == move.id)
        .select(
            attached.invoice, move.origin, move.date, line.credit - line.debit,
            where=where),
        attached.invoice, {invoice for invoice, _ in deferred})
    ours = {
        id_: (kind, date)
        for id_, kind, date in bulk.select_among(
            lambda where: payment.select(
                payment.id, payment.kind, payment.date, where=where),
            payment.id, {
                bulk.referred(origin, 'asso.payment') for _, origin, *_ in rows} - {None})}
    covered = defaultdict(lambda: (Decimal(0), None))
    for invoice, origin, move_date, amount in rows:
        kind, date = ours.get(
            bulk.referred(origin, 'asso.payment'), (None, move_date))
        if kind != 'credit_note':
            paid, last = covered[invoice]
            date = bulk.date(date)
            covered[invoice] = (
                paid + bulk.money(amount), max(last or date, date))
    return covered


def _recognised(act, deferred, accounts):
    "Return {(invoice, deferral account): amount recognised so far}."
    pool = Pool()
    line = pool.get('account.move.line').__table__()
    move = pool.get('account.move').__table__()
    rows = bulk.select_among(
        lambda where: move
        .join(line, condition=line.move == move.id)
        .select(
            move.origin, line.account, Sum(line.debit - line.credit),
            where=where & line.account.in_(list(accounts))
            & (move.journal == act.association.journal_income.id),
            group_by=[move.origin, line.account]),
        move.origin, {bulk.reference('account.invoice', i) for i, _ in deferred})
    return {
        (bulk.referred(origin), account): bulk.money(amount)
        for origin, account, amount in rows}
