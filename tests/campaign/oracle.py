"""What every balance, residual and allocation must be, worked out without a ledger."""
from collections import defaultdict
from decimal import Decimal

from .portal import MEMBERS, ZERO


def expected(portal, fees_first=False):
    """{'balances': {member: amount}, 'bills': {id: residual}, 'credits': {id: (residual,
    {bill: amount})}} of what the portal holds; drafts and bills of 0.00 do not count.
    """
    bills = [b for b in portal.bills.values() if b.booked]
    credits = [c for c in portal.credits.values() if c.member in MEMBERS]
    due, left, given = shares(bills, credits, fees_first)
    found = {
        'bills': due,
        'credits': {c.id: (left[c.id], dict(given[c.id])) for c in credits},
        'balances': {
            member: sum((left[c.id] for c in credits if c.member == member), ZERO)
            - sum((due[b.id] for b in bills if b.member == member), ZERO)
            for member in MEMBERS}}
    found['credits'].update(
        (c.id, (c.amount, {})) for c in portal.credits.values() if c.member is None)
    return found


def shares(bills, credits, fees_first):
    "Share out in turn: as the portal says, to the bill named, to repayments, to the oldest bill."
    due = {b.id: b.total for b in bills}
    left = {c.id: c.amount for c in credits}
    given = {c.id: defaultdict(Decimal) for c in credits}

    def give(credit, bill, amount):
        if amount > 0:
            given[credit.id][bill] += amount
            left[credit.id] -= amount
            due[bill] -= amount

    for credit in credits:
        for bill, amount in (credit.given or {}).items():
            give(credit, bill, amount)
    free = [c for c in credits if c.given is None and c.amount > 0]
    for credit in sorted(free, key=lambda c: int(c.id)):
        if credit.named in due:
            give(credit, credit.named, min(due[credit.named], left[credit.id]))
    in_time = sorted(credits, key=lambda c: (c.day, int(c.id)))
    for back in (c for c in in_time if c.amount < 0):
        for source in (
                c for c in in_time
                if c.amount > 0 and c.day <= back.day and c.member == back.member):
            amount = min(-left[back.id], left[source.id])
            left[back.id] += amount
            left[source.id] -= amount
    for credit in (c for c in in_time if c in free):
        oldest = sorted(
            (b for b in bills if b.member == credit.member), key=lambda b: (b.day, int(b.id)))
        first = [
            b for b in oldest if fees_first and b.kind == 'membership_fee'
            and b.day <= credit.day <= b.day + 364]
        for bill in [*first, *oldest]:
            give(credit, bill.id, min(due[bill.id], left[credit.id]))
    return due, left, given
