"""An association has the same balances, however Tryton is reached and on any database."""
import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.databases import ROOT, SQLite, in_memory
from tests.postgresql import PostgreSQL, why_not
from tests.ready import SETTINGS
from tests.server import Server

from .association import association, balances, bridge_settings, write
from .feed import faults


@pytest.fixture(scope='module')
def sample():
    return association()


@pytest.fixture
def databases():
    "One database of each kind, apart from that of the session"
    made = {}
    # Not in tmp_path, which PostgreSQL's own user may not enter
    with TemporaryDirectory(prefix='asso-members-', dir=in_memory()) as folder:
        for kind in [SQLite, PostgreSQL]:
            backend = made[kind.name] = kind(Path(folder) / kind.name)
            backend.directory.mkdir()
            backend.write_config()
        Path(folder).chmod(0o755)
        try:
            for backend in made.values():
                backend.start()
            yield {name: backend.create(f'transport_{name}') for name, backend in made.items()}
        finally:
            for backend in made.values():
                backend.close()


def run_apart(database, folder, dump, **others):
    "Run the bridge in a process of its own, as a process can use only one kind of database."
    settings = bridge_settings(database, folder, dump, **others)
    done = subprocess.run(
        [sys.executable, '-c',
            'import sys; from asso_bridge import config, sync;'
            'sync.run(config.Settings.model_validate_json(sys.argv[1]))',
            json.dumps({
                **settings.model_dump(mode='json', exclude_none=True, exclude={'password'}),
                **({'password': others['password']} if 'password' in others else {})})],
        cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert faults(database) == []
    return balances(folder)


@pytest.mark.stress
@pytest.mark.skipif(bool(why_not()), reason=str(why_not()))
def test_transports_give_the_same_balances(databases, sample, tmp_path):
    dump = write(sample.rows, tmp_path / 'dump.json')
    found = {
        name: run_apart(database, tmp_path / f'over_{name}', dump)
        for name, database in databases.items()}
    assert found['postgresql'] == found['sqlite']
    assert {m['id']: m['balance'] for m in found['sqlite']['members']} == {
        id_: f'{balance:.2f}' for id_, balance in sample.expected.balances.items()}

    database = databases['sqlite'].backend.create('transport_network')
    server = Server(database).start()
    try:
        over_network = run_apart(
            database, tmp_path / 'over_network', dump, url=f'http://127.0.0.1:{server.port}',
            user=SETTINGS['bridge_login'], password=SETTINGS['bridge_password'],
            trytond_config=None)
    finally:
        server.stop()
    assert over_network == found['sqlite']
