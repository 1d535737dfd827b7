"""Two at work on the same books do everything once, as one after the other would have."""
import random

import pytest

from asso_bridge.errors import BridgeError, Refused
from asso_bridge.ledger.tryton import connect

from .accountant import Accountant
from .association import changes
from .feed import faults
from .numbers import deadlocks, wrong_numbers
from .pair import together, two_associations, wait_for
from .seen import lettering, without_own_numbers

pytestmark = pytest.mark.postgresql(
    "locks and isolation")
SERVERS = [pytest.param(1, marks=pytest.mark.stress), 2]  # on the one database
FEW, MANY = 1, 25
DRAFTS = 3
BATCH = 20


@pytest.fixture(scope='module')
def associations(tmp_path_factory):
    return two_associations(tmp_path_factory.mktemp('dumps'), 7, 5)


@pytest.fixture
def start_servers(make_database, start_server):
    "Start servers on a new database of two associations: start_servers(2)."
    def start(count=1):
        database = make_database('two')
        return [start_server(database) for _ in range(count)]
    return start


def stop_well(servers):
    "Stop the servers; the books must be in order, without a deadlock on the way."
    for server in servers:
        server.stop()
    database = servers[0].database
    assert (faults(database), wrong_numbers(database)) == ([], {})
    assert deadlocks(database) == 0


def load(servers, associations, folder):
    "Load the associations at the same time; return the books of each."
    bridges = [
        association.start_bridge(servers[n % len(servers)], folder / association.feed)
        for n, association in enumerate(associations)]
    wait_for(bridges)
    stop_well(servers)
    return [a.books(servers[0].database, folder / a.feed) for a in associations]


@pytest.fixture(scope='module')
def _alone():
    return []


@pytest.fixture
def alone(_alone, associations, start_servers, tmp_path):
    "The books of each association when no other is at work."
    if not _alone:
        for association in associations:
            _alone.extend(load(start_servers(), [association], tmp_path / 'alone'))
    return _alone


@pytest.mark.stress
@pytest.mark.parametrize('count', [1, 2])
def test_two_associations_at_once(count, start_servers, associations, alone, tmp_path):
    assert load(start_servers(count), associations, tmp_path) == alone


@pytest.mark.stress
@pytest.mark.parametrize('number', range(MANY))
def test_two_associations_at_once_often(number, start_servers, associations, alone, tmp_path):
    assert load(start_servers(1 + number % 2), associations, tmp_path) == alone


@pytest.mark.stress
@pytest.mark.parametrize('count', [1, 2])
def test_accountant_at_work_during_a_run(
        count, backend, start_servers, associations, alone, tmp_path):
    if backend.name == 'sqlite':
        pytest.skip("Tryton's own posting gives a number twice on SQLite: its locks are none there")
    servers = start_servers(count)
    first = associations[0]
    accountant = Accountant(servers[-1])
    drafts = accountant.draft(DRAFTS)
    bridge = first.start_bridge(servers[0], tmp_path)
    for draft in drafts:
        accountant.post(*draft)
    wait_for([bridge])
    stop_well(servers)
    balances, books = first.books(servers[0].database, tmp_path)
    by_hand = [
        group for group in books['letterings']
        if any(not isinstance(owner, tuple) for owner, _ in group)]
    assert sum(books['letterings'].pop(group) for group in by_hand) == DRAFTS
    assert (balances, books) == alone[0]


class Workers:
    "Two that call the feed of one association, each over a server, in one run."

    def __init__(self, servers, association, folder):
        self.servers = servers
        self._opened = [
            connect(association.settings(servers[n % len(servers)], folder)) for n in range(2)]
        self.ledgers = [opened.__enter__() for opened in self._opened]
        self.run = self.ledgers[0].begin('the workers')

    def apply(self, batches):
        "Let each apply its own batch; return what became of the changes."
        answers = together(*(
            lambda ledger=ledger, batch=batch: ledger.apply(batch, self.run)
            for ledger, batch in zip(self.ledgers, batches, strict=True)))
        failed = [answer for answer in answers if isinstance(answer, BridgeError)]
        assert failed == []
        return [[outcome.outcome for outcome in answer.outcomes] for answer in answers]

    def leave(self, sent):
        "Finish the run; return the books, without what depends on who came first."
        ledger = self.ledgers[0]
        assert ledger.quarantine().changes == []
        ledger.finish(self.run, 'done', '1.0')
        snapshot = ledger.snapshot()
        for opened in self._opened:
            opened.__exit__(None, None, None)
        stop_well(self.servers)
        return without_own_numbers(snapshot, sent), lettering(self.servers[0].database)


@pytest.fixture(scope='module')
def sent(associations):
    return changes(associations[0].dump)


@pytest.fixture
def start_workers(start_servers, associations, tmp_path):
    return lambda count=1: Workers(start_servers(count), associations[0], tmp_path)


@pytest.fixture(scope='module')
def _in_turn():
    return []


@pytest.fixture
def in_turn(_in_turn, start_workers, sent):
    "The books when the batches come one after the other."
    if not _in_turn:
        workers = start_workers()
        for batch in cut(sent):
            workers.ledgers[0].apply(batch, workers.run)
        _in_turn.append(workers.leave(sent))
    return _in_turn[0]


def cut(changes):
    return [changes[n:n + BATCH] for n in range(0, len(changes), BATCH)]


@pytest.mark.parametrize('count', SERVERS)
def test_same_batch_twice_at_once(count, start_workers, sent, in_turn):
    workers = start_workers(count)
    outcomes = []
    for batch in cut(sent):
        for first, second in zip(*workers.apply([batch, batch]), strict=True):
            outcomes.append({first, second})
    assert set(map(frozenset, outcomes)) == {
        frozenset({'applied', 'unchanged'}), frozenset({'skipped'})}
    assert workers.leave(sent) == in_turn


def check_batches(workers, sent, in_turn, seed):
    "Deal the changes out in a random order: one that waits for the other's is booked with it."
    batches = cut(random.Random(seed).sample(sent, len(sent)))
    for first, second in zip(batches[::2], [*batches[1::2], []], strict=False):
        workers.apply([first, second])
    assert workers.leave(sent) == in_turn


@pytest.mark.parametrize('seed', range(FEW))
def test_two_batches_of_a_feed_at_once(seed, start_workers, sent, in_turn):
    check_batches(start_workers(1 + seed % 2), sent, in_turn, seed)


@pytest.mark.stress
@pytest.mark.parametrize('seed', range(FEW, MANY))
def test_many_batches_of_a_feed_at_once(seed, start_workers, sent, in_turn):
    check_batches(start_workers(1 + seed % 2), sent, in_turn, seed)


@pytest.mark.stress
def test_second_bridge_of_a_feed_at_once(start_servers, associations, alone, tmp_path):
    servers = start_servers(2)
    first = associations[0]
    bridges = [first.start_bridge(server, tmp_path / str(server.port)) for server in servers]
    logs = [bridge.communicate(timeout=300)[1] for bridge in bridges]
    done = [n for n, bridge in enumerate(bridges) if not bridge.returncode]
    stop_well(servers)
    for n in done:
        assert first.books(servers[0].database, tmp_path / str(servers[n].port)) == alone[0]
    for n, log in enumerate(logs):
        if n not in done:
            assert 'asso_bridge.errors.Refused: ' in log
    assert done


@pytest.mark.stress
def test_run_begun_by_two_at_once(start_workers):
    workers = start_workers(2)
    first = workers.ledgers[0]
    first.finish(workers.run, 'done', '1.0')
    for _ in range(10):
        begun = together(*(
            lambda ledger=ledger, n=n: ledger.begin(f'worker {n}')
            for n, ledger in enumerate(workers.ledgers)))
        assert [type(answer) for answer in begun if not isinstance(answer, int)] == [Refused]
        run, = (answer for answer in begun if isinstance(answer, int))
        first.finish(run, 'done', '1.0')
