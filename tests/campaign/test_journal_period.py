"""A journal is used in a period for the first time by two at once: both get what they want."""
import json
import threading
import time

import pytest

from tests.books import faults
from tests.module.portal import bill, member, offer

pytestmark = pytest.mark.postgresql("two insert the same row at once")
MONTH = '2026-03-05'
# As Tryton inserts it when an accountant drafts the first move of the month
FIRST_USE = """
    INSERT INTO account_journal_period (create_uid, create_date, journal, period, state)
    SELECT 1, CURRENT_TIMESTAMP, f.journal_bill, p.id, 'open' FROM asso_association f
    JOIN account_period p ON p.start_date <= %s AND p.end_date >= %s"""


@pytest.fixture
def send(server):
    feed = server.bridge().model.asso.feed
    run = json.loads(feed.begin('portal', 'test', {}))['run']

    def send(*changes):
        batch = {'contract': 1, 'run': run, 'changes': list(changes)}
        answer = json.loads(feed.apply('portal', json.dumps(batch), {}))
        return [outcome['outcome'] for outcome in answer['outcomes']]
    return send


def test_bill_of_a_month_that_an_accountant_opens_meanwhile(backend, database, send):
    if backend.name == 'sqlite':
        pytest.skip("of PostgreSQL: SQLite has one writer at a time")
    assert send(offer(), member()) == ['applied'] * 2
    outcomes = []
    with database.connect() as accountant:
        accountant.execute(FIRST_USE, [MONTH, MONTH])
        sender = threading.Thread(
            target=lambda: outcomes.extend(send(bill('1', '30.00', MONTH))))
        sender.start()
        wait_for_a_lock(database)
    accountant.close()
    sender.join()
    assert outcomes == ['applied']
    with database.connect() as connection:
        assert faults(connection.cursor()) == []
        assert connection.execute(
            'SELECT count(*) FROM account_journal_period').fetchone() == (1,)
    connection.close()


def wait_for_a_lock(database):
    "Wait until the server waits for what the accountant has not committed."
    with database.connect() as connection:
        # A transaction would see the same activity for ever
        connection.autocommit = True
        while not connection.execute(
                "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'").fetchone():
            time.sleep(0.05)
    connection.close()
