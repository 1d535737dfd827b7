"""The bridge publishes to the site what a ledger tells: the whole once, then what differs."""
import datetime as dt
from functools import partial

import pytest

from asso_bridge import sync
from asso_bridge.config import load
from asso_bridge.errors import Stop
from asso_bridge.portal import publish as publishing
from asso_bridge.portal.calls import Portal, open_portal
from asso_bridge.portal.publish import ask_since, publish
from asso_bridge.portal.refusals import PortalRefusal
from asso_bridge.told import report
from asso_bridge.told.metrics import figures_of
from asso_bridge.told.results import RunResult
from asso_portal.intake import snapshot
from asso_portal.models import Account, Chunk
from tests.portal import snapshots
from tests.portal.bridge import InProcess, token
from tests.portal.told import Books, digest_of, entry, member

pytestmark = pytest.mark.postgresql("the whole way of a statement")
THREE = [member('1', entry()), member('2'), member(None, entry('other', '9', '2.00'))]
PAID = member('1', entry(residual='0.00'), entry('payment', '7', residual='0.00'))


@pytest.fixture
def settings_(db, tmp_path, monkeypatch):
    "The bridge's settings, with a token of this process's site"
    monkeypatch.setattr('asso_bridge.portal.calls.HTTPAdapter', InProcess)
    return load(
        portal_url='https://testserver/api/asso', portal_token=token(), state=tmp_path, tries=2)


@pytest.fixture
def books():
    return Books(*THREE)


@pytest.fixture
def deliver(settings_, books):
    "What a run ends with: deliver(run, **settings), and with it what the ledger was asked"
    def call(run, **others):
        books.asked.clear()
        changed = settings_.model_copy(update=others)
        return sync.deliver(books, run, books.epoch, changed, lambda *point: None)
    return call


@pytest.fixture
def publish_(settings_, books):
    def call(run, **how):
        ask = partial(books.statement, run)
        with open_portal(settings_) as portal:
            new = ask_since(portal.published(), books.epoch, ask)
            return publish(portal, books.quarantine(), new, ask, **how)
    return call


def shown():
    return sorted(Account.objects.filter(snapshot__pointer__pk=1).values_list('digest', flat=True))


def digests(members):
    return sorted(map(digest_of, members))


def test_first_run_publishes_all_and_the_next_what_changed(deliver, books):
    pulled, _, first = deliver(1)
    assert (first.whole, first.members, first.count, first.generation) == (True, 3, 3, 1)
    assert (pulled.generation, pulled.total, pulled.files) == (1, '-13.00', [])
    books.members[0] = PAID
    pulled, _, second = deliver(2)
    assert (second.whole, second.members, second.count, second.generation) == (False, 1, 3, 2)
    assert (pulled.generation, pulled.total) == (2, '2.00')
    assert books.asked == [('statement', 1)]
    assert shown() == digests(books.members)


def test_run_that_changed_nothing_publishes_its_moment(deliver, books):
    deliver(1)
    nothing = deliver(2)[2]
    assert (nothing.whole, nothing.members, nothing.generation) == (False, 0, 2)
    assert shown() == digests(THREE)


def test_files_need_all_balances_and_the_portal_what_differs(deliver, books, tmp_path):
    deliver(1)
    pulled, _, published = deliver(2, export=tmp_path / 'out')
    assert books.asked == [('snapshot',), ('statement', 1)]
    assert (len(pulled.files), published.members) == (3, 0)


def test_run_without_a_portal_asks_for_balances_alone(deliver, books):
    pulled, _, published = deliver(1, portal_url=None)
    assert (books.asked, published, pulled.count) == ([('snapshot',)], None, 3)


@pytest.mark.parametrize('drift', [
    lambda: Account.objects.filter(member='2').delete(),
    lambda: Account.objects.filter(member='2').update(digest='f' * 64)])
def test_portal_that_has_drifted_is_sent_the_whole_once(deliver, books, drift):
    deliver(1)
    drift()
    healed = deliver(2)[2]
    assert books.asked == [('statement', 1), ('statement', None)]
    assert (healed.whole, healed.generation) == (True, 2)
    assert shown() == digests(THREE)
    assert deliver(3)[2].whole is False


def test_whole_that_the_ledger_answers_unasked_is_published(deliver, books):
    deliver(1)
    books.told.clear()
    assert deliver(2)[2].whole is True
    assert books.asked == [('statement', 1)]


def test_bridge_of_version_2_replaces_what_an_older_one_published(deliver, books):
    old = snapshots.document([snapshots.member('1', snapshots.entry())], 1)
    snapshot.receive(1, old, None)
    assert deliver(2)[2].whole is True
    assert books.asked == [('statement', None)]
    assert shown() == digests(THREE)


@pytest.mark.parametrize('older_bridge', [False, True])
def test_ledger_of_another_epoch_needs_a_person(publish_, books, older_bridge):
    if older_bridge:
        snapshot.receive(5, snapshots.document([snapshots.member('1')], 5), None)
    else:
        publish_(5)
    books.epoch, before = 'another', shown()
    with pytest.raises(PortalRefusal) as raised:
        publish_(1)
    assert (raised.value.code, shown()) == ('ledger-changed', before)
    assert publish_(1, new_ledger=True).whole is True
    assert publish_(2).whole is False
    assert shown() == digests(THREE)


def test_ledger_that_was_restored_is_refused(publish_, books):
    for run in [1, 2, 3]:
        publish_(run)
    del books.told[3]
    books.members[0] = PAID
    with pytest.raises(PortalRefusal) as raised:
        publish_(3)
    assert (raised.value.code, shown()) == ('generation-old', digests(THREE))


def test_balances_that_became_zero_need_force(publish_, books):
    books.members[:] = [member(str(n), entry(id=str(n))) for n in range(9)]
    publish_(1)
    books.members[:] = [member(str(n)) for n in range(9)]
    with pytest.raises(PortalRefusal) as raised:
        publish_(2)
    assert raised.value.code == 'balances-zeroed'
    assert publish_(3, force=True).members == 9


@pytest.mark.parametrize('call', [1, 2, 3])
def test_answer_that_is_lost_is_made_good_by_the_next_run(deliver, books, monkeypatch, call):
    "The portal took it, and the bridge does not know"
    deliver(1)
    put, calls = Portal.put, []

    def losing(self, *arguments):
        answer = put(self, *arguments)
        calls.append(arguments)
        if len(calls) == call:
            raise Stop("The network is gone.")
        return answer
    monkeypatch.setattr(Portal, 'put', losing)
    monkeypatch.setattr(publishing, 'LARGEST', 900)
    books.members += [PAID | {'id': '4'}, PAID | {'id': '5'}]
    with pytest.raises(Stop):
        deliver(2)
    assert shown() == digests(THREE if call < 3 else books.members)
    deliver(3)
    assert shown() == digests(books.members)
    assert Chunk.objects.count() == 0


def test_large_whole_goes_in_parts(publish_, books, monkeypatch):
    monkeypatch.setattr(publishing, 'LARGEST', 900)
    assert publish_(1).chunks == 2
    assert shown() == digests(THREE)


def test_words_say_how_many_members_were_published(deliver, books, capsys):
    first = deliver(1)[2]
    books.members[0] = PAID
    second = deliver(2)[2]
    capsys.readouterr()
    report.show_publish(first)
    report.show_publish(second)
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("Published (all 3 members): the portal shows generation 1, as of 20")
    assert second.startswith("Published (1 of 3 members changed): the portal shows generation 2,")
    assert second.endswith(", and 0 changes in quarantine.")


def test_figures_have_how_many_members_were_published(deliver, books):
    def figures(published):
        return figures_of(RunResult.model_construct(
            outcomes={}, quarantine=books.quarantine(), published=published), 0)
    assert figures(deliver(1)[2])['published_members'] == 3
    assert figures(deliver(2)[2])['published_members'] == 0
    assert 'published_members' not in figures(None)


def test_figures_have_until_when_the_bank_is_known(deliver, books):
    def figures(day):
        published = deliver(1)[2].model_copy(update={'bank_known_until': day})
        return figures_of(RunResult.model_construct(
            outcomes={}, quarantine=books.quarantine(), published=published), 0)
    known = 'bank_known_until_timestamp_seconds'
    assert known not in figures(None)
    assert figures('2026-02-28')[known] == dt.datetime(2026, 3, 1).timestamp()  # noqa: DTZ001
