"""What a run bills of a subscription: periods that are due, and corrections of those before."""
from dataclasses import dataclass
from decimal import Decimal

from trytond.pool import Pool

from .. import bulk
from . import rank
from .calendar import days
from .calendar.amounts import rounded, shared
from .formula import FormulaError
from .period import SETUP

ZERO = Decimal('0.00')


@dataclass(eq=False)
class Charge:
    "Some days of one period: a row of asso.subscription.period, and a line of a bill."
    subscribed: object
    number: int
    part: int
    first: object
    last: object
    price: Decimal
    quantity: Decimal
    amount: Decimal
    why: str  # 'new', 'goes_on', 'changed', 'setup'
    item: object = None  # the line of the bill

    @property
    def takes_back(self):
        return self.amount < 0


class Charges:
    """The charges of one run, on a day, to these subscriptions.

    `of` is {subscription: [Charge]}, in the order of the periods, of those that have any, and
    `refused` {subscription: why} of those whose formula gives no price.  What was billed before
    is read only of those whose days have changed since.
    """

    def __init__(self, subscriptions, day):
        self.day = day
        self.changed = {
            s: changed for s in subscriptions if s.next is not None
            and (changed := s.terms.changed(s.billed, s.next))}
        self._rows = _billed([s.id for s in self.changed])
        self.next = {}
        self.of = {}
        self.refused = {}
        rank.give(subscriptions)
        for subscribed in subscriptions:
            try:
                charges = self._corrections(subscribed) + self._due(subscribed)
            except FormulaError as error:
                self.refused[subscribed] = str(error)
                continue
            if charges:
                self.of[subscribed] = charges

    def _due(self, subscribed):
        terms = subscribed.terms
        numbers = terms.due(subscribed.number, self.day)
        if not numbers:
            return []
        why = 'new' if subscribed.is_new else 'goes_on'
        charges = []
        for number in numbers:
            ranges = terms.days_of(number)
            price = subscribed.price(number)
            exact = [terms.cost([one], price, subscribed.quantity) for one in ranges]
            charges += [
                Charge(
                    subscribed, number, part, first, last, price, subscribed.quantity,
                    amount, why)
                for part, ((first, last), amount) in enumerate(
                    zip(ranges, shared(exact)))]
        self.next[subscribed] = numbers[-1] + 1
        if (charges and subscribed.is_new and subscribed.pays_setup
                and subscribed.offer.setup_price):
            first = charges[0].first
            charges.insert(0, Charge(
                    subscribed, SETUP, 0, first, first, subscribed.offer.setup_price,
                    Decimal(1), subscribed.offer.setup_price, 'setup'))
        return charges

    def _corrections(self, subscribed):
        charges = []
        for number, (more, less) in sorted(self.changed.get(subscribed, {}).items()):
            rows = self._rows.get((subscribed.id, number), [])
            price, quantity = (
                (rows[-1].price, rows[-1].quantity) if rows
                else (subscribed.price(number), subscribed.quantity))
            cost = subscribed.terms.cost
            exact = [cost([one], price, quantity) for one in more] + [
                -cost([one], price, quantity) for one in less]
            right = rounded(cost(subscribed.terms.days_of(number), price, quantity))
            total = right - sum((row.amount for row in rows), ZERO)
            charges += [
                Charge(
                    subscribed, number, len(rows) + part, first, last, price, quantity,
                    amount, 'changed')
                for part, ((first, last), amount) in enumerate(
                    zip(more + less, shared(exact, total)))]
        return charges

    def covered(self, subscribed):
        "The days that are billed once the charges are."
        more, less = [], []
        for charge in self.of[subscribed]:
            if charge.number != SETUP:
                to = less if self.is_credit(charge) else more
                to.append((charge.first, charge.last))
        return days.joined(
            [*days.without(subscribed.billed, days.joined(less)), *more])

    def is_credit(self, charge):
        "Whether the charge gives days back that were billed."
        _, less = self.changed.get(charge.subscribed, {}).get(charge.number, ([], []))
        return charge.why == 'changed' and (charge.first, charge.last) in less


@dataclass
class Row:
    amount: Decimal
    price: Decimal
    quantity: Decimal


def _billed(ids):
    "Return {(subscription, number): [Row]}, the oldest first."
    table = Pool().get('asso.subscription.period').__table__()
    found = {}
    for _, subscription, number, amount, price, quantity in sorted(bulk.select_among(
                lambda where: table.select(
                    table.id, table.subscription, table.number, table.amount, table.price,
                    table.quantity, where=where),
                table.subscription, ids)):
        found.setdefault((subscription, number), []).append(Row(
                bulk.money(amount), Decimal(str(price)), Decimal(str(quantity))))
    return found
