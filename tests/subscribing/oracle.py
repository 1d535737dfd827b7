"""What each run must bill, worked out day by day: slow, obvious, and in plain Python.

Nothing of the module is imported.  A day is looked at alone: in which month of which period it
is, whether it is covered, what it costs.
"""
import calendar
import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from .plain import Line

DAY = dt.timedelta(days=1)
CENT = Fraction(1, 100)
SETUP = -1


def later(day, months):
    "The same day of a later month, or the last of that month if it has no such day."
    month = day.year * 12 + day.month - 1 + months
    year, month = month // 12, month % 12 + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def days(first, following):
    while first < following:
        yield first
        first += DAY


def rounded(amount):
    "To the cent; what is half a cent goes away from zero."
    cents = int(abs(amount) / CENT + Fraction(1, 2))
    return Decimal(cents if amount >= 0 else -cents) / 100


def stretches(found):
    "Days that follow each other, as [(first, last)]."
    made = []
    for day in sorted(found):
        if made and made[-1][1] + DAY == day:
            made[-1] = (made[-1][0], day)
        else:
            made.append((day, day))
    return made


@dataclass
class Billed:
    "A period that was billed: at what price, which days, and how much in all."
    price: Fraction
    days: set = field(default_factory=set)
    amount: Decimal = Decimal(0)


@dataclass(frozen=True)
class Charge:
    "A line that must be on a bill; `exact` is its amount before the cents were shared."
    subscription: object
    number: int
    first: dt.date
    last: dt.date
    exact: Fraction


class Subscribed:
    "A subscription of `plain`, its offer, and what was billed of it."

    def __init__(self, subscription, offer):
        self.one, self.offer = subscription, offer
        self.billed = {}  # {number of the period: Billed}
        self.setup = None  # what was billed for the set-up
        self._seen, self._looked_at = None, set()  # the end and suspensions, the periods

    @property
    def anchor(self):
        "The first day of the period 0."
        if self.offer.counted_from == 'start':
            return self.one.start
        anchor = dt.date(self.one.start.year + 1, self.offer.calendar_month, 1)
        while anchor > self.one.start:
            anchor = later(anchor, -12)
        # The one in which the subscription starts
        while later(anchor, self.offer.months) <= self.one.start:
            anchor = later(anchor, self.offer.months)
        return anchor

    def first_day(self, number):
        return later(self.anchor, number * self.offer.months)

    def months(self, number):
        "The days of each month of the period."
        first = number * self.offer.months
        return [
            list(days(later(self.anchor, month), later(self.anchor, month + 1)))
            for month in range(first, first + self.offer.months)]

    @property
    def first_covered(self):
        "Who joins late pays from the start, from the first day of the period, or of the next."
        offer, start = self.offer, self.one.start
        if offer.counted_from == 'calendar' and start > self.anchor:
            if offer.late_joiners == 'whole':
                return self.anchor
            if self.is_near:
                return self.first_day(1)
        return start

    @property
    def is_near(self):
        return (
            self.offer.counted_from == 'calendar' and self.offer.late_joiners == 'next'
            and self.anchor < self.one.start
            and self.one.start >= later(self.anchor, self.offer.months - self.offer.late_months))

    def is_billed_by_us(self, day):
        "Before a hand-over it was the other one."
        ours = not self.offer.handovers or sorted(self.offer.handovers)[0][1] == 'portal'
        for first, to in sorted(self.offer.handovers):
            if first <= day:
                ours = to == 'tryton'
        return ours

    def is_covered(self, day):
        return (
            self.is_billed_by_us(day)
            and self.first_covered <= day and (self.one.end is None or day <= self.one.end)
            and not any(
                first <= day and (last is None or day <= last)
                for first, last in self.one.suspended))

    def covered(self, number):
        return {day for month in self.months(number) for day in month if self.is_covered(day)}

    def is_free(self, day):
        return self.one.start <= day < later(self.one.start, self.one.free_months)

    def is_due(self, number, run):
        "Nobody is billed before the start; who joins near the next period, at the start for that."
        if self.offer.in_advance:
            first = max(self.first_day(number), self.one.start)
            if number == 1 and self.is_near:
                first = self.one.start
            return first - dt.timedelta(days=self.offer.call_days) <= run
        return self.first_day(number + 1) <= run

    def price(self, number):
        "In force on the first day of the period, less the discount."
        first, price = self.first_day(number), self.one.price
        if price is None:
            price = Decimal(0)
            for start, amount in sorted(
                    self.offer.prices, key=lambda row: row[0] or dt.date.min):
                if start is None or start <= first:
                    price = amount
        return Fraction(price) * (1 - Fraction(self.one.discount))

    def cost(self, number, price, found):
        "What the days cost: in a month of so many days, each is that part of the month."
        parts = Fraction(0)
        for month in self.months(number):
            for day in month:
                if day in found and not self.is_free(day):
                    parts += Fraction(1, len(month))
        return Fraction(self.one.quantity) * price / self.offer.months * parts

    def run(self, day):
        """Bill what is due on the day, and what has changed since.

        Return [(number of the period, what it comes to, [Charge])].
        """
        due, number = [], 0
        while self.is_due(number, day):
            due.append(number)
            number += 1
        due += [number for number in self.billed if number not in due]
        terms = self.one.end, tuple(self.one.suspended)
        if terms == self._seen:
            # What was looked at comes out as it did
            due = [number for number in due if number not in self._looked_at]
        else:
            self._seen, self._looked_at = terms, set()
        self._looked_at.update(due)
        return [one for number in due for one in self._period(number)]

    @property
    def sum(self):
        "What was billed in all"
        return sum((one.amount for one in self.billed.values()), self.setup or Decimal('0.00'))

    def _period(self, number):
        covered = self.covered(number)
        if number not in self.billed:
            if not covered:
                return
            self.billed[number] = Billed(self.price(number))
            if self.offer.setup_price and self.setup is None:
                self.setup, first = self.offer.setup_price, min(covered)
                yield SETUP, self.setup, [
                    Charge(self.one.id, SETUP, first, first, Fraction(self.setup))]
        billed = self.billed[number]
        more, less = covered - billed.days, billed.days - covered
        amount = rounded(self.cost(number, billed.price, covered)) - billed.amount
        billed.days, billed.amount = covered, billed.amount + amount
        if more or less:
            yield number, amount, [
                Charge(
                    self.one.id, number, first, last,
                    sign * self.cost(number, billed.price, set(days(first, last + DAY))))
                for found, sign in [(more, 1), (less, -1)] for first, last in stretches(found)]


def shared(amount, charges):
    """The lines of the charges, whose cents sum to the amount.

    Each has the whole cents of its exact amount; the cents that are left go to those that lose
    most, the first ones if several lose the same.
    """
    cents = [charge.exact / CENT // 1 for charge in charges]
    left = int(Fraction(amount) / CENT) - sum(cents)
    order = sorted(
        range(len(charges)), key=lambda n: (cents[n] - charges[n].exact / CENT, n))
    for turn in range(abs(int(left))):
        if left > 0:
            cents[order[turn % len(order)]] += 1
        else:
            cents[order[-1 - turn % len(order)]] -= 1
    return [
        Line(charge.subscription, charge.first, charge.last, Decimal(int(count)) / 100)
        for charge, count in zip(charges, cents, strict=True)]


class Oracle:
    "What runs bill of many subscriptions."

    def __init__(self, offers, subscriptions):
        self.offers = {offer.id: offer for offer in offers}
        self.subscribed = [Subscribed(one, self.offers[one.offer]) for one in subscriptions]

    def run(self, day):
        "The bills of a run on the day: {payer: (total, [Line])}."
        lines = {}
        for subscribed in self.subscribed:
            for _, amount, charges in subscribed.run(day):
                lines.setdefault(subscribed.one.who_pays, []).extend(shared(amount, charges))
        return {
            payer: (sum(line.amount for line in theirs), in_order(theirs))
            for payer, theirs in lines.items() if any(line.amount for line in theirs)}

    def billed(self):
        "{subscription: the sum of what was billed}"
        return {s.one.id: s.sum for s in self.subscribed}


def in_order(lines):
    return sorted(lines, key=lambda line: (line.first, line.last, str(line.subscription),
            line.amount))
