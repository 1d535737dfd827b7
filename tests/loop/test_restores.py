"""Either side goes back to a backup, or the token expires: the run says what to do."""
import shutil

import pytest

from asso_bridge import sync
from asso_bridge.comparison.check import check
from asso_bridge.demo.sample import Sample
from asso_bridge.errors import Stop
from asso_bridge.portal.calls import open_portal
from tests.databases import Database

pytestmark = pytest.mark.sqlite("a backup is a copy of a file")


@pytest.fixture
def ran(site, settings):
    site.load(Sample(members=4, months=3).rows)
    sync.run(settings)


def stop(settings, **how):
    with pytest.raises(Stop) as raised:
        sync.run(settings, **how)
    return raised.value


@pytest.fixture
def restored(site, settings, ran):
    "The portal is restored from a backup, without ten edits that the books know"
    backup = site.backup()
    site.edit('edit', 1, 10)
    sync.run(settings)
    site.restore(backup)


def test_portal_restored_is_noticed_and_compared(restored, site, settings, assert_agreed):
    assert '`asso-bridge run --full`' in stop(settings).mend
    sync.run(settings, full=True, allow_deletions=True)
    assert_agreed()
    site.edit('edit', 3, 3)
    assert sync.run(settings).whole is False
    assert_agreed()


@pytest.mark.stress
def test_restored_portal_whose_keys_go_on_higher_takes_new_entries(
        restored, site, settings, assert_agreed):
    site.edit('sql', 'update sqlite_sequence set seq = seq + 1000')
    site.edit('edit', 2, 6)
    assert '`asso-bridge run --full`' in stop(settings).mend
    assert sync.run(settings, full=True, allow_deletions=True).exit_code == 0
    assert_agreed()


@pytest.mark.stress
def test_restored_portal_that_uses_a_key_again_is_refused_by_name(
        restored, site, settings):
    "Another bill under the key of one that is posted: that is for a person to see"
    site.edit('edit', 2, 6)
    stop(settings)
    held = sync.run(settings, full=True, allow_deletions=True).quarantine.changes
    assert {c.code for c in held if c.state == 'refused'} & {'bill_frozen', 'payment_frozen'}
    named = {(c.type, c.record) for c in held}
    told = check(settings).differences
    assert {(d.type, d.id) for d in told if 'not in the books' in d.what} <= named


@pytest.mark.stress
def test_tryton_restored_is_noticed_by_the_portal(
        site, settings, ran, assert_agreed, ledger, backend, tmp_path):
    backup = tmp_path / 'tryton.sqlite'
    with Database(ledger.database, backend).connect() as connection:
        connection.execute(f"vacuum into '{backup}'")
    for seed in range(2):
        site.edit('edit', seed, 5)
        sync.run(settings)
    ledger.reset()
    ledger.disconnect()
    backend.drop(ledger.database)
    shutil.copyfile(backup, backend.directory / f'{ledger.database}.sqlite')
    site.edit('edit', 3, 2)
    error = stop(settings)
    assert '`asso-bridge publish --new-ledger`' in error.mend
    assert_agreed()  # the books have it all again; the portal shows what it showed
    assert [d.type for d in check(settings).differences] == ['snapshot']
    sync.publish_now(settings, new_ledger=True)
    assert check(settings).differences == []
    assert sync.run(settings).exit_code == 0


def test_publish_again_gives_a_new_generation_and_refuses_older_ones(
        site, settings, ran, monkeypatch):
    first = sync.publish_now(settings)
    assert (first.whole, first.members) == (False, 0)
    monkeypatch.setattr('asso_bridge.portal.publish.LARGEST', 400)
    site.edit('sql', "update asso_portal_account set digest = '' where member = '1'")
    parts = sync.publish_now(settings)
    assert (parts.generation, parts.whole) == (first.generation + 1, True)
    assert parts.chunks >= parts.count > 2
    assert check(settings).differences == []
    with open_portal(settings) as portal:
        before = portal.published()
        snapshot = {
            'ledger': before.ledger, 'generation': before.generation, 'as_of': before.as_of,
            'currency': 'EUR', 'count': 0, 'total': '0.00',
            'digest': '2ba3ea9c1c3f3fbcb9b8aef2a6ad5eb66c27d29a3a3d2e5aee3c3d6a76dd9aaf',
            'members': [], 'unmatched': []}
        with pytest.raises(Stop):
            portal.put(f'v1/snapshots/{before.generation}', snapshot)
        assert portal.published() == before


def test_bad_token_stops_the_run_and_is_not_shown(site, settings, ran):
    for scopes in ['changes:read'], ['balances:write', 'outcomes:write']:
        lesser = settings.model_copy(update={
                'portal_token': type(settings.portal_token)(site.token(*scopes, name='lesser'))})
        assert '403' in stop(lesser).what
    site.edit('sql', "update asso_portal_token set expires = '2020-01-01'")
    error = stop(settings)
    assert '401' in error.what
    assert settings.portal_token.get_secret_value() not in str(error)


def test_quarantine_is_told_to_the_portal(site, settings, ran):
    site.edit('sql', "update members_member set status = 'emeritus' where id = 1")
    result = sync.run(settings)
    assert (result.exit_code, result.published.outcomes) == (2, 1)
    assert site.edit('rows', (
            'select type, external_id, state, code from asso_portal_outcome')) == [
        ['member', '1', 'refused', 'field_unknown_choice']]
    site.edit('sql', "update members_member set status = 'member' where id = 1")
    assert sync.run(settings).published.outcomes == 0
