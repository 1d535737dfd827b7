"""Payments of nobody: they stand on the suspense account until somebody says whose they are."""
from trytond.pool import Pool

from .. import bulk
from ..books.moves import Line, Move


def letter(batch, payments):
    "Letter what has come onto the suspense account with what has left it."
    groups = {}
    for id_, origin in _open_lines(batch, payments):
        groups.setdefault(origin, []).append(id_)
    batch.books.letter(list(groups.values()))


def _open_lines(batch, payments):
    pool = Pool()
    line = pool.get('account.move.line').__table__()
    move = pool.get('account.move').__table__()
    return bulk.select_among(
        lambda where: line
        .join(move, condition=line.move == move.id)
        .select(line.id, move.origin, where=where
            & (line.account == batch.feed.account_suspense.id)
            & (line.reconciliation == None)),  # noqa: E711
        move.origin, {f'asso.payment,{id_}' for id_ in payments})


def post_unmatched(batch, bookings):
    "Payments of nobody stand on the suspense account."
    moves = []
    for booking in bookings:
        record = booking.change.record
        label = record.label or None
        moves.append(Move(
                booking.journal.id, booking.date, booking.period,
                f'asso.payment,{booking.id}', [
                    Line(
                        booking.account.id, record.amount, description=label),
                    Line(
                        batch.feed.account_suspense.id, -record.amount,
                        description=label)],
                change=booking.change))
    batch.books.post(moves)
    bulk.update_each('asso.payment', 'move', [
            (booking.id, move.id) for booking, move in zip(bookings, moves)])


def drop(batch, payments):
    "Reverse payments of nobody that the portal has deleted."
    moves = []
    for payment in payments:
        account, journal = money_of(batch, payment.id)
        date, period = batch.place(payment.date, journal, move=True)
        moves.append(Move(
                journal.id, date, period, f'asso.payment,{payment.id}', [
                    Line(
                        batch.feed.account_suspense.id, payment.amount),
                    Line(account.id, -payment.amount)]))
    batch.books.post(moves)
    letter(batch, {p.id for p in payments})


def money_of(batch, id_):
    "The account and the journal of the money of a stored payment."
    payment = Pool().get('asso.payment')(id_)
    line, = [l for l in payment.move.lines if not l.account.party_required
        and l.account.id != batch.feed.account_suspense.id]
    return line.account, payment.move.journal
