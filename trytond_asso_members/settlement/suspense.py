"""Payments without a known member, which stand on the suspense account until one is named."""
from trytond.pool import Pool

from .. import bulk
from ..books.moves import Line, Move


def letter(act, payments):
    "Letter what these payments (ids) brought onto the suspense account with what took it off."
    groups = {}
    for id_, origin in _open_lines(act, payments):
        groups.setdefault(origin, []).append(id_)
    act.books.letter(list(groups.values()))


def _open_lines(act, payments):
    pool = Pool()
    line = pool.get('account.move.line').__table__()
    move = pool.get('account.move').__table__()
    return bulk.select_among(
        lambda where: line
        .join(move, condition=line.move == move.id)
        .select(line.id, move.origin, where=where
            & (line.account == act.association.account_suspense.id)
            & (line.reconciliation == None)),  # noqa: E711
        move.origin, {bulk.reference('asso.payment', id_) for id_ in payments})


def post_unmatched(act, bookings):
    "Post payments without a known member on the suspense account."
    moves = []
    for booking in bookings:
        record = booking.change.record
        label = record.label or None
        moves.append(Move(
                booking.journal.id, booking.date, booking.period,
                bulk.reference('asso.payment', booking.id), [
                    Line(
                        booking.account.id, record.amount, description=label),
                    Line(
                        act.association.account_suspense.id, -record.amount,
                        description=label)],
                change=booking.change))
    act.books.post(moves)
    bulk.update_each('asso.payment', 'move', [
            (booking.id, move.id) for booking, move in zip(bookings, moves)])


def drop(act, payments):
    "Reverse payments without a known member that the portal has deleted."
    moves = []
    for payment in payments:
        account, journal = money_of(act, payment.id)
        date, period = act.place(payment.date, journal, move=True)
        moves.append(Move(
                journal.id, date, period, bulk.reference('asso.payment', payment.id), [
                    Line(
                        act.association.account_suspense.id, payment.amount),
                    Line(account.id, -payment.amount)]))
    act.books.post(moves)
    letter(act, {p.id for p in payments})


def money_of(act, id_):
    "Return (account, journal) of the money of a stored payment."
    payment = Pool().get('asso.payment')(id_)
    line, = [l for l in payment.move.lines if not l.account.party_required
        and l.account.id != act.association.account_suspense.id]
    return line.account, payment.move.journal
