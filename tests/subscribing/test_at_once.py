"""Two that bill at the same time, and one that is killed: each period is billed once."""
import random

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.campaign.numbers import deadlocks

from .biller import Biller
from .cases import cases
from .compared import Compared

pytestmark = pytest.mark.postgresql(
    "locks, isolation, and what a transaction leaves when its process dies")
COUNT, CHANGES = 24, 3
STATEMENTS = 400  # more than most runs have, up to the end of some


@pytest.fixture
def start(backend):
    "Start billers on a database; they are ended with the test."
    if backend.name == 'sqlite':
        pytest.skip("of PostgreSQL: SQLite has one writer at a time")
    billers = []

    def start(database, *statements):
        started = [Biller(database, statement) for statement in statements]
        billers.extend(started)
        for biller in started:
            biller.wait_until_ready()
        return started
    yield start
    for biller in billers:
        biller.stop()


def with_settings(examples, number):
    "So many cases, the same ones each time"
    def decorate(test):
        return seed(number)(settings(
            max_examples=examples, database=None, print_blob=True,
            phases=[Phase.generate], suppress_health_check=list(HealthCheck))(test))
    return decorate


def play_twice_at_once(case, make_ledger, backend, start):
    compared = Compared(make_ledger(), backend, case)
    both = start(compared.database, None, None)
    for step in case.steps:
        if compared.change(step):
            continue
        for biller in both:
            biller.begin(step)
        assert [biller.end() for biller in both] == [True, True]
        compared.check(step)
    for biller in both:
        biller.stop()
    assert deadlocks(compared.database) == 0


def play_with_kills(case, kills, make_ledger, backend, start):
    "Return how often the one who billed was killed."
    compared = Compared(make_ledger(), backend, case)
    rng, killed = random.Random(kills), 0
    for step in case.steps:
        if compared.change(step):
            continue
        biller, = start(compared.database, rng.randint(1, STATEMENTS))
        biller.begin(step)
        if not biller.end():
            killed += 1
            # Whoever comes next bills what is left
            compared.books.bill(step)
        biller.stop()
        compared.check(step)
    return killed


@with_settings(1, number=1)
@given(case=cases(COUNT, CHANGES))
def test_two_runs_at_once_bill_each_period_once(make_ledger, backend, start, case):
    play_twice_at_once(case, make_ledger, backend, start)


@pytest.mark.stress
@with_settings(1, number=2)
@given(case=cases(COUNT, CHANGES), kills=st.integers(0, 10**6))
def test_killed_runs_bill_each_period_once(make_ledger, backend, start, case, kills):
    assert play_with_kills(case, kills, make_ledger, backend, start)


@pytest.mark.stress
@with_settings(40, number=3)
@given(case=cases(50, CHANGES))
def test_many_runs_at_once_bill_each_period_once(make_ledger, backend, start, case):
    play_twice_at_once(case, make_ledger, backend, start)


@pytest.mark.stress
@with_settings(40, number=4)
@given(case=cases(50, CHANGES), kills=st.integers(0, 10**6))
def test_many_killed_runs_bill_each_period_once(make_ledger, backend, start, case, kills):
    play_with_kills(case, kills, make_ledger, backend, start)
