"""The bridge dies by SIGKILL on its way through the portal: the next run ends as if it had not."""
import subprocess
import sys

import pytest

from asso_bridge import sync
from asso_bridge.comparison.check import check
from asso_bridge.demo.sample import Sample
from asso_bridge.due import is_due

pytestmark = pytest.mark.postgresql("what a transaction leaves when its process dies")
# Dies at the given occurrence of a point of the run, or of a PUT (before, or after its answer)
SCRIPT = """
import os, signal, sys
from pathlib import Path
from asso_bridge import sync
from asso_bridge.config import load
from asso_bridge.portal import calls, publish

file, point, number = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
publish.LARGEST = 600
seen = []

def observe(name, done=0, total=0):
    seen.append(name)
    if name == point and seen.count(name) == number:
        os.kill(os.getpid(), signal.SIGKILL)

put = calls.Portal.put
def putting(self, path, *arguments):
    observe('put')
    answer = put(self, path, *arguments)
    observe('did put')
    return answer
calls.Portal.put = putting

sync.run(load(file), observe)
"""
POINTS = [
    ('fetched', 1), ('apply', 1), ('applied', 1), ('applied', 2), ('pulled', 1), ('publish', 1),
    ('put', 1), ('did put', 1), ('put', 2), ('did put', 2), ('did put', 3), ('published', 1)]


@pytest.fixture
def file(settings, tmp_path):
    path = tmp_path / 'kill.toml'
    values = {
        name: getattr(settings, name)
        for name in ('database', 'trytond_config', 'portal_url', 'export', 'state')}
    values['portal_token'] = settings.portal_token.get_secret_value()
    path.write_text('source = "portal"\nbatch_size = 3\n' + ''.join(
        f'{name} = "{value}"\n' for name, value in values.items()))
    return path


def killed(file, point, number):
    return subprocess.run(
        [sys.executable, '-c', SCRIPT, file, point, str(number)],
        capture_output=True, text=True).returncode


def campaign(site, settings, ledger, file, assert_agreed, points):
    site.load(Sample(members=4, months=3).rows)
    sync.run(settings)
    for turn, (point, number) in enumerate(points):
        site.edit('edit', turn, 8)
        site.edit('sql', 'update members_member set city = %s', f'{turn}')
        assert (point, number, killed(file, point, number)) == (point, number, -9)
        ledger.reset()
        assert is_due(settings)
        result = sync.run(settings)
        assert result.exit_code == 0
        assert_agreed()
        assert check(settings).differences == []
        assert not is_due(settings)


@pytest.mark.stress
def test_bridge_killed_around_publishing(site, settings, ledger, file, assert_agreed):
    campaign(site, settings, ledger, file, assert_agreed, [
        ('applied', 2), ('did put', 2)])


@pytest.mark.stress
def test_bridge_killed_at_every_point(site, settings, ledger, file, assert_agreed):
    campaign(site, settings, ledger, file, assert_agreed, POINTS * 4)
