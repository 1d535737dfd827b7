"""The money of a payment whose means has changed: an entry takes it to the other account."""
from sql import Null
from trytond.pool import Pool

from .. import bulk
from ..books.moves import Line, Move
from ..settlement.brought import TRANSFERS
from ..settlement.suspense import money_of


def find(batch, booking):
    """Note on the booking between which accounts its money moves, if it does.

    What is older than the cut-over stays on the opening account, and what a row of the bank
    has brought where it came, as long as that row may be its own.
    """
    record, was = booking.change.record, booking.was
    if record.means == was.means or batch.association.is_opening(record.date):
        return
    if was.statement_line and {record.means, was.means} <= TRANSFERS:
        return
    method = batch.method(record.means)
    account = batch.money_account(
        method.debit_account if record.amount > 0 else method.credit_account, record.date)
    before, _ = money_of(was)
    if account != before:
        booking.money = (method.journal, before, account)


def follow(batch, bookings):
    """Post the entries, each in the journal of the new means.

    Nothing stays open on the account that the money leaves, and the row of the bank that was
    paired with the payment waits again.
    """
    bookings = [booking for booking in bookings if booking.money]
    Pool().get('asso.payment').told_otherwise(batch, {b.was: b.party for b in bookings}, 'means')
    moves, left = [], []
    for booking in bookings:
        (journal, before, account), record = booking.money, booking.change.record
        date, period = batch.place(record.date, journal, move=True)
        label = record.label or None
        came, went = (
            Line(account.id, record.amount, description=label),
            Line(before.id, -record.amount, description=label))
        moves.append(Move(
                journal.id, date, period, bulk.reference('asso.payment', booking.id),
                [came, went], change=booking.change))
        open_ = _open(booking.id, before)
        if open_ and sum(open_.values()) == record.amount:
            left.append((went, list(open_)))
    batch.books.post(moves)
    batch.books.letter([[went.id, *lines] for went, lines in left])


def _open(payment, account):
    "{line: amount} of the payment's money on the account, if that is lettered."
    pool = Pool()
    line = pool.get('account.move.line').__table__()
    move = pool.get('account.move').__table__()
    if not account.reconcile:
        return {}
    return {id_: bulk.money(amount) for id_, amount in bulk.select(line
        .join(move, condition=line.move == move.id)
        .select(
            line.id, line.debit - line.credit,
            where=(move.origin == bulk.reference('asso.payment', payment))
            & (line.account == account.id) & (line.party == Null)
            & (line.reconciliation == Null)))}
