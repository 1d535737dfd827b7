"""In which order day, month and year stand: proven by what the file says, or asked."""
from . import dates

# Days between a movement and its value date, at most, and more than that for certain
NEAR, FAR = 10, 20
YEARS = 3650


def orders(cells, values, around):
    """Return the orders that are possible, the likeliest first.

    `cells` are the dates of the rows, `values` their value dates, `around` those of the lines
    around them.
    """
    others = [t for t in (*values, *around) if dates.is_date(t)]
    proofs = [
        lambda order: all(order in dates.readings(t) for t in others),
        _few_years(cells), _near(cells, values), _in_sequence(cells)]
    possible = [o for o in dates.ORDERS if all(o in dates.readings(c) for c in cells)]
    for proof in proofs:
        if not _differ(possible, cells):
            return possible[:1]
        possible = list(filter(proof, possible)) or possible
    return possible if _differ(possible, cells) else possible[:1]


def _differ(possible, cells):
    "Whether the orders mean different days."
    return any(
        len({dates.date(c, o) for o in possible}) > 1 for c in cells) if possible else False


def _few_years(cells):
    "No file goes over so many years as a day taken for a year would make of it."
    def proof(order):
        days = [dates.date(c, order) for c in cells]
        return (max(days) - min(days)).days < YEARS
    return proof


def _near(cells, values):
    "The value date is near."
    def gap(order):
        return max((
            abs((day - dates.date(c, order)).days) for c, v in zip(cells, values)
            if (day := dates.date(v, order))), default=0)

    def proof(order):
        if len(values) != len(cells) or min(map(gap, _valid(cells))) > NEAR:
            return True
        return gap(order) <= FAR
    return proof


def _in_sequence(cells):
    "Rows come oldest or newest first."
    def proof(order):
        days = [dates.date(c, order) for c in cells]
        return days in (sorted(days), sorted(days, reverse=True))
    return proof


def _valid(cells):
    return [o for o in dates.ORDERS if all(o in dates.readings(c) for c in cells)]
