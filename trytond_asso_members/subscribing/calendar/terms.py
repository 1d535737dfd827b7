"""On what terms a subscription is billed, and which of its periods are due."""
import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property

from .amounts import cost
from .days import EVER, between, both, joined, without
from .months import DAY, month, month_of, period


@dataclass
class Terms:
    """A subscription as it stands now.

    `suspended` are ranges of days; `ours` are those that Tryton bills (None: all), and `told`
    those that the portal has billed already.  `late` says what somebody pays who joins in the
    middle of a period that is counted from the calendar: for the days that are left ('days'),
    for the whole ('whole'), or, in its last `late_months`, nothing until the next ('next').
    """
    anchor: dt.date
    months: int
    start: dt.date
    end: dt.date | None = None
    suspended: list = field(default_factory=list)
    in_advance: bool = True
    call_days: int = 0
    free_months: int = 0
    ours: list | None = None
    told: list = field(default_factory=list)
    late: str = 'days'
    late_months: int = 0

    def period(self, number):
        return period(self.anchor, self.months, number)

    def number_of(self, day):
        "The number of the period in which the day falls."
        return month_of(self.anchor, day) // self.months

    def _begins(self):
        "The first day that is billed."
        number = self.number_of(self.start)
        first, last = self.period(number)
        if self.start == first or self.late == 'days':
            return self.start
        if self.late == 'whole':
            return first
        return last + DAY if self._is_late(last) else self.start

    def _is_late(self, last):
        "Whether the subscription starts in the last months of the period that ends then."
        return self.start > month(last + DAY, -self.late_months) - DAY

    @cached_property
    def covered(self):
        "The days that are to be billed, sooner or later."
        begins = self._begins()
        days = without(joined([(begins, self.end)]), joined(self.suspended))
        if self.ours is not None:
            days = both(days, self.ours)
        return without(days, self.told)

    @property
    def first_number(self):
        "The number of the first period that may be billed."
        covered = self.covered
        return self.number_of(covered[0][0] if covered else self._begins())

    def falls_due(self, number):
        "The first day on which a run bills the period."
        first, last = self.period(number)
        if not self.in_advance:
            return last + DAY
        if number == self.number_of(self.start):
            first = max(first, self.start)
        # Who joins late pays for the next period at once
        elif self.late == 'next' and number == self.number_of(self._begins()):
            first = self.start
        return first - dt.timedelta(days=self.call_days)

    def due(self, number, day):
        """The numbers of the periods, from this one on, that a run on this day bills.

        Periods after the last covered day are left out.
        """
        covered = self.covered
        last = covered[-1][1] if covered else None
        numbers = []
        while last and self.period(number)[0] <= last and self.falls_due(number) <= day:
            numbers.append(number)
            number += 1
        return numbers

    def days_of(self, number):
        "The days of the period that are to be billed."
        return between(self.covered, *self.period(number))

    def cost(self, ranges, price, quantity):
        "What the days cost, exactly; those of the free months at the start cost nothing."
        if self.free_months:
            ranges = between(ranges, month(self.start, self.free_months), EVER)
        return cost(self.anchor, self.months, price, quantity, ranges)

    def changed(self, billed, number):
        """How the periods before this number differ by now from the days that were billed.

        Return {number: (days to charge, days to credit)}.
        """
        right = between(self.covered, dt.date.min, self.period(number)[0] - DAY)
        result = {}
        for which, days in enumerate([without(right, billed), without(billed, right)]):
            for first, last in days:
                for other in range(self.number_of(first), self.number_of(last) + 1):
                    parts = result.setdefault(other, ([], []))
                    parts[which].extend(between([(first, last)], *self.period(other)))
        return result
