import pytest

from tests.databases import Database

from .feed import Feed


@pytest.fixture
def open_feed(make_ledger, backend):
    "Open the feed of an association that has no member yet; the one before is forgotten."
    return lambda: Feed(make_ledger(), backend)


@pytest.fixture
def database_of(backend):
    "The database beneath a ledger in this process"
    return lambda ledger: Database(ledger.database, backend)
