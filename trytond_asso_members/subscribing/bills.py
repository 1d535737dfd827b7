"""Who gets which bill: the charges of a run, put together."""
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

ZERO = Decimal('0.00')


@dataclass(eq=False)
class Planned:
    "A bill that a run will make: of one payer, one kind and one payment term."
    payer: int
    kind: str
    term: object
    charges: list = field(default_factory=list)

    @property
    def total(self):
        return sum((charge.amount for charge in self.charges), ZERO)

    @property
    def is_empty(self):
        "Whether none of its lines is of more than 0.00, so that there is nothing to bill."
        return not any(charge.amount for charge in self.charges)

    @property
    def subscriptions(self):
        return list(dict.fromkeys(charge.subscribed for charge in self.charges))


def plan(charges):
    """Return [Planned], one for each payer, kind of bill and payment term.

    Offers that are to be alone have a bill for each subscription.
    """
    planned = {}
    for subscribed, theirs in charges.of.items():
        offer = subscribed.offer
        key = (
            subscribed.payer, offer.kind, offer.payment_term,
            subscribed.id if offer.alone else None)
        if key not in planned:
            planned[key] = Planned(*key[:3])
        planned[key].charges.extend(theirs)
    for bill in planned.values():
        bill.charges.sort(key=lambda c: (c.first, c.subscribed.id, c.number, c.part))
    return sorted(planned.values(), key=lambda bill: bill.payer)


def payers(planned):
    "The bills of each payer, {payer: [Planned]}."
    found = defaultdict(list)
    for bill in planned:
        found[bill.payer].append(bill)
    return found
