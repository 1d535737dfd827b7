"""A year of a bank, cut into overlapping files of whole days: the books are the same in the end."""
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from .bank_account import BankAccount
from .bank_oracle import Oracle
from .feed import faults
from .portal import MEMBERS, Portal
from .treasurer import Treasurer

pytestmark = pytest.mark.postgresql(
    "rows are told and found in SQL")
YEAR = 365
TOTALS = [Decimal(a) for a in ['15.00', '24.50', '31.49', '120.00', '7.35']]


@st.composite
def cuts(draw):
    "Files (first day, last day) in any order, which have every day of the year at least once."
    starts = sorted({0, *draw(st.lists(st.integers(1, YEAR - 1), max_size=5))})
    files = [
        (max(0, first - draw(st.integers(0, 40))), min(YEAR, after + draw(st.integers(0, 40))))
        for first, after in zip(starts, [*starts[1:], YEAR], strict=True)]
    files += draw(st.lists(
            st.tuples(st.integers(0, 200), st.integers(200, YEAR)), max_size=2))
    return draw(st.permutations(files))


class Books:
    "The books of members who owe some bills, and the account of their association."

    def __init__(self, feed):
        self.feed, self.portal, self.account = feed, Portal(), BankAccount()
        self.treasurer = Treasurer(feed._ledger)
        self.treasurer.set_up(by_sets=True)
        run = feed.begin()
        for number, total in enumerate(TOTALS):
            self.portal.add_bill(
                member=MEMBERS[number % 3], day=10 * number, total=total, kind='invoice')
        feed.apply(run, self.portal.changes())
        self._move()

    def _move(self):
        "Transfers of members, one of them twice; costs; equal rows of strangers."
        for number, total in enumerate([*TOTALS, TOTALS[0]]):
            member = MEMBERS[number % 3]
            reference = self.treasurer.reference(member)
            self.account.add(30 + 60 * number, total, f'VIR REF {reference}', member)
        for day in range(5, YEAR, 30):
            self.account.add(day, Decimal('-2.50'), 'FRAIS')
        for day in [0, 100, 100, 100, 101, YEAR]:
            self.account.add(day, Decimal('10.00'), 'VIR INCONNU')

    def take(self, files):
        oracle = Oracle()
        for first, last in files:
            movements = self.account.between(first, last)
            new = oracle.news(movements)
            statement, rows = self.treasurer.import_file(
                self.account.file(first, last), new)
            if statement:
                oracle.imported(statement, rows)
        assert faults(self.feed.database) == []
        return oracle

    def seen(self, oracle):
        return {
            'rows': Counter(row.movement.key for row in oracle.rows.values()),
            'balances': {m['id']: m['balance'] for m in self.feed.balances()['members']},
            'bank': self.treasurer.bank(),
            'open': self.treasurer.open(),
            'waits': Counter(
                oracle.rows[origin].movement.key for origin in self.treasurer.left())}


def check(open_feed, files):
    cut = Books(open_feed())
    seen = cut.seen(cut.take(files))
    whole = Books(open_feed())
    assert seen == whole.seen(whole.take([(0, YEAR)]))
    assert seen['rows'] == Counter(m.key for m in whole.account.movements)


@pytest.mark.stress
@settings(
    max_examples=2, database=None, derandomize=True,
    phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))
@given(files=cuts())
@example(files=[(100, 200), (0, 110), (0, YEAR), (150, YEAR)])
def test_any_split_of_a_year_ends_in_the_same_books(open_feed, files):
    check(open_feed, files)


@pytest.mark.stress
@settings(
    max_examples=100, database=None,
    phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(files=cuts())
def test_many_splits_of_a_year_end_in_the_same_books(open_feed, files):
    check(open_feed, files)
