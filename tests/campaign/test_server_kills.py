"""The server killed in the midst of a run: the bridge says so, and the next run ends the same."""
import sys

import pytest

from asso_bridge.errors import TryAgain
from tests.ready import SETTINGS
from tests.server import Server

from .association import association, run_bridge, write
from .feed import faults
from .seen import lettering
from .tables import contents
from .test_kills import BATCH, KEPT

pytestmark = pytest.mark.postgresql(
    "what a transaction leaves when its process dies")
KEPT = [*KEPT, 'ir_session_wizard', 'res_user_login_attempt']
FEW = [('before_commit', 12), ('after_commit', 14)]
POINTS = ['before_request', 'before_commit', 'after_commit', 'before_reply']
FIRST, LEAST = 5, 60  # the first number that is worth a kill, and how many kills there must be


def run_over(server, folder, dump):
    return run_bridge(
        server.database, folder, dump, url=f'http://127.0.0.1:{server.port}',
        user=SETTINGS['bridge_login'], password=SETTINGS['bridge_password'],
        trytond_config=None, batch_size=BATCH, tries=1)[1]


def state(database, found):
    assert faults(database) == []
    rows = {table: count for table, (count, *_) in contents(database, *KEPT).items()}
    return found, lettering(database), rows


@pytest.fixture
def check(make_database, start_server, tmp_path):
    dump = write(association(5, 3).rows, tmp_path / 'dump.json')
    undisturbed = make_database()
    expected = state(undisturbed, run_over(start_server(undisturbed), tmp_path / 'whole', dump))

    def check_kill(point, number):
        database = make_database()
        folder = tmp_path / f'{point}-{number}'
        server = Server(database, [
            sys.executable, '-m', 'tests.campaign.killed_server', point, number]).start()
        killed = False
        try:
            run_over(server, folder, dump)
        except TryAgain:
            killed = True
        server.stop()
        second = start_server(database)
        found = run_over(second, folder, dump)
        second.stop()
        assert state(database, found) == expected
        return killed
    return check_kill


@pytest.mark.stress
def test_server_killed_at_some_points(check):
    assert [check(point, number) for point, number in FEW] == [True] * len(FEW)


@pytest.mark.stress
def test_server_killed_at_every_point_but_the_first(check):
    kills = 0
    for point in POINTS:
        number = FIRST
        while check(point, number):
            number += 1
            kills += 1
    assert kills >= LEAST
