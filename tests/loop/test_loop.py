"""The whole way there and back: the site's tables, the portal, the bridge, Tryton, the portal."""
import json
import re

import pytest
import requests

from asso_bridge import sync
from asso_bridge.comparison.check import check
from asso_bridge.demo.sample import Sample
from asso_bridge.ledger.calls import Ledger
from asso_bridge.portal.calls import open_portal
from tests.campaign.seen import lettering
from tests.databases import Database

DRAFT = {'bill': {'skipped': 1}}  # the ledger holds nothing of it, so each full run sends it


def published(settings):
    with open_portal(settings) as portal:
        return portal.published()


@pytest.mark.postgresql("the whole way, with both databases of this kind")
def test_run_books_the_site_and_publishes_the_balances(site, settings, assert_agreed):
    sample = Sample()
    site.load(sample.rows)
    result = sync.run(settings)
    assert (result.exit_code, result.whole) == (0, True)
    assert_agreed()
    shown = published(settings)
    assert (shown.generation, shown.total) == (
        result.balances.generation, sum(sample.expected.balances.values()))
    compared = check(settings)
    assert (compared.differences, compared.checked['member']) == ([], 12)


@pytest.mark.postgresql("the whole way, with both databases of this kind")
def test_second_run_asks_only_for_what_has_changed(
        site, settings, assert_agreed):
    site.load(Sample().rows)
    sync.run(settings)
    again = sync.run(settings)
    assert (again.outcomes, again.whole) == ({}, False)
    site.edit('sql', "update members_member set city = 'Vannes' where id = 2")
    third = sync.run(settings)
    assert third.outcomes == {'member': {'applied': 1}}
    assert third.cursor != again.cursor
    assert_agreed()
    full = sync.run(settings, full=True)
    assert (full.outcomes, full.whole) == (DRAFT, True)


def test_payment_given_back_is_sent_again_by_the_next_run(site, settings, ledger):
    site.load(Sample().rows)
    sync.run(settings)

    def give_back():
        Payment = ledger.get('asso.payment')
        payment, = Payment.search([('feed', '!=', None), ('kind', '=', 'payment')], limit=1)
        Payment.give_back([payment])
    for _ in range(2):
        ledger.run(give_back)
        again = sync.run(settings)
        assert (again.outcomes['payment'], again.whole) == ({'applied': 1}, True)
        assert sync.run(settings).whole is False


def test_dump_and_site_end_in_the_same_books(
        site, settings, ledger, backend, make_ledger, tmp_path):
    rows = Sample(members=10, months=6).rows
    site.load(rows)
    sync.run(settings)
    by_http = lettering(Database(ledger.database, backend)), exported(settings)
    other = make_ledger()
    dump = tmp_path / 'dump.json'
    dump.write_text(json.dumps(rows))
    by_file = settings.model_copy(update={
            'source': 'dump', 'dump': dump, 'portal_url': None, 'state': tmp_path / 'other'})
    assert sync.run(by_file).exit_code == 0
    assert (lettering(Database(other.database, backend)), exported(by_file)) == by_http


def exported(settings):
    balances = json.loads((settings.export / 'balances.json').read_text())
    return balances['members'], balances['unmatched'], balances['total']


def test_source_that_changes_from_dump_to_portal_sends_nothing(site, settings, tmp_path):
    "The portal's records are the dump's, byte for byte: their digests agree"
    rows = Sample().rows
    site.load(rows)
    dump = tmp_path / 'dump.json'
    dump.write_text(json.dumps(rows))
    sync.run(settings.model_copy(update={'source': 'dump', 'dump': dump}))
    assert sync.run(settings).outcomes == DRAFT


def pages(site):
    "What every member's page says of payments: {member: how many are not taken into account}"
    session, members = site.edit('staff', 'staff'), site.holds()['members']

    def get():
        found = {}
        for member in members:
            page = requests.get(
                site.url.replace('/api/asso', f'/situation/{member}/statement/?all=1'), timeout=20,
                headers={'Accept-Language': 'en'}, cookies={'sessionid': session})
            found[member] = len(re.findall('not yet taken into account', page.text))
        return found
    return get


def test_page_says_what_the_last_run_did_not_have_until_the_next_has_it(site, settings):
    site.load(Sample().rows)
    said = pages(site)
    assert set(said().values()) == {0}
    sync.run(settings)
    nothing = said()
    assert set(nothing.values()) == {0}
    member, = site.edit('rows', 'select max(member_id) from billing_payment')[0]
    changed = site.edit('sql', (
        "update billing_payment set label = 'seen' where member_id = %s"), member)
    assert said() == nothing | {str(member): changed}
    sync.run(settings)
    assert said() == nothing


@pytest.mark.parametrize('act', [sync.run, sync.publish_now])
def test_quarantine_is_read_before_the_balances(site, settings, monkeypatch, act):
    "A change set free in between is shown as pending, not as paid"
    site.load(Sample().rows)
    asked = []
    for call in [Ledger.quarantine, Ledger.snapshot]:
        def noted(*arguments, call=call):
            asked.append(call.__name__)
            return call(*arguments)
        monkeypatch.setattr(Ledger, call.__name__, noted)
    act(settings)
    assert asked == ['quarantine', 'snapshot']


@pytest.mark.parametrize('size, months', [(1, 1), (7, 3)])
def test_pages_of_any_size_give_the_same_books(site, settings, assert_agreed, size, months):
    small = settings.model_copy(update={'batch_size': size})
    site.load(Sample(members=2, months=months).rows)
    sync.run(small)
    site.edit('edit', 4, 12)
    assert sync.run(small).exit_code == 0
    assert_agreed()
