"""A lock granted just as another's work ends: what that one did is not overlooked."""
import threading

import pytest
from trytond import backend as tryton

from trytond_asso_members.exceptions import FeedBusyError

pytestmark = pytest.mark.postgresql("isolation")


@pytest.fixture
def other_is_faster(backend, ledger, monkeypatch):
    "Have another do its work after this transaction began to read, and before its lock."
    if backend.name == 'sqlite':
        pytest.skip("of PostgreSQL: SQLite has one writer at a time")

    def act(work):
        lock_records = tryton.Database.lock_records
        thread = threading.Thread(target=lambda: ledger.run(work))

        def too_late(connection, table, ids):
            if threading.current_thread() is not thread and thread.ident is None:
                connection.cursor().execute('SELECT 1 FROM asso_feed')
                thread.start()
                thread.join()
            return lock_records(connection, table, ids)
        monkeypatch.setattr(tryton.Database, 'lock_records', staticmethod(too_late))
    return act


def test_run_begun_meanwhile_is_seen(ledger, other_is_faster):
    begin = ledger.get('asso.feed').begin
    other_is_faster(lambda: begin('portal', 'another'))
    # Tryton takes the lock again itself when PostgreSQL refuses it
    with pytest.raises(FeedBusyError, match="another"):
        ledger.run(lambda: begin('portal', 'test'))


def test_books_written_meanwhile_are_seen(ledger, other_is_faster):
    def lock_books():
        association, = ledger.get('asso.association').search([])
        with association.own_context():
            association.lock_books()
    other_is_faster(lock_books)
    with pytest.raises(tryton.DatabaseOperationalError, match="could not serialize"):
        ledger.run(lock_books)
