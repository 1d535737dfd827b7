"""Payments without a known member, which stand on a suspense account until one is named.

The association may choose another suspense account, and accountants may letter there what
came of a payment otherwise: so it is the lines themselves that say what waits, and where.
"""
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from trytond.pool import Pool

from .. import bulk
from ..books.moves import Line, Move
from ..exceptions import Refusal


@dataclass
class Waiting:
    "An open line of a payment on a suspense account; the amount is credit less debit."
    id: int
    account: int
    amount: Decimal


@dataclass
class _Entry:
    "A line of the moves of a payment; the amount is credit less debit."
    id: int
    move: int
    journal: int
    account: int
    party: int | None
    lettered: int | None
    amount: Decimal


def waiting(amounts):
    """Return {payment: [Waiting]} of payments without a known member, {id: amount}.

    They stand on suspense since their first move, or since one that took them off a member, with
    the sign of the payment.  The account may be that of their money too: a row of the bank may
    wait there.
    """
    found = defaultdict(list)
    for payment, entries in _entries(amounts).items():
        moves = {entries[0].move, *_of_members(entries)}
        for e in entries:
            if (e.move in moves and not e.party and not e.lettered
                    and e.amount * amounts[payment] > 0):
                found[payment].append(Waiting(e.id, e.account, e.amount))
    return found


def _entries(payments):
    "Return {payment: [_Entry]} of payments (ids), the oldest first."
    pool = Pool()
    line = pool.get('account.move.line').__table__()
    move = pool.get('account.move').__table__()
    found = defaultdict(list)
    for origin, *values, amount in sorted(bulk.select_among(
            lambda where: line
            .join(move, condition=line.move == move.id)
            .select(
                move.origin, line.id, line.move, move.journal, line.account, line.party,
                line.reconciliation, line.credit - line.debit, where=where),
            move.origin, [bulk.reference('asso.payment', id_) for id_ in payments]),
            key=lambda row: (row[2], row[1])):
        found[bulk.referred(origin)].append(_Entry(*values, bulk.money(amount)))
    return found


def _of_members(entries):
    "The moves, after the first, by which a payment came to a member or left one."
    return {e.move for e in entries if e.party} - {entries[0].move}


def post_unmatched(act, bookings):
    "Post payments without a known member on the suspense account."
    moves = []
    for booking in bookings:
        moves.append(Move(
                booking.journal.id, booking.date, booking.period,
                bulk.reference('asso.payment', booking.id), [
                    Line(
                        booking.account.id, booking.amount, description=booking.label),
                    Line(
                        act.association.account_suspense.id, -booking.amount,
                        description=booking.label)],
                change=booking.change))
    act.books.post(moves)
    bulk.update_each('asso.payment', 'move', [
            (booking.id, move.id) for booking, move in zip(bookings, moves)])


class Leaving:
    """Payments that leave suspense, {id: amount}: the lines that take them off, each where
    it waits.

    `refusals` is {id: Refusal} of the payments of which a part waits there no longer.
    """

    def __init__(self, amounts):
        self._waiting = waiting(amounts)
        self._pairs = []
        self.refusals = {
            id_: Refusal('suspense_lettered', amount=amount)
            for id_, amount in amounts.items()
            if sum(w.amount for w in self._waiting[id_]) != amount}

    def lines(self, payment):
        "The lines, to be posted; `letter` them then."
        lines = []
        for entry in self._waiting[payment]:
            line = Line(entry.account, entry.amount)
            lines.append(line)
            self._pairs.append((entry, line))
        return lines

    def letter(self, books):
        "Letter the lines, which are posted now, with what they took off."
        books.letter([[entry.id, line.id] for entry, line in self._pairs])


def drop(act, payments):
    "Reverse payments without a known member that the portal has deleted."
    leaving = Leaving({p.id: p.amount for p in payments})
    act.refuse_payments(leaving.refusals)
    moves = []
    for payment in payments:
        account, journal = money_to_return(act, payment)
        date, period = act.place(payment.date, journal, move=True)
        moves.append(Move(
                journal.id, date, period, bulk.reference('asso.payment', payment.id), [
                    *leaving.lines(payment.id), Line(account.id, -payment.amount)]))
    act.books.post(moves)
    leaving.letter(act.books)


def money_to_return(act, payment):
    """Return (account, journal) by which the money of a payment is taken back.

    A row of the bank that was laid beside it, on the account of the bank, stays: it waits.
    """
    account, journal = money_of(payment)
    if payment.statement_line and act.is_on_bank(account):
        account = act.association.account_suspense
    return account, journal


def money_of(payment):
    """Return (account, journal) of the money of a stored payment, where it stands now.

    It is the account on which the payment's moves add up to its amount, without those by which
    it came to a member or left one.
    """
    entries = _entries([payment.id])[payment.id]
    others = _of_members(entries)
    sums, journals = defaultdict(Decimal), {}
    for entry in entries:
        if entry.move not in others:
            sums[entry.account] -= entry.amount
            journals[entry.account] = entry.journal
    account = next(
        account for account, total in sums.items() if total == payment.amount)
    pool = Pool()
    return (
        pool.get('account.account')(account),
        pool.get('account.journal')(journals[account]))
