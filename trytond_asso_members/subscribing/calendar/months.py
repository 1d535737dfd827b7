"""Months counted from an anchor: 31 January, 28 February, 31 March."""
import datetime as dt
from functools import lru_cache

from dateutil.relativedelta import relativedelta

DAY = dt.timedelta(days=1)


# Many subscriptions have the same anchor, or are asked for the same months again
@lru_cache(maxsize=2 ** 16)
def month(anchor, count):
    """The day on which the month `count` begins, counted from the anchor.

    Always from the anchor itself: month by month, the 31st would become the 28th for good.
    Raise OverflowError after the year 9999.
    """
    try:
        return anchor + relativedelta(months=count)
    except ValueError as error:
        raise OverflowError(f'{count} months after {anchor}') from error


def month_of(anchor, day):
    "The number of the month in which the day falls, counted from the anchor."
    count = (day.year - anchor.year) * 12 + day.month - anchor.month
    return count if month(anchor, count) <= day else count - 1


def period(anchor, months, number):
    "The first and the last day of a period of so many months; the first has the number 0."
    return (
        month(anchor, number * months),
        month(anchor, (number + 1) * months) - DAY)
