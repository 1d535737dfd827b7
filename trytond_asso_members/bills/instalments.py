"""When the rest of a bill is to be paid, where it is not all due at once."""
from collections import defaultdict, deque
from decimal import Decimal


def spread(left, parts):
    """Return [(day, amount)] of what is left, none of 0; `parts` are such pairs, by day.

    Money pays the first parts first, so the last ones are left.  What is left beyond the sum of
    the parts is due with the first.
    """
    found, rest = {}, left
    for day, amount in reversed(parts):
        found[day] = min(rest, amount) + found.get(day, Decimal(0))
        rest -= min(rest, amount)
    if rest:
        found[parts[0][0]] += rest
    return [(day, found[day]) for day in reversed(found) if found[day]]


def share(lefts, parts):
    """Return {bill: [(day, amount)]} of bills that are paid together, one after the other.

    `lefts` are pairs (bill, what is left of it), and `parts` sum to all that is left.
    """
    found, coming = defaultdict(list), deque(parts)
    for bill, left in lefts:
        while left:
            day, amount = coming.popleft()
            part = min(left, amount)
            found[bill].append((day, part))
            left -= part
            if amount > part:
                coming.appendleft((day, amount - part))
    return dict(found)
