import json
import shutil
import subprocess
import sys

import pytest

from asso_bridge.config import load
from asso_bridge.demo import books
from asso_bridge.demo.sample import Sample
from tests.bridge.dumps import payment, rows, write


@pytest.fixture
def cache(backend, tmp_path):
    "A ready database of the tests, where the demonstration keeps its own"
    if backend.name != 'sqlite':
        pytest.skip("the demonstration is on SQLite, whatever the tests are on")
    folder = tmp_path / 'cache'
    folder.mkdir()
    ready = folder / f'demo-{books.software_digest()[:16]}.sqlite'
    shutil.copyfile(backend.template('activated'), ready)
    return folder


def test_demo_leaves_a_database_and_the_balances_of_the_sample(tmp_path, cache):
    out = tmp_path / 'out'
    done = subprocess.run(
        [sys.executable, '-c', 'from asso_bridge.cli import main; main()', 'demo', '--out', out,
            '--cache', cache], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, '')
    balances = json.loads((out / 'balances.json').read_text())
    assert {m['id']: m['balance'] for m in balances['members']} == {
        id: str(balance) for id, balance in Sample().expected.balances.items()}
    assert sorted(path.name for path in out.iterdir()) == [
        'asso-bridge.toml', 'asso.sqlite', 'balances.csv', 'balances.json',
        'open_entries.csv', 'sample.json', 'state', 'trytond.conf']


def test_digest_of_the_software_follows_its_files(tmp_path, monkeypatch):
    monkeypatch.setattr(books, '_module_folder', lambda: tmp_path)
    (tmp_path / 'a.py').write_text('1')
    before = books.software_digest()
    assert books.software_digest() == before
    (tmp_path / 'a.py').write_text('2')
    assert books.software_digest() != before


def test_days_leave_typing_errors_out(tmp_path):
    slips = [payment(10, 1, '1.00', date='0206-01-01'), payment(11, 1, '1.00', date='9026-01-01')]
    first, last = books.days(load(dump=write(tmp_path / 'dump.json', rows() + slips)))
    assert (str(first), last.year < 2100) == ('2026-01-01', True)
