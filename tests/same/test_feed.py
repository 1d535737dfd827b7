"""Histories of a portal: the feed leaves the same rows both ways, batch by batch and at the end.

Batch by batch it is with account_statement, at the end without.
"""
import json
from itertools import product

import pytest

from tests.campaign.feed import Feed
from tests.campaign.test_changes import TYPES, check
from tests.rows import Tables, changed, difference, undone

from .both_ways import own_way

pytestmark = pytest.mark.postgresql("COPY, and types that each database reads back its own way")
CHANGES = set(product(TYPES, ['upsert', 'delete', 'unreadable']))
# A proof without new rows of each of these would prove little
WRITTEN = {
    'account.invoice', 'account.move.reconciliation', 'asso.allocation', 'asso.payment',
    'asso.quarantine', 'income'}


class ComparedFeed(Feed):
    "Tries each batch both ways, and rolls it back, before it applies it"

    def __init__(self, ledger, backend):
        super().__init__(ledger, backend)
        self.tables = Tables(ledger.pool)
        self.company = ledger.company()
        self.changes, self.written = set(), set()
        self._named = False

    def _name_account(self):
        "Have bills name a bank account, and older ones when they are next written"
        def make():
            company, = self._model_of('company.company').search([])
            account, = self._model_of('bank.account').create([
                    {'owners': [('add', [company.party.id])]}])
            self._model_of('account.invoice.payment.mean.rule').create([
                    {'company': company.id, 'instrument': str(account)}])
        self._ledger.run(make)
        self._named = True

    def apply(self, run, changes):
        text = json.dumps({'contract': 1, 'run': run, 'changes': changes})
        if self.changes and not self._named:
            self._name_account()
        answers, rows = zip(*(self._try(text, own) for own in [False, True]), strict=True)
        assert answers[0] == answers[1]
        assert difference(self.tables, *rows) == []
        self.changes.update((change['type'], change['op']) for change in changes)
        self.written.update(written(self._ledger, rows[0]))
        return super().apply(run, changes)

    def _try(self, text, own):
        def work(cursor):
            from trytond.transaction import Transaction
            before = self.tables.marks(cursor)
            with own_way(own):
                answer = json.loads(self._model.apply('portal', text))
            Transaction()._store_log_records()
            names = changed(before, self.tables.marks(cursor))
            return answer, self.tables.rows(cursor, names, before)
        return undone(self._ledger, work, self.company)


class RecordingFeed(Feed):
    "Keeps the batches that it applies"

    def __init__(self, ledger, backend):
        super().__init__(ledger, backend)
        self.tables = Tables(ledger.pool)
        self.batches = []
        self.before = self._look(self.tables.marks)

    def apply(self, run, changes):
        self.batches.append(changes)
        return super().apply(run, changes)

    def replay(self, batches, own):
        run = self.begin()
        for changes in batches:
            text = json.dumps({'contract': 1, 'run': run, 'changes': changes})
            self._ledger.run(self._model.apply, 'portal', text, _asso_own_way=own)

    def rows(self):
        def read(cursor):
            names = changed(self.before, self.tables.marks(cursor))
            return self.tables.rows(cursor, names, self.before)
        return self._look(read)

    def _look(self, work):
        return undone(self._ledger, work, self._ledger.company())


def written(ledger, rows):
    "The models that have new rows, and 'income' if some are moves of income."
    new = {
        name: [row for row in theirs if str(row['id']).startswith('new')]
        for name, theirs in rows.items()}
    with ledger.transaction():
        feed, = ledger.get('asso.feed').search([])
        new['income'] = [
            row for row in new.get('account.move', [])
            if row['journal'] == feed.association.journal_income.id
            and row['origin'][0] == 'account.invoice']
    return {name for name, theirs in new.items() if theirs}


@pytest.mark.stress
def test_feed_leaves_the_same_rows_both_ways_batch_by_batch(make_ledger, backend):
    feeds = []

    def open_feed():
        feeds.append(ComparedFeed(make_ledger(), backend))
        return feeds[-1]
    check(open_feed, 5, fees_first=False, examples=3, steps=40)
    assert set().union(*(feed.changes for feed in feeds)) == CHANGES
    named = {'account.invoice.payment.mean'}
    assert (WRITTEN | named).difference(*(feed.written for feed in feeds)) == set()


@pytest.mark.stress
def test_feed_leaves_the_same_rows_once_all_is_committed(make_ledger, backend):
    feeds = []

    def open_feed():
        feeds.append(RecordingFeed(make_ledger(), backend))
        return feeds[-1]
    check(open_feed, 6, fees_first=True, examples=2, steps=50)
    batches = max((feed.batches for feed in feeds), key=lambda batches: sum(map(len, batches)))
    rows = []
    for own in [False, True]:
        feed = RecordingFeed(make_ledger(), backend)
        feed.set_fees_first(True)
        feed.replay(batches, own)
        rows.append(feed.rows())
    assert difference(feed.tables, *rows) == []
    assert WRITTEN.difference(written(feed._ledger, rows[0])) == set()
