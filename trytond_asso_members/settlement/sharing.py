"""Which payment goes to which bill, when the ledger decides.

First each payment pays the membership fee that was called as it came, if one was; then
the bill that the payer named.  Then repayments take from what
earlier payments have left.  Then bills are paid, the oldest first (by date, then by the
portal's id as a number); if the association is set so, the fees of the current membership
year come before them.  The result depends on what there is, not on the order in which it
came.
"""
from decimal import Decimal

from trytond.pool import PoolMeta

ZERO = Decimal(0)


class Association(metaclass=PoolMeta):
    __name__ = 'asso.association'

    def bills_to_pay(self, payment, bills):
        """The bills in the order in which the ledger has the payment pay them.

        `bills` are those of the payer, the oldest first; what is left out is not paid.
        Another module may order them otherwise.  The order may depend on what there
        is, not on when it came.
        """
        if not self.fees_first:
            return bills
        current = [
            bill for bill in bills if bill.kind == 'membership_fee'
            and bill.start and bill.start <= payment.date
            and (not bill.end or payment.date <= bill.end)]
        return current + [bill for bill in bills if bill not in current]


def share(positions, fixed):
    """Return {payment id: {target: amount}} for all the payments of all the parties.

    `fixed` holds, by payment id, what the portal and persons have decided.  What a
    person decided, and what is not ours to take back, stands as it is.  What the portal
    asks for is given as far as the bill and the payment have it, the oldest payment first; so
    is the bill that a payer named, also if it is another member's.
    """
    shares = _Shares(positions)
    for payment in shares.payments:
        stands = positions.stands(payment)
        if payment.decided_by == 'person':
            stands = fixed[payment.id]
        for target, amount in stands.items():
            shares.give(payment, target, amount)
    for payment in sorted(shares.payments, key=lambda p: p.sort_key):
        for (kind, bill), wanted in fixed.get(payment.id, {}).items():
            if kind == 'bill':
                shares.pay(payment, bill, wanted)
    automatic = [
        p for p in shares.payments if p.amount > 0 and p.id not in fixed]
    for payment in sorted(automatic, key=lambda p: p.order):
        shares.pay(payment, payment.called_fee)
        shares.pay(payment, payment.named_bill)
    for back in shares.payments:
        if back.amount < 0 and back.id not in fixed:
            shares.pay_back(back)
    order = positions.act.association.bills_to_pay
    for payment in automatic:
        if shares.left[payment.id] <= 0:
            continue
        for bill in order(payment, shares.bills[payment.party]):
            if shares.left[payment.id] <= 0:
                break
            shares.pay(payment, bill.id)
    return shares.wishes


class _Shares:
    """What bills still need, and payments still have, while they are shared out.

    The payments are those of one party after the other, the oldest of each first.
    """

    def __init__(self, positions):
        self.bills, self.payments_of = {}, {}
        for party in sorted(positions.parties):
            self.bills[party], self.payments_of[party] = positions.of_party(party)
        self.payments = [p for theirs in self.payments_of.values() for p in theirs]
        self.due = {
            b.id: positions.capacity(b) for bills in self.bills.values() for b in bills}
        self.left = {p.id: p.available for p in self.payments}
        self.wishes = {p.id: {} for p in self.payments}

    def give(self, payment, target, amount):
        wish = self.wishes[payment.id]
        wish[target] = wish.get(target, ZERO) + amount
        self.left[payment.id] -= amount
        kind, id_ = target
        if kind == 'bill' and id_ in self.due:
            self.due[id_] -= amount
        elif kind == 'repayment' and id_ in self.left:
            self.left[id_] += amount

    def pay(self, payment, bill, wanted=None):
        "Give the bill (id) all it can take of the payment, up to what is wanted."
        amount = min(self.due.get(bill, ZERO), self.left[payment.id])
        if wanted is not None:
            amount = min(
                amount, wanted - self.wishes[payment.id].get(('bill', bill), ZERO))
        if amount > 0:
            self.give(payment, ('bill', bill), amount)

    def pay_back(self, back):
        "Let the repayment take what earlier payments have left, the oldest first."
        for payment in self.payments_of[back.party]:
            amount = min(-self.left[back.id], self.left[payment.id])
            if (amount > 0 and payment.amount > 0
                    and payment.date <= back.date
                    and payment.decided_by != 'person'):
                self.give(payment, ('repayment', back.id), amount)


def overdrawn(positions, wishes):
    "Return {bill id: by how much the wishes exceed what payments may cover of it}."
    due = {}
    for payment_wishes in wishes.values():
        for (kind, id_), amount in payment_wishes.items():
            if kind == 'bill' and id_ in positions.bills:
                if id_ not in due:
                    due[id_] = positions.capacity(positions.bills[id_])
                due[id_] -= amount
    return {id_: -rest for id_, rest in due.items() if rest < 0}
