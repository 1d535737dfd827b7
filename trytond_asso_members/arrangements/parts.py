"""A sum in equal parts, a month apart: plain Python, without Tryton."""
from decimal import ROUND_DOWN, Decimal

from dateutil.relativedelta import relativedelta

CENT = Decimal('0.01')


def parts(amount, number, first):
    """Return [(day, part)] of an amount (Decimal, above zero), in so many parts.

    All are equal to the cent, rounded down; the last takes the rest.  Each falls on the day of
    the month of the first, or on the last day of a shorter month.
    """
    part = (amount / number).quantize(CENT, ROUND_DOWN)
    days = [first + relativedelta(months=place) for place in range(number)]
    return list(zip(days, [part] * (number - 1) + [amount - part * (number - 1)]))
