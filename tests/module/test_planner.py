"""The planner's statistics follow a load at once."""
import time

import pytest

from tests.databases import Database

from .portal import Portal, member

pytestmark = pytest.mark.postgresql("the statistics of PostgreSQL's planner")
STATISTICS = (
    "select analyze_count, n_mod_since_analyze from pg_stat_user_tables "
    "where relname = 'asso_binding'")
ROWS = "select max(cast(stat as integer)) from sqlite_stat1 where tbl = 'asso_binding'"


@pytest.fixture
def read(ledger, backend):
    def read(statement):
        with Database(ledger.database, backend).connect() as connection:
            return connection.execute(statement).fetchone()
    return read


def members(first, last):
    return [member(str(number)) for number in range(first, last + 1)]


def test_table_that_has_grown_is_analyzed(ledger, backend, read):
    if backend.name != 'postgresql':
        pytest.skip("of PostgreSQL")
    portal = Portal(ledger)
    analyzed, _ = read(STATISTICS)
    portal.send(*members(1, 300))
    # A connection tells what it changed a second later, when it ends its next transaction:
    # one that is idle, only after ten
    for _ in range(200):
        with ledger.transaction() as transaction:
            transaction.connection.cursor().execute("select 1")
        if read(STATISTICS)[1] >= 300:
            break
        time.sleep(0.1)
    assert read(STATISTICS) == (analyzed, 300)
    portal.send(member('301'))
    assert read(STATISTICS)[0] == analyzed + 1


@pytest.mark.sqlite("it notes its statistics otherwise")
@pytest.mark.stress
def test_table_that_has_grown_by_half_is_analyzed_on_sqlite(ledger, backend, read):
    portal = Portal(ledger)
    sent, known = 0, []
    for count in [100, 120, 1, 100, 20]:
        portal.send(*members(sent + 1, sent + count))
        sent += count
        known.append(read(ROWS)[0])
    # as each batch found it: the first time all that has rows, then what has grown by half
    assert known == [None, None, 220, 220, 220]
    portal.send(*members(sent + 1, sent + 20))
    assert read(ROWS) == (341,)


@pytest.mark.sqlite("it notes its statistics otherwise")
@pytest.mark.stress
def test_what_was_deleted_does_not_count_as_growth(ledger, backend, read):
    portal = Portal(ledger)
    portal.send(*members(1, 250))
    portal.send(member('251'))
    assert read(ROWS) == (250,)
    with Database(ledger.database, backend).connect() as connection:
        connection.execute("update sqlite_sequence set seq = 1000 where name = 'asso_binding'")
    portal.send(member('252'))
    assert read(ROWS) == (250,)
