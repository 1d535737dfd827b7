"""Payments without a known member, which stand on a suspense account until one is named.

The association may choose another suspense account, and accountants may letter there what
came of a payment otherwise: so it is the lines themselves that say what waits, and where.
"""
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from sql import Null
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


def waiting(amounts):
    """Return {payment: [Waiting]} of payments without a known member, {id: amount}.

    They have lines without a party on two accounts: on that of the money with the opposite
    sign of the payment, on suspense with its own.  An account that the money has left,
    as its means has changed, adds up to nothing.
    """
    pool = Pool()
    line = pool.get('account.move.line').__table__()
    move = pool.get('account.move').__table__()
    lines, sums = [], defaultdict(Decimal)
    for origin, id_, account, lettered, amount in bulk.select_among(
            lambda where: line
            .join(move, condition=line.move == move.id)
            .select(
                move.origin, line.id, line.account, line.reconciliation,
                line.credit - line.debit, where=where & (line.party == Null)),
            move.origin, [bulk.reference('asso.payment', id_) for id_ in amounts]):
        payment, amount = bulk.referred(origin), bulk.money(amount)
        sums[payment, account] += amount
        if not lettered:
            lines.append((payment, Waiting(id_, account, amount)))
    found = defaultdict(list)
    for payment, entry in lines:
        sign = amounts[payment]
        if entry.amount * sign > 0 and sums[payment, entry.account] * sign > 0:
            found[payment].append(entry)
    return found


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

    It is the account on which the payment's moves add up to its amount.
    """
    pool = Pool()
    line = pool.get('account.move.line').__table__()
    move = pool.get('account.move').__table__()
    sums, journals = defaultdict(Decimal), {}
    for account, journal, amount in bulk.select(line
            .join(move, condition=line.move == move.id)
            .select(
                line.account, move.journal, line.debit - line.credit,
                where=move.origin == bulk.reference('asso.payment', payment.id),
                order_by=[move.id, line.id])):
        sums[account] += bulk.money(amount)
        journals[account] = journal
    account = next(
        account for account, total in sums.items() if total == payment.amount)
    return (
        pool.get('account.account')(account),
        pool.get('account.journal')(journals[account]))
