"""What differs from statement to statement adds up to the whole, whatever people and portals do."""
from datetime import timedelta
from decimal import Decimal

import pytest

from tests.module.mirror import Mirror

from .test_people import History

pytestmark = pytest.mark.postgresql(
    "dates of rows, and what they miss")


class Told(History):
    "A history in which the portal is told now and then, and then what differs"

    def __init__(self, feed, ledger, seed):
        super().__init__(feed, ledger, seed)
        self.mirror = Mirror()
        self.differences = 0

    def statement(self):
        self.run = self.feed.begin()
        return self.feed.call(
            'statement', str(self.run), str(self.mirror.generation or ''))

    def check(self):
        super().check()
        if self.rng.random() < 0.3:
            self.statement()  # which never arrives
        statement = self.statement()
        self.differences += statement['base'] is not None
        self.mirror.take(statement)
        # Without a run nothing is remembered, and all is read
        whole = self.feed.call('statement', '', '')
        fresh = Mirror()
        fresh.take(whole)
        assert self.mirror.members == fresh.members
        assert whole['digest'] == statement['digest']
        self._as_version_1(whole)

    def _as_version_1(self, whole):
        "What is open is told as version 1 tells it, but for what it takes for negative bills."
        for told, known in zip(
                whole['members'], self.feed.balances()['members'], strict=True):
            assert told['balance'] == known['balance']
            assert open_of(told) == open_of(known)


def open_of(member):
    "What is open, each with the sign of what it adds to the balance"
    return sorted(
        (e['date'], e['id'] or '', e['number'] or '',
            Decimal(e['residual']) * (-1 if e['type'] == 'bill' else 1))
        for e in member['entries'] if Decimal(e['residual']))


def play(open_feed, seed, steps):
    feed = open_feed()
    history = Told(feed, feed._ledger, seed)
    try:
        history.play(steps)
    finally:
        print(f"seed {seed}:", *history.told, sep='\n  ')  # shown when it fails
    return history


@pytest.fixture(autouse=True)
def exactly(monkeypatch):
    "Nothing is read again only because it was written a moment ago"
    from trytond_asso_members.statements import touched
    monkeypatch.setattr(touched, 'MARGIN', timedelta())


@pytest.mark.stress
def test_differences_add_up_to_the_whole(open_feed):
    history = play(open_feed, 0, 14)
    assert history.differences > 8


@pytest.mark.stress
@pytest.mark.parametrize('seed', range(2000, 2200))
def test_differences_of_many_histories_add_up_to_the_whole(open_feed, seed):
    play(open_feed, seed, 40)
