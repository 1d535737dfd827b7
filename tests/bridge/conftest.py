"""Tryton in this process, and behind XML-RPC: the same settings, except for the way there."""
import pytest

from asso_bridge.config import load
from asso_bridge.told import speech
from tests.bridge.dumps import rows, write
from tests.ready import SETTINGS


@pytest.fixture
def dump(tmp_path):
    "The dump of tests.bridge.dumps, in a file to write over"
    return write(tmp_path / 'dump.json', rows())


@pytest.fixture
def embedded(ledger, backend, tmp_path, dump):
    "Settings that lead to a fresh association in this process"
    return load(
        database=ledger.database, trytond_config=backend.config, dump=dump,
        export=tmp_path / 'export', state=tmp_path / 'state', tries=1)


@pytest.fixture
def remote(server, tmp_path, dump):
    "Settings that lead to a fresh association behind a real server"
    return to(server, tmp_path, dump)


@pytest.fixture
def shared_remote(shared_server, tmp_path, dump):
    "The same for tests that book nothing: the association and the server are others' too"
    return to(shared_server, tmp_path, dump)


def to(server, folder, dump):
    "Settings that lead to a server"
    password = folder / 'password'
    password.write_text(SETTINGS['bridge_password'] + '\n')
    return load(
        url=server.url.removesuffix(f'{server.database.name}/'),
        database=server.database.name, password_file=password, dump=dump,
        export=folder / 'export', state=folder / 'state', tries=2)


@pytest.fixture(params=['embedded', 'remote'])
def settings(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def in_english(monkeypatch):
    "Whatever the language of the association, the command speaks English"
    monkeypatch.setattr(speech, 'SENTENCES', {})
