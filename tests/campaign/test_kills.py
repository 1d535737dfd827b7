"""After a kill at any point of a run, the next run ends as if nothing had happened."""
import json
import signal
import subprocess
import sys

import pytest

from tests.databases import ROOT

from .association import association, bridge_settings, run_bridge, write
from .feed import faults
from .seen import lettering
from .tables import contents

pytestmark = pytest.mark.postgresql(
    "what a transaction leaves when its process dies")
BATCH = 12
FEW = [
    ('apply', 2), ('before_commit', 6), ('after_commit', 6), ('before_replace', 2)]
# The server's own housekeeping
KEPT = ['asso_feed_run', 'ir_cache', 'ir_session']


class Campaign:
    "Runs over one small association, each into books of its own."

    def __init__(self, open_feed, folder):
        self._open_feed = open_feed
        self._folder = folder
        self._dump = write(association(5, 3).rows, folder / 'dump.json')
        self.expected = self._run_whole(self._open_feed(), folder / 'undisturbed')

    def _run_whole(self, feed, folder):
        result, balances = run_bridge(feed.database, folder, self._dump, batch_size=BATCH)
        assert (faults(feed.database), result.exit_code) == ([], 0)
        rows = {table: count for table, (count, *_) in contents(feed.database, *KEPT).items()}
        return balances, lettering(feed.database), rows

    def _run_apart(self, feed, folder, point, number):
        settings = bridge_settings(feed.database, folder, self._dump, batch_size=BATCH)
        feed.leave()
        done = subprocess.run(
            [sys.executable, '-m', 'tests.campaign.killed_bridge',
                settings.model_dump_json(exclude_none=True), point, str(number)],
            cwd=ROOT, capture_output=True, text=True, timeout=600)
        feed.leave()
        return done

    def points(self):
        "How often an undisturbed run passes each point."
        done = self._run_apart(self._open_feed(), self._folder / 'points', '', 0)
        return json.loads(done.stdout.splitlines()[-1])

    def check_kill(self, point, number):
        feed, folder = self._open_feed(), self._folder / f'{point}-{number}'
        killed = self._run_apart(feed, folder, point, number)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        assert faults(feed.database) == []
        assert self._run_whole(feed, folder) == self.expected


@pytest.fixture
def campaign(open_feed, tmp_path):
    return Campaign(open_feed, tmp_path)


@pytest.mark.stress
def test_kills_at_some_points(campaign):
    for point, number in FEW:
        campaign.check_kill(point, number)


@pytest.mark.stress
def test_kills_at_every_point(campaign):
    kills = [
        (point, number) for point, times in campaign.points().items()
        for number in range(1, times + 1)]
    assert len(kills) >= 100
    for point, number in kills:
        campaign.check_kill(point, number)
