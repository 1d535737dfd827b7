"""PostgreSQL's statistics follow a load at once."""
import time

import pytest

from tests.databases import Database

from .portal import Portal, member

pytestmark = pytest.mark.postgresql("the statistics of PostgreSQL's planner")
STATISTICS = (
    "select analyze_count, n_mod_since_analyze from pg_stat_user_tables "
    "where relname = 'asso_binding'")


@pytest.fixture
def statistics(ledger, backend):
    if backend.name != 'postgresql':
        pytest.skip("of PostgreSQL")

    def read():
        with Database(ledger.database, backend).connect() as connection:
            return connection.execute(STATISTICS).fetchone()
    return read


def test_table_that_has_grown_is_analyzed(ledger, statistics):
    portal = Portal(ledger)
    analyzed, _ = statistics()
    portal.send(*(member(str(number)) for number in range(1, 301)))
    # PostgreSQL counts what is committed a moment later
    for _ in range(100):
        if statistics()[1] >= 300:
            break
        time.sleep(0.1)
    assert statistics() == (analyzed, 300)
    portal.send(member('301'))
    assert statistics()[0] == analyzed + 1
