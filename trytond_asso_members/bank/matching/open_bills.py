"""What is still open while the rows of a file are matched, one after the other."""
import itertools
from collections import Counter, defaultdict
from decimal import Decimal

MOST = 3  # bills that one transfer pays together
LOOKED_AT = 12  # the oldest of a member's open bills, among which sums are looked for
FEW = 3  # members with a bill of one amount who are worth showing
ZERO = Decimal(0)


class OpenBills:
    "Made for each import, as what is matched counts as paid for the rows after it."

    def __init__(self, bills, fees_first=False):
        self.fees_first = fees_first
        self.bills = {bill.id: bill for bill in bills}
        self.left = {bill.id: bill.amount for bill in bills}
        self.of = defaultdict(list)
        self.by_amount = defaultdict(Counter)  # amount: how many bills of it each member has
        for bill in sorted(bills, key=lambda b: (b.date, b.number, str(b.id))):
            self.of[bill.member].append(bill.id)
            self._count(bill.id, 1)

    def exactly(self, member, amount, date):
        """Return the member's oldest bill of that amount, or None.

        The dues of the membership of that day come first, if that is the rule.
        """
        bills = [b for b in self.of.get(member, ()) if self.left[b] == amount]
        if self.fees_first:
            bills.sort(key=lambda b: not self.bills[b].is_due_for(date))
        return bills[0] if bills else None

    def together(self, member, amount):
        "Return up to three of the member's bills whose sum is the amount, the oldest first."
        bills = [b for b in self.of.get(member, ()) if ZERO < self.left[b] < amount][:LOOKED_AT]
        for size in range(2, MOST + 1):
            for some in itertools.combinations(bills, size):
                if sum(self.left[b] for b in some) == amount:
                    return some
        return ()

    def whose(self, amount):
        "Return the members who have a bill of that amount open, unless they are many."
        members = self.by_amount.get(amount, ())
        return tuple(members) if len(members) <= FEW else ()

    def pay(self, bill, amount):
        self._count(bill, -1)
        self.left[bill] -= amount
        self._count(bill, 1)

    def _count(self, bill, change):
        members, member = self.by_amount[self.left[bill]], self.bills[bill].member
        members[member] += change
        if not members[member]:
            del members[member]
