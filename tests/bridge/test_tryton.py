import re
from contextlib import contextmanager

import pytest

from asso_bridge import retry, sync
from asso_bridge.errors import LedgerBusy, Refused, TryAgain, WrongSetting
from asso_bridge.ledger.tryton import connect
from tests.bridge.dumps import payment, rows, write
from tests.bridge.faults import FaultyCalls


@contextmanager
def behind_a_proxy(settings, monkeypatch):
    "A proxy before the server, and settings that go through it without pauses between tries"
    monkeypatch.setattr(retry, 'LONGEST_PAUSE', 0.0)
    with FaultyCalls(settings.url) as proxy:
        yield proxy, settings.model_copy(update={'url': proxy.url, 'tries': 5})


@pytest.fixture
def proxied(shared_remote, monkeypatch):
    with behind_a_proxy(shared_remote, monkeypatch) as there:
        yield there


def sessions(server):
    with server.database.connect() as connection:
        cursor = connection.cursor()
        cursor.execute('select count(*) from ir_session')
        return cursor.fetchone()[0]


@pytest.mark.postgresql("the transport")
def test_no_session_stays_behind(shared_remote, shared_server):
    before = sessions(shared_server)
    with connect(shared_remote) as ledger:
        assert ledger.hello().feed == 'portal'
        assert sessions(shared_server) == before + 1
    assert sessions(shared_server) == before


def test_wrong_password(shared_remote, tmp_path):
    (tmp_path / 'password').write_text('wrong')
    with pytest.raises(WrongSetting) as raised, connect(shared_remote):
        pass
    assert str(raised.value) == (
        "Tryton does not let the user 'bridge' in. Check `user` and the password.")


def test_no_server_there(shared_remote):
    with pytest.raises(TryAgain) as raised, connect(
            shared_remote.model_copy(update={'url': 'http://127.0.0.1:9', 'tries': 1})):
        pass
    assert raised.value.what == "The server cannot be reached: [Errno 111] Connection refused."


def test_feed_that_is_not_there(shared_remote):
    settings = shared_remote.model_copy(update={'feed': 'other'})
    with connect(settings) as ledger, pytest.raises(Refused):
        ledger.hello()


@pytest.mark.postgresql("the transport, and what was committed")
def test_answers_lost_after_the_ledger_wrote_double_nothing(remote, monkeypatch):
    with behind_a_proxy(remote, monkeypatch) as (proxy, settings):
        proxy.faults = {
            name: ['lost'] for name in ('begin', 'apply', 'finish', 'snapshot', 'digests', 'login')}
        result = sync.run(settings)
    assert proxy.seen['apply'] == 2
    assert result.balances.total == '-20.00'
    again = sync.run(remote)
    assert (again.outcomes, again.balances.total) == ({}, '-20.00')


@pytest.mark.parametrize('fault', ['refused', 'half', 'html', 503, 429, 500])
def test_call_that_fails_is_tried_again(proxied, fault):
    proxy, settings = proxied
    proxy.faults = {'hello': [fault, fault, fault, fault]}
    with connect(settings) as ledger:
        assert ledger.hello().feed == 'portal'
    assert proxy.seen['hello'] == 5


def test_call_that_keeps_failing_stops(proxied):
    proxy, settings = proxied
    proxy.faults = {'hello': [503] * 9}
    with connect(settings) as ledger, pytest.raises(TryAgain) as raised:
        ledger.hello()
    assert proxy.seen['hello'] == 5
    assert str(raised.value) == (
        "The server answers 503 Service Unavailable. Tried 5 times. See its log.")


@pytest.mark.postgresql("who holds a lock is asked of PostgreSQL")
def test_ledger_that_another_holds_names_the_holder(server, remote, backend):
    if backend.name == 'sqlite':
        pytest.skip("of PostgreSQL")
    server.rpc()  # a person logs in
    with server.database.connect() as connection:
        connection.execute('select 1 from ir_sequence_strict for update')
        settings = remote.model_copy(update={'tries': 2})
        with connect(settings) as ledger, pytest.raises(LedgerBusy) as raised:
            ledger.apply([], dry_run=True)
        process = connection.info.backend_pid
    connection.close()
    assert re.sub(r'\(.*?\) for \d+ s', '', str(raised.value)) == (
        f"The ledger is busy, held by process {process} of its database ; tried 2 times. "
        "At work in Tryton: Administrator. "
        "Run again when they have finished, or end what holds it.")


def test_answer_that_drips_for_too_long_is_given_up(proxied):
    proxy, settings = proxied
    proxy.faults = {'hello': ['slow']}
    with connect(settings.model_copy(update={'timeout': 2})) as ledger:
        assert ledger.hello().feed == 'portal'
    assert proxy.seen['hello'] == 2


def test_session_that_ended_is_opened_again(remote, server):
    with connect(remote) as ledger:
        ledger.hello()
        with server.database.connect() as connection:
            connection.cursor().execute('delete from ir_session')
            connection.commit()
        assert ledger.hello().feed == 'portal'


@pytest.mark.postgresql("locks")
def test_run_while_another_owner_is_at_work(remote):
    with connect(remote) as ledger:
        ledger.begin('somebody else')
        with pytest.raises(Refused):
            sync.run(remote)


def test_pages_come_whole(remote, monkeypatch):
    monkeypatch.setattr('asso_bridge.ledger.calls.PAGE', 3)
    write(remote.dump, rows() + [payment(pk, 1, '1.00') for pk in range(10, 20)])
    sync.run(remote)
    assert sync.run(remote).outcomes == {}
    with connect(remote) as ledger:
        assert len(list(ledger.ledger('payment'))) == 13
