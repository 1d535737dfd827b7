"""In which order day, month and year stand: proven by what the file says, or asked."""
from . import dates

# Days between a movement and its value date, at most, and more than that for certain
NEAR, FAR = 10, 20


def orders(cells, values, around):
    """Return the orders that are possible, the likeliest first.

    `cells` are the dates of the rows, `values` their value dates, `around` those of the lines
    around them.
    """
    possible = [o for o in dates.ORDERS if all(o in dates.readings(c) for c in cells)]
    others = [t for t in (*values, *around) if dates.is_date(t)]
    for evidence in (_by_others, _by_years, _by_nearness, _by_sequence):
        if _one(possible, cells):
            break
        possible = evidence(possible, cells, values, others) or possible
    return possible[:1] if _one(possible, cells) else possible


def _one(possible, cells):
    "Whether all orders mean the same days."
    return len({tuple(dates.date(c, o) for c in cells) for o in possible}) < 2


def _by_others(possible, cells, values, others):
    "The other dates of the file are written in the same order."
    return [o for o in possible if all(o in dates.readings(t) for t in others)]


def _by_years(possible, cells, values, others):
    "No file goes over so many years as a day taken for a year would make of it."
    spans = {o: _span(cells, o) for o in possible}
    return [o for o in possible if spans[o] <= max(3650, min(spans.values()))]


def _by_nearness(possible, cells, values, others):
    "The value date is near."
    if len(values) != len(cells):
        return possible
    gaps = {
        o: max((abs((dates.date(v, o) - dates.date(c, o)).days)
            for c, v in zip(cells, values) if dates.date(v, o)), default=0)
        for o in possible}
    if min(gaps.values()) > NEAR:
        return possible
    return [o for o in possible if gaps[o] <= FAR]


def _by_sequence(possible, cells, values, others):
    "Rows come oldest or newest first."
    found = []
    for order in possible:
        days = [dates.date(c, order) for c in cells]
        if days == sorted(days) or days == sorted(days, reverse=True):
            found.append(order)
    return found


def _span(cells, order):
    days = [dates.date(c, order) for c in cells]
    return (max(days) - min(days)).days
