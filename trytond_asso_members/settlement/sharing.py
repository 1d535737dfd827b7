"""Which payment goes to which bill, when the ledger decides.

First each payment pays the bill that the payer named.  Then repayments take from what
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


def share(positions, party, fixed):
    """Return {payment id: {target: amount}} for all the payments of a party.

    `fixed` holds, by payment id, what the portal and persons have decided.  What a
    person decided, and what is not ours to take back, stands as it is.  What the portal
    asks for is given as far as the bill and the payment have it, the oldest payment first.
    """
    bills, payments = positions.of_party(party)
    due = {b.id: positions.capacity(b) for b in bills}
    left = {p.id: p.available for p in payments}
    wishes = {p.id: {} for p in payments}

    def give(payment, target, amount):
        wish = wishes[payment.id]
        wish[target] = wish.get(target, ZERO) + amount
        left[payment.id] -= amount
        kind, id_ = target
        if kind == 'bill' and id_ in due:
            due[id_] -= amount
        elif kind == 'repayment' and id_ in left:
            left[id_] += amount

    def stands(payment):
        if payment.decided_by == 'person':
            return fixed[payment.id]
        return positions.stands(payment)

    for payment in payments:
        for target, amount in stands(payment).items():
            give(payment, target, amount)

    def pay(payment, bill, wanted=None):
        amount = min(due[bill], left[payment.id])
        if wanted is not None:
            amount = min(
                amount, wanted - wishes[payment.id].get(('bill', bill), ZERO))
        if amount > 0:
            give(payment, ('bill', bill), amount)

    for payment in payments:
        for (kind, bill), wanted in fixed.get(payment.id, {}).items():
            if kind == 'bill' and bill in due:
                pay(payment, bill, wanted)

    automatic = [
        p for p in payments if p.amount > 0 and p.id not in fixed]
    for payment in sorted(automatic, key=lambda p: p.order):
        if payment.named_bill in due:
            pay(payment, payment.named_bill)
    for back in payments:
        if left[back.id] >= 0 or back.amount > 0 or back.id in fixed:
            continue
        for payment in payments:
            amount = min(-left[back.id], left[payment.id])
            if (amount > 0 and payment.amount > 0
                    and payment.date <= back.date
                    and payment.decided_by != 'person'):
                give(payment, ('repayment', back.id), amount)
    order = positions.act.association.bills_to_pay
    for payment in automatic:
        if left[payment.id] <= 0:
            continue
        for bill in order(payment, bills):
            if left[payment.id] <= 0:
                break
            pay(payment, bill.id)
    return wishes


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
