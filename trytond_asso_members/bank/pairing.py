"""The same transfer from the portal and from the bank: booked once.

What the portal has recorded, of that member, that amount and about that day, is a clue as
good as an open bill: with one that names the member it is enough.
"""
from collections import defaultdict

from .receipt import received

# Clues that name the member; an amount alone names nobody
NAMES = {
    'reference', 'reference_bill', 'label', 'number_bill', 'number_member', 'iban', 'learned',
    'name'}
# Cheques come by their deposits, cards by payouts; what is told of cash is another's
TRANSFERS = {'transfer', 'other'}
OF_SERVICE = TRANSFERS | {'card'}
# The portal has recorded the payment: so the bill that it names is paid by now
HARMLESS = {'paid_reference', 'paid_bill', 'previous_year', 'cut', 'donation'}


class Pairing:
    "The payments in transit, each to be paired with one row."

    def __init__(self, association, pending, means=TRANSFERS):
        self.near = association.near
        self._free = defaultdict(list)
        for payment in pending:
            if payment.means in means:
                self._free[payment.party, payment.amount].append(payment)

    def take(self, row, decision):
        "The payment that the row can only be; it is taken.  Or None."
        if {veto.code for veto in decision.vetoes} - HARMLESS:
            return None
        members = [decision.member] if decision.tier == 'matched' else [
            p.member for p in decision.proposals if NAMES & {r.code for r in p.reasons}]
        found = {
            member: payment for member in members
            if (payment := self.nearest(member, received(row), row.date))}
        if len(found) != 1:
            return None
        payment, = found.values()
        self._free[payment.party, payment.amount].remove(payment)
        return payment

    def nearest(self, member, amount, date):
        "The payment of the member (party), of that amount and about that day; or None."
        near = [p for p in self._free[member, amount] if abs(p.date - date) <= self.near]
        return min(near, key=lambda p: (abs(p.date - date), p.payment), default=None)

    def take_of(self, member, amount, date):
        "As `nearest`; it is taken."
        payment = self.nearest(member, amount, date)
        if payment:
            self._free[member, amount].remove(payment)
        return payment
