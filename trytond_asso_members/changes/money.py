"""The money of a payment whose means has changed: an entry takes it to the other account."""
from .. import bulk
from ..books.moves import Line, Move
from ..settlement.suspense import money_of


def find(batch, booking):
    """Note on the booking between which accounts its money moves, if it does.

    What is older than the cut-over stays on the opening account.
    """
    record, was = booking.change.record, booking.was
    if record.means == was.means or batch.association.is_opening(record.date):
        return
    method = batch.method(record.means)
    account = batch.money_account(
        method.debit_account if record.amount > 0 else method.credit_account, record.date)
    before, _ = money_of(was)
    if account != before:
        booking.money = (method.journal, before, account)


def follow(batch, bookings):
    "Post the entries, each in the journal of the new means."
    moves = []
    for booking in bookings:
        if not booking.money:
            continue
        (journal, before, account), record = booking.money, booking.change.record
        date, period = batch.place(record.date, journal, move=True)
        label = record.label or None
        moves.append(Move(
                journal.id, date, period,
                bulk.reference('asso.payment', booking.id), [
                    Line(account.id, record.amount, description=label),
                    Line(before.id, -record.amount, description=label)],
                change=booking.change))
    batch.books.post(moves)
