"""Killed at any point of a run, the next run ends as if nothing had happened."""
import json
import signal
import subprocess
import sys

import pytest

from tests.databases import ROOT

from .association import association, balances, bridge_settings, write
from .feed import faults
from .seen import lettering
from .tables import contents

BATCH = 12
FEW = [
    ('fetched', 1), ('apply', 2), ('before_commit', 6), ('after_commit', 6), ('after_reply', 5),
    ('applied', 3), ('before_replace', 2), ('pulled', 1)]
# The server's own housekeeping
KEPT = ['asso_feed_run', 'ir_cache', 'ir_session']


class Campaign:
    "Runs over one small association, each on a database of its own."

    def __init__(self, make_database, folder):
        self._make_database = make_database
        self._folder = folder
        self._dump = write(association(5, 3).rows, folder / 'dump.json')
        self.expected, self.passed = None, None
        self.expected = self.run_undisturbed()

    def start(self, name):
        folder = self._folder / name
        folder.mkdir()
        database = self._make_database()
        settings = bridge_settings(database, folder, self._dump, batch_size=BATCH)
        return database, folder, settings

    def child(self, settings, point, number):
        return subprocess.run(
            [sys.executable, '-m', 'tests.campaign.killed_bridge',
                settings.model_dump_json(exclude_none=True), point, str(number)],
            cwd=ROOT, capture_output=True, text=True, timeout=300)

    def run_undisturbed(self):
        database, folder, settings = self.start('undisturbed')
        done = self.child(settings, '', 0)
        assert done.returncode == 0, done.stderr
        self.passed = json.loads(done.stdout.splitlines()[-1])
        return self.state(database, folder)

    def state(self, database, folder):
        "All that must be as after an undisturbed run."
        assert faults(database) == []
        rows = {table: count for table, (count, *_) in contents(database, *KEPT).items()}
        return balances(folder), lettering(database), rows

    def check_kill(self, point, number):
        database, folder, settings = self.start(f'{point}-{number}')
        killed = self.child(settings, point, number)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        assert faults(database) == []
        again = self.child(settings, '', 0)
        assert again.returncode == 0, again.stderr
        assert self.state(database, folder) == self.expected
        database.drop()


@pytest.fixture
def campaign(make_database, tmp_path):
    return Campaign(make_database, tmp_path)


def test_kills_at_some_points(campaign):
    for point, number in FEW:
        campaign.check_kill(point, number)


@pytest.mark.stress
def test_kills_at_every_point(campaign):
    kills = [
        (point, number) for point, times in campaign.passed.items()
        for number in range(1, times + 1)]
    assert len(kills) >= 100
    for point, number in kills:
        campaign.check_kill(point, number)
