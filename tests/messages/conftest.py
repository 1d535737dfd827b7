import pytest

from tests.databases import Database

from .history import History


@pytest.fixture
def make_history(make_ledger, backend, mails, monkeypatch):
    "A history of an association whose members have been told nothing yet: make_history(seed)"
    # Its papers are looked at elsewhere
    monkeypatch.setattr('trytond_asso_members.documents.drawing.is_possible', lambda: False)

    def make(seed):
        ledger = make_ledger()
        return History(ledger, Database(ledger.database, backend), mails, seed)
    return make
