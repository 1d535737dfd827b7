"""A second run over the same data writes nothing but its own line in the log of runs."""
import pytest

from tests.ready import SETTINGS

from .association import association, run_bridge, write
from .feed import faults
from .tables import contents

pytestmark = pytest.mark.postgresql(
    "values read back are compared with those that come again")
LOG = 'asso_feed_run'
SESSIONS = ['ir_session', 'ir_session_wizard', 'res_user_login_attempt']


def runs(database):
    with database.connect() as connection:
        cursor = connection.cursor()
        cursor.execute(f'SELECT count(*) FROM {LOG}')
        count, = cursor.fetchone()
    connection.close()
    return count


@pytest.mark.stress
def test_second_run_over_the_same_data(ledger, database_of, tmp_path):
    database = database_of(ledger)
    dump = write(association().rows, tmp_path / 'dump.json')
    _, first = run_bridge(database, tmp_path, dump)
    before = contents(database, LOG)
    result, second = run_bridge(database, tmp_path, dump)
    assert contents(database, LOG) == before
    assert second == first
    # a draft is not booked, so the bridge sends it each time
    assert result.outcomes == {'bill': {'skipped': 1}}
    assert (result.freed, runs(database)) == (0, 2)
    assert faults(database) == []


def test_second_run_with_something_in_quarantine(ledger, database_of, tmp_path):
    database = database_of(ledger)
    rows = association(4, 3).rows
    lost = next(row for row in rows if row['model'] == 'offers.offer')
    rows.remove(lost)
    broken = next(row for row in rows if row['model'] == 'billing.payment')
    broken['fields']['amount'] = '12,50'
    dump = write(rows, tmp_path / 'dump.json')
    result, _ = run_bridge(database, tmp_path, dump)
    assert result.exit_code == 2
    before = contents(database, LOG)
    result, _ = run_bridge(database, tmp_path, dump)
    assert contents(database, LOG) == before
    assert result.exit_code == 2


@pytest.mark.stress
def test_second_run_over_the_network(database, start_server, tmp_path):
    server = start_server(database)
    dump = write(association(4, 4).rows, tmp_path / 'dump.json')
    remote = {
        'url': f'http://127.0.0.1:{server.port}', 'user': SETTINGS['bridge_login'],
        'password': SETTINGS['bridge_password'], 'trytond_config': None}
    run_bridge(database, tmp_path, dump, **remote)
    before = contents(database, LOG, *SESSIONS)
    run_bridge(database, tmp_path, dump, **remote)
    assert contents(database, LOG, *SESSIONS) == before
    open_sessions = contents(database)
    assert [open_sessions[table][0] for table in SESSIONS] == [0, 0, 0]
