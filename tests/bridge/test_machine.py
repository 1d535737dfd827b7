"""The disk is full, too many files are open, PostgreSQL restarts: one line, the right exit code."""
import errno
import os
import sqlite3

import pytest

from asso_bridge import retry, sync
from asso_bridge.comparison.staging import Staging
from asso_bridge.errors import Machine, TryAgain
from asso_bridge.ledger import tryton
from asso_bridge.ledger.calls import Ledger
from asso_bridge.sources.dump import Dump
from tests.bridge.test_cli import call, toml  # noqa: F401

FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
FILES = OSError(errno.EMFILE, os.strerror(errno.EMFILE))
PLACES = {
    'lock': ('asso_bridge.sync.FileLock.acquire', FULL, 1),
    'mark': ('pathlib.Path.touch', FULL, 1),
    'temporary': ('tempfile.TemporaryDirectory.__enter__', FILES, 1),
    'dump': (Dump._stage, sqlite3.OperationalError("database or disk is full"), 1),
    'staging': (Staging._lay, sqlite3.OperationalError("database or disk is full"), 1),
    'files': (Staging.plan, FILES, 1),
    'opening': (Staging.__enter__, sqlite3.OperationalError("unable to open database file"), 1),
    'result': (sync.write_whole, FULL, 1),
    }


def break_(monkeypatch, place, error):
    def fail(*_, **__):
        raise error
    if not isinstance(place, str):
        place = f'{place.__module__}.{place.__qualname__}'
    if place.endswith('write_whole'):
        place = 'asso_bridge.sync.write_whole'
    monkeypatch.setattr(place, fail)


@pytest.mark.parametrize('place', PLACES)
def test_machine_that_cannot_go_on_says_so_in_one_line(toml, capsys, monkeypatch, place):  # noqa: F811
    where, error, code = PLACES[place]
    with monkeypatch.context() as broken:
        break_(broken, where, error)
        exit_code, _, told = call(capsys, monkeypatch, 'run', '-c', toml)
    assert (exit_code, told.count('\n')) == (code, 1)
    assert told.startswith('asso-bridge: ')
    assert call(capsys, monkeypatch, 'run', '-c', toml)[0] == 0


def test_run_that_the_machine_broke_is_not_left_open(toml, capsys, monkeypatch):  # noqa: F811
    ended = []
    finish = Ledger.finish
    monkeypatch.setattr(
        Ledger, 'finish', lambda *values: (ended.append(values[2:]), finish(*values)))
    with monkeypatch.context() as broken:
        break_(broken, Staging.plan, FULL)
        call(capsys, monkeypatch, 'run', '-c', toml)
    (state, _, message), = ended
    assert (state, message) == (
        'failed', "This machine cannot go on: No space left on device. Make room on the disk "
        "(temporary files go to TMPDIR). The next run goes on from here.")


RESTARTED = [
    "server closed the connection unexpectedly",
    "terminating connection due to administrator command",
    "the database system is starting up",
    "the database system is shutting down",
    'connection failed: connection to server at "127.0.0.1", port 5432 failed: Connection refused',
    "consuming input failed: server closed the connection unexpectedly",
    "the connection is closed",
    "the connection is lost",
    "sorry, too many clients already",
    ]


@pytest.mark.parametrize('text', RESTARTED)
def test_database_that_restarts_is_tried_again(monkeypatch, text):
    monkeypatch.setattr(retry, 'LONGEST_PAUSE', 0.0)

    class OperationalError(Exception):
        pass

    calls = []

    class Connection:
        def call(self, *_):
            calls.append(1)
            with tryton.classified():
                if len(calls) < 3:
                    raise OperationalError(text)
            return '{"changes": []}'

    assert Ledger(Connection(), 'portal').quarantine().changes == []
    assert len(calls) == 3


def test_files_that_may_not_be_open_are_no_fault_of_the_network():
    with pytest.raises(Machine, match="ulimit"), tryton.classified():
        raise FILES
    with pytest.raises(TryAgain), tryton.classified():
        raise ConnectionRefusedError(errno.ECONNREFUSED, "refused")
