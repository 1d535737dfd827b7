"""Two who issue tax receipts, or take their money back, at the same time."""
import datetime as dt
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

import pytest

from tests.module.portal import gone

pytestmark = pytest.mark.postgresql("locks and isolation")


@pytest.fixture(autouse=True)
def many_writers(backend):
    if backend.name == 'sqlite':
        pytest.skip("of PostgreSQL: SQLite has one writer at a time")


def at_once(giving, *works):
    "Each in a transaction of its own, having read the books before the others write"
    from trytond.backend import DatabaseOperationalError, DatabaseTimeoutError
    all_ = threading.Barrier(len(works), timeout=60)

    def act(work):
        met = []

        def begin():
            giving.ledger.get('asso.association').search([])
            if not met:
                met.append(all_.wait())
            return work()
        while True:
            try:
                return giving.ledger.run(begin)
            except (DatabaseOperationalError, DatabaseTimeoutError):
                continue
    today = patch.object(
        giving.ledger.get('ir.date'), 'today', lambda *_, **__: dt.date(2027, 1, 15))
    with today, ThreadPoolExecutor(len(works)) as pool:
        done = [pool.submit(act, work) for work in works]
        return [one.result() for one in done]


def test_two_who_issue_a_year_at_once_issue_each_receipt_once(given):
    Receipt = given.ledger.get('asso.receipt')

    def issue():
        association, = given.ledger.get('asso.association').search([])
        receipts = Receipt.prepare(association, 2026)
        Receipt.issue(receipts)
        return len(receipts)
    assert sorted(at_once(given, issue, issue)) == [0, 2]
    assert given.states() == {'2027-000001': 'issued', '2027-000002': 'issued'}


def test_two_who_issue_the_same_drafts_at_once_number_them_once(given):
    ids = given.prepare()
    Receipt = given.ledger.get('asso.receipt')

    def issue():
        Receipt.issue(Receipt.browse(ids))
    at_once(given, issue, issue)
    assert given.states() == {'2027-000001': 'issued', '2027-000002': 'issued'}


def test_payment_deleted_as_its_receipt_is_issued_leaves_none_that_is_live(given, portal):
    ids = given.prepare()
    Receipt = given.ledger.get('asso.receipt')
    batch = json.dumps({'contract': 1, 'run': portal.run, 'changes': [gone('payment', '3')]})

    def issue():
        Receipt.issue(Receipt.search([('id', 'in', ids)]))
    at_once(given, issue, lambda: portal.feed.apply(portal.code, batch))
    amounts = [
        amount for state, amount, *_ in given.receipts().values() if state == 'issued']
    assert amounts == ['28.00']
