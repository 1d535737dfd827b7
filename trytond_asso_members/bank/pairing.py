"""The same transfer from the portal and from the bank: booked once.

What the portal has recorded, of that member, that amount and about that day, is a clue as
good as an open bill: with one that names the member it is enough.
"""
from collections import defaultdict
from operator import itemgetter

from ..settlement.brought import CARD, TRANSFERS
from .receipt import received

# Clues that name the member; an amount alone names nobody
NAMES = {
    'reference', 'reference_bill', 'label', 'number_bill', 'number_member', 'iban',
    'iban_own', 'learned', 'name'}
OF_SERVICE = TRANSFERS | {CARD}
# The portal has recorded the payment: so the bill that it names is paid by now
HARMLESS = {'paid_reference', 'paid_bill', 'previous_year', 'cut', 'donation'}


class Pairing:
    "The payments in transit, each to be paired with one row."

    def __init__(self, association, pending, means=TRANSFERS):
        self.near = association.near
        self._free = defaultdict(list)
        apart = association.in_batches()
        for payment in pending:
            if payment.means in means and payment.payment not in apart:
                self._free[payment.party, payment.amount].append(payment)

    def pair(self, rows):
        """Return {key: payment} of as many as can be of the rows, (key, row, decision).

        A row is paired with a payment of the one member whom it names and of whom one is
        near; where there is a choice, the days are as near to each other as they can be.
        """
        groups = defaultdict(list)
        for key, row, decision in rows:
            member = self._member(row, decision)
            if member is not None:
                groups[member, received(row)].append((row.date, key))
        return {
            key: payment for group, days in groups.items()
            for key, payment in most_pairs(days, self._free[group], self.near)}

    def _member(self, row, decision):
        "Whose payment the row can only be, or None."
        if {veto.code for veto in decision.vetoes} - HARMLESS:
            return None
        members = {decision.member} if decision.tier == 'matched' else {
            p.member for p in decision.proposals if NAMES & {r.code for r in p.reasons}}
        found = [m for m in members if self._nearest(m, received(row), row.date)]
        return found[0] if len(found) == 1 else None

    def _nearest(self, member, amount, date):
        near = [p for p in self._free[member, amount] if abs(p.date - date) <= self.near]
        return min(near, key=lambda p: (abs(p.date - date), p.payment), default=None)

    def take_of(self, member, amount, date):
        "The payment of the member (party), of that amount and nearest to that day; it is taken."
        payment = self._nearest(member, amount, date)
        if payment:
            self._free[member, amount].remove(payment)
        return payment


def most_pairs(days, payments, near):
    """Yield (key, payment), as many as can be of [(date, key)] with payments that are near.

    Of these the sum of days between is the smallest.  Both go by date: two pairs that cross
    are never nearer than the same two uncrossed.
    """
    payments = sorted(payments, key=lambda p: (p.date, p.payment))
    best = [(0, 0, None)] * (len(payments) + 1)  # (pairs, - days, the last pair)
    for date, key in sorted(days, key=itemgetter(0)):
        before, best = best, best[:1]
        for place, payment in enumerate(payments):
            choices = [before[place + 1], best[place]]
            if (apart := abs(payment.date - date)) <= near:
                count, days_, _ = last = before[place]
                choices.append((count + 1, days_ - apart.days, ((key, payment), last)))
            best.append(max(choices, key=itemgetter(0, 1)))
    pair = best[-1][2]
    while pair:
        yield pair[0]
        pair = pair[1][2]
