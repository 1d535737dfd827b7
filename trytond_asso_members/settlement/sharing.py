"""Which payment goes to which bill, when the ledger decides.

First each payment pays the bill that the payer named.  Then repayments take from what
earlier payments have left.  Then bills are paid, the oldest first (by date, then by the
portal's id as a number); if the association is set so, the fees of the current membership
year come before them.  The result depends on what there is, not on the order in which it
came.
"""
from decimal import Decimal

ZERO = Decimal(0)


def share(positions, party, fixed, floor, fees_first=False):
    """Return {payment id: {target: amount}} for all the payments of a party.

    `fixed` holds, by payment id, what the portal and persons have decided, which stands
    as it is; `floor` holds what other payments have given for good.  Either may exceed
    what a bill has left; then no other payment pays that bill.
    """
    bills, payments = positions.of_party(party)
    due = {b.id: positions.capacity(b) for b in bills}
    left = {p.id: p.amount - p.pinned for p in payments}
    wishes = {p.id: {} for p in payments}

    def give(payment, target, amount):
        wish = wishes[payment.id]
        wish[target] = wish.get(target, ZERO) + amount
        left[payment.id] -= amount

    for payment in payments:
        stands = fixed.get(payment.id) or floor.get(payment.id) or {}
        for target, amount in stands.items():
            give(payment, target, amount)
            if target[0] == 'bill' and target[1] in due:
                due[target[1]] -= amount
            elif target[0] == 'repayment' and target[1] in left:
                left[target[1]] += amount

    def pay(payment, bill):
        amount = min(due[bill.id], left[payment.id])
        if amount > 0:
            give(payment, ('bill', bill.id), amount)
            due[bill.id] -= amount

    automatic = [
        p for p in payments if p.amount > 0 and p.id not in fixed]
    by_id = {b.id: b for b in bills}
    for payment in sorted(automatic, key=lambda p: p.order):
        if payment.named_bill in by_id:
            pay(payment, by_id[payment.named_bill])
    for back in payments:
        if left[back.id] >= 0 or back.amount > 0:
            continue
        for payment in payments:
            amount = min(-left[back.id], left[payment.id])
            if (amount > 0 and payment.amount > 0
                    and payment.date <= back.date
                    and payment.decided_by != 'person'):
                give(payment, ('repayment', back.id), amount)
                left[back.id] += amount
    for payment in automatic:
        current = [
            b for b in bills if b.kind == 'membership_fee'
            and b.start and b.start <= payment.date
            and (not b.end or payment.date <= b.end)] if fees_first else []
        for bill in current + bills:
            if left[payment.id] <= 0:
                break
            pay(payment, bill)
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
