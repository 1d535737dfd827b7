"""Whatever the order and the batches of the changes, the books end the same."""
import random

import pytest

from .association import association, changes, write
from .feed import faults
from .seen import lettering, without_own_numbers

pytestmark = pytest.mark.postgresql(
    "every query of the feed, and the order of its rows")
BATCH_SIZES = [20, 50, 150]
FEW, MANY = 1, 100


def books_after(feed, batches):
    "Apply the batches; return all that must not depend on their order."
    run = feed.begin()
    for batch in batches:
        feed.apply(run, batch)
    assert feed.quarantine() == []
    assert faults(feed.database) == []
    sent = [change for batch in batches for change in batch]
    return without_own_numbers(feed.balances(), sent), lettering(feed.database)


def shuffled(changes, seed):
    "The changes in a random order, cut into batches of random sizes."
    rng = random.Random(seed)
    changes = rng.sample(changes, len(changes))
    largest = rng.choice(BATCH_SIZES)
    batches = []
    while changes:
        size = rng.randint(1, largest)
        batches.append(changes[:size])
        changes = changes[size:]
    return batches


@pytest.fixture(scope='module')
def ordered(tmp_path_factory):
    "{who allocates: (the changes, the books that they make in their own order)}, once read."
    return {}


@pytest.fixture(params=['portal', 'ledger'])
def expected(request, ordered, open_feed, tmp_path):
    if request.param not in ordered:
        dump = write(association().rows, tmp_path / 'dump.json')
        sent = changes(dump, request.param)
        ordered[request.param] = sent, books_after(open_feed(), [sent])
    return ordered[request.param]


def check(feed, expected, seed):
    sent, books = expected
    assert books_after(feed, shuffled(sent, seed)) == books


@pytest.mark.parametrize('seed', range(FEW))
def test_books_of_a_random_order(open_feed, expected, seed):
    check(open_feed(), expected, seed)


@pytest.mark.stress
@pytest.mark.parametrize('seed', range(FEW, MANY))
def test_books_of_many_random_orders(open_feed, expected, seed):
    check(open_feed(), expected, seed)
