"""What covered days cost: exact until they are rounded, once."""
from decimal import Decimal
from fractions import Fraction
from math import floor

from .days import between, count
from .months import DAY, month, month_of

CENTS = 100


def months_covered(anchor, ranges):
    """How many months the days make: of each month, counted from the anchor, its share.

    A whole month is 1, whatever its length.
    """
    total = Fraction(0)
    for first, last in ranges:
        for number in range(month_of(anchor, first), month_of(anchor, last) + 1):
            start, end = month(anchor, number), month(anchor, number + 1) - DAY
            total += Fraction(
                count(between([(first, last)], start, end)), (end - start).days + 1)
    return total


def cost(anchor, months, price, quantity, ranges):
    "What the days cost, at a price for a period of so many months; exact, as a Fraction."
    return Fraction(price) / months * Fraction(quantity) * months_covered(anchor, ranges)


def rounded(amount):
    "The amount to the cent, half up: away from zero."
    cents = floor(abs(amount) * CENTS + Fraction(1, 2))
    return Decimal(cents if amount > 0 else -cents).scaleb(-2)


def shared(parts, total=None):
    """The exact parts as amounts to the cent that make the total.

    It is their sum, rounded, if none is given.  Those that lose most by being cut get a cent
    more, the first of equals.
    """
    total = rounded(sum(parts)) if total is None else total
    cents = [floor(part * CENTS) for part in parts]
    missing = int(total * CENTS) - sum(cents)
    order = sorted(range(len(parts)), key=lambda i: cents[i] - parts[i] * CENTS)
    for step in range(abs(missing)):
        cents[order[step % len(order)]] += 1 if missing > 0 else -1
    return [Decimal(cent).scaleb(-2) for cent in cents]
