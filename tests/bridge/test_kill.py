"""A run that is killed at any moment: the next one ends as if nothing had happened."""
import random
import subprocess
import sys

import pytest

from asso_bridge import sync
from asso_bridge.sample import Sample
from tests.bridge.dumps import write
from tests.bridge.test_sync import exported

# Dies by SIGKILL at the given occurrence of a point, or after so many seconds
SCRIPT = """
import os, signal, sys, threading
from asso_bridge import sync
from asso_bridge.config import load

file, point, number, seconds = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])

def die():
    os.kill(os.getpid(), signal.SIGKILL)

seen = []

def observe(name, done, total):
    seen.append(name)
    if name == 'fetched' and seconds:
        threading.Timer(seconds, die).start()
    if name == point and seen.count(name) == number:
        die()

from pathlib import Path
sync.run(load(Path(file)), observe)
"""
POINTS = [
    ('fetch', 1), ('fetched', 1), ('apply', 1), ('applied', 1), ('apply', 3), ('applied', 3),
    ('pull', 1), ('pulled', 1), ('export', 1), ('exported', 1)]


@pytest.fixture
def file(embedded, tmp_path):
    write(embedded.dump, Sample(members=4, months=4).rows)
    path = tmp_path / 'kill.toml'
    path.write_text('batch_size = 10\n' + ''.join(
        f'{name} = "{getattr(embedded, name)}"\n'
        for name in ('database', 'trytond_config', 'dump', 'export', 'state')))
    return path


def killed(file, point='', number=1, seconds=0):
    done = subprocess.run(
        [sys.executable, '-c', SCRIPT, file, point, str(number), str(seconds)],
        capture_output=True, text=True)
    return done.returncode


def state(settings):
    "What the balances say, less when they were taken"
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


@pytest.mark.parametrize('point, number', [('apply', 1), ('applied', 2), ('export', 1)])
def test_run_killed_at_a_point(embedded, file, point, number):
    assert killed(file, point, number) == -9
    assert_next_run_mends(embedded)


@pytest.mark.stress
@pytest.mark.parametrize('point, number', POINTS)
@pytest.mark.parametrize('time', range(5))
def test_run_killed_at_every_point(embedded, file, point, number, time):
    assert killed(file, point, number) == -9
    assert_next_run_mends(embedded)


@pytest.mark.stress
@pytest.mark.parametrize('seed', range(60))
def test_run_killed_at_any_time(embedded, file, seed):
    assert killed(file, seconds=random.Random(seed).uniform(0.5, 12)) in (0, -9)
    assert_next_run_mends(embedded)
