"""Random histories in which the association changes how it books, or begins in their middle.

The books must agree with the oracle as if nothing had been changed, and nothing may be booked
before the cut-over.
"""
import datetime as dt
import random

import pytest

from . import portal
from .feed import Feed
from .test_changes import check

pytestmark = pytest.mark.postgresql(
    "every query of the feed, on random histories")
CHANGED = [
    'account_receivable', 'account_suspense', 'account_opening', 'account_revenue',
    'journal_bill', 'journal_lettering', 'journal_opening', 'journal_suspense']


class ChangingFeed(Feed):
    "Takes turns between two accounts, or journals, of settings"

    def __init__(self, ledger, backend, cutover=None):
        super().__init__(ledger, backend)
        self.cutover = cutover
        self._rng = random.Random(1)
        self._ledger.run(self._prepare)

    def _prepare(self):
        self._association, = self._model_of('asso.association').search([])
        self._association.cutover = self.cutover
        self._association.save()
        self._turns = {name: self._both(name) for name in CHANGED}

    def _both(self, name):
        "The account or journal of the setting, and another like it."
        now = getattr(self._association, name)
        other, = now.copy([now], {'code': f'{now.code}9'})
        return [now.id, other.id]

    def apply(self, run, changes):
        turned = {
            name: self._rng.choice(ids) for name, ids in self._turns.items()}
        self._ledger.run(
            lambda: self._association.__class__.write([self._association], turned))
        return super().apply(run, changes)


class BegunFeed(Feed):
    "Books nothing before the cut-over"

    def __init__(self, ledger, backend, cutover):
        super().__init__(ledger, backend)
        self.cutover = cutover
        self._ledger.run(lambda: self._model_of('asso.association').write(
                self._model_of('asso.association').search([]), {'cutover': cutover}))

    def apply(self, run, changes):
        answer = super().apply(run, changes)
        with self._ledger.transaction():
            assert self._model_of('account.move').search_count([
                    ('date', '<', self.cutover)]) == 0
        return answer


# In the middle of the history, and of a year that is open; then before any year there is
BEGINS = [
    (dt.date(2025, 1, 1), dt.date(2026, 1, 1)), (dt.date(2025, 1, 1), dt.date(2025, 8, 14)),
    (dt.date(2020, 1, 1), dt.date(2021, 1, 1))]


@pytest.mark.stress
def test_histories_while_the_settings_change(make_ledger, backend):
    check(
        lambda: ChangingFeed(make_ledger(), backend), 7, fees_first=False, examples=2,
        steps=40)


@pytest.mark.parametrize('first, cutover', BEGINS)
def test_histories_that_begin_before_the_cutover(
        make_ledger, backend, monkeypatch, first, cutover):
    monkeypatch.setattr(portal, 'FIRST', first)
    check(
        lambda: BegunFeed(make_ledger(), backend, cutover), 8, fees_first=False, examples=1,
        steps=40)


@pytest.mark.stress
@pytest.mark.parametrize('first, cutover', BEGINS)
@pytest.mark.parametrize('case', [9, 10])
def test_many_histories_while_the_settings_change(
        make_ledger, backend, monkeypatch, first, cutover, case):
    monkeypatch.setattr(portal, 'FIRST', first)
    check(
        lambda: ChangingFeed(make_ledger(), backend, cutover), case, fees_first=False,
        examples=60, steps=50)
