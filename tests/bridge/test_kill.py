"""A run that is killed: the next one ends as if nothing had happened."""
import subprocess
import sys

import pytest

from asso_bridge import sync
from asso_bridge.demo.sample import Sample
from tests.bridge.dumps import write
from tests.bridge.test_sync import exported

pytestmark = pytest.mark.postgresql("what a transaction leaves when its process dies")
# Dies by SIGKILL at the given occurrence of a point
SCRIPT = """
import os, signal, sys
from pathlib import Path
from asso_bridge import sync
from asso_bridge.config import load

file, point, number = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
seen = []

def observe(name, done, total):
    seen.append(name)
    if name == point and seen.count(name) == number:
        os.kill(os.getpid(), signal.SIGKILL)

sync.run(load(file), observe)
"""


@pytest.fixture
def file(embedded, tmp_path):
    write(embedded.dump, Sample(members=4, months=4).rows)
    path = tmp_path / 'kill.toml'
    path.write_text('batch_size = 10\n' + ''.join(
        f'{name} = "{getattr(embedded, name)}"\n'
        for name in ('database', 'trytond_config', 'dump', 'export', 'state')))
    return path


def killed(file, point, number):
    done = subprocess.run(
        [sys.executable, '-c', SCRIPT, file, point, str(number)],
        capture_output=True, text=True)
    return done.returncode


def state(settings):
    "What the balances say, without the moment when they were taken"
    balances = exported(settings)
    return balances['total'], balances['members'], balances['unmatched']


def expected():
    return {
        id: str(balance)
        for id, balance in Sample(members=4, months=4).expected.balances.items()}


def assert_next_run_mends(embedded):
    assert sync.run(embedded).exit_code == 0
    total, members, _ = state(embedded)
    assert {m['id']: m['balance'] for m in members} == expected()
    assert sync.run(embedded).outcomes == {}
    assert state(embedded)[:2] == (total, members)


@pytest.mark.parametrize('point, number', [
    ('applied', 2),
    *(pytest.param(*at, marks=pytest.mark.stress) for at in [('apply', 1), ('export', 1)])])
def test_run_killed_at_a_point(embedded, file, point, number):
    assert killed(file, point, number) == -9
    assert_next_run_mends(embedded)
