"""Random cases: offers, subscriptions, the days of the runs, and what changes between them."""
import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal

from hypothesis import assume
from hypothesis import strategies as st

from .plain import Offer, Price, Subscription

FIRST, LAST = dt.date(2023, 11, 1), dt.date(2026, 3, 31)
RUNS = dt.date(2024, 1, 1), dt.date(2027, 12, 31)
MEMBERS = [f'm{n}' for n in range(12)]
AMOUNTS = [Decimal(a) for a in [
    '10.00', '28.00', '31.00', '12.50', '7.35', '33.33', '120.00', '0.01', '0.00', '0.3333']]
QUANTITIES = [Decimal(q) for q in ['1', '1', '1', '2', '3', '0.5', '1.25', '0.3333']]
DISCOUNTS = [Decimal(d) for d in ['0', '0', '0', '0.1', '0.5', '0.3333', '1']]
# Where months end, and where a year has a day more
SPECIAL = [
    dt.date.fromisoformat(day) for day in [
        '2023-12-31', '2024-01-29', '2024-01-30', '2024-01-31', '2024-02-28', '2024-02-29',
        '2024-03-31', '2024-08-31', '2024-11-30', '2025-01-01', '2025-01-31', '2025-02-28',
        '2025-12-31', '2026-01-30']]


@dataclass
class Case:
    """A step is a day, on which there is a run, a price that is new, or a subscription with
    another end and other suspensions."""
    offers: list[Offer]
    subscriptions: list[Subscription]
    steps: list[dt.date | Price | Subscription]


starts = st.one_of(st.sampled_from(SPECIAL), st.dates(FIRST, LAST))
handovers = st.one_of(st.just([]), st.just([]), st.lists(
        st.tuples(st.dates(*RUNS), st.sampled_from(['tryton', 'portal'])), max_size=3,
        unique_by=lambda handover: handover[0]))
prices = st.tuples(st.one_of(st.none(), starts), st.sampled_from(AMOUNTS))


@st.composite
def offers(draw, number):
    in_advance = draw(st.booleans())
    by_calendar = draw(st.sampled_from([False, False, True]))
    return Offer(
        f'o{number}',
        draw(st.sampled_from([1, 3, 6, 12, 12] if by_calendar else [1, 1, 1, 2, 3, 6, 12])),
        draw(st.lists(prices, min_size=1, max_size=3, unique_by=lambda price: price[0])),
        in_advance=in_advance,
        call_days=draw(st.sampled_from([0, 0, 10, 45])) if in_advance else 0,
        counted_from='calendar' if by_calendar else 'start',
        calendar_month=draw(st.integers(1, 12)),
        late_joiners=draw(st.sampled_from(['days', 'whole', 'next'])),
        late_months=draw(st.integers(0, 3)),
        setup_price=draw(st.sampled_from([None, None, Decimal('50.00')])),
        handovers=draw(handovers))


@st.composite
def ends_and_suspensions(draw, start):
    "(end or None, [(first day, last day or None)])"
    def after(most):
        return start + dt.timedelta(days=draw(st.integers(-10, most)))
    end = max(start, after(800)) if draw(st.booleans()) else None
    suspended = []
    for _ in range(draw(st.sampled_from([0, 0, 1, 1, 2, 3]))):
        first = after(500)
        length = draw(st.one_of(st.none(), st.integers(0, 5), st.integers(0, 200)))
        suspended.append((first, None if length is None else first + dt.timedelta(days=length)))
    return end, suspended


@st.composite
def subscriptions(draw, number, offers_):
    start = draw(starts)
    end, suspended = draw(ends_and_suspensions(start))
    offer = draw(st.sampled_from(offers_))
    # What is free of a period that is paid whole is not said
    free = [0] if offer.late_joiners == 'whole' else [0, 0, 0, 0, 1, 5]
    return Subscription(
        f's{number:03}', draw(st.sampled_from(MEMBERS)), offer.id,
        start, end, payer=draw(st.sampled_from([None, None, *MEMBERS[:2], 'employer'])),
        quantity=draw(st.sampled_from(QUANTITIES)), suspended=suspended,
        price=draw(st.sampled_from([None, None, None, Decimal('9.99'), Decimal('0.00')])),
        discount=draw(st.sampled_from(DISCOUNTS)),
        free_months=draw(st.sampled_from(free)))


@st.composite
def new_prices(draw, offers_, steps):
    "From a day for which the offer has no price yet."
    offer = draw(st.sampled_from(offers_))
    taken = {first for first, _ in offer.prices} | {
        step.first for step in steps if isinstance(step, Price)}
    first = draw(starts.filter(lambda day: day not in taken))
    return Price(offer.id, first, draw(st.sampled_from(AMOUNTS)))


@st.composite
def cases(draw, count, changes=0):
    "With so many subscriptions, of which so many change between runs."
    chosen = [draw(offers(n)) for n in range(draw(st.integers(2, 5)))]
    made = [draw(subscriptions(n, chosen)) for n in range(count)]
    # Hypothesis begins with one in which all are the same
    assume(count == 1 or len({one.start for one in made}) > count / 5)
    days = sorted(draw(st.lists(st.dates(*RUNS), min_size=2, max_size=6)))
    steps = []
    for day in days:
        for _ in range(changes):
            one = draw(st.sampled_from(made))
            end, suspended = draw(ends_and_suspensions(one.start))
            steps.append(replace(one, end=end, suspended=suspended))
        if changes and draw(st.booleans()):
            steps.append(draw(new_prices(chosen, steps)))
        # Twice, and once more on a day before, when nothing is left
        steps += [day, *draw(st.sampled_from([[], [], [day], [days[0]]]))]
    return Case(chosen, made, steps)
