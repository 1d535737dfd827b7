"""The feed, read page by page: every record, once, in an order that can be applied."""
import io
import json

import pytest
from django.core.management import call_command

from asso_bridge.contract.digest import canonical, digest
from asso_bridge.sources.dump import Dump
from asso_portal.models import Feed, Issued, Record
from asso_portal.records import TYPES
from tests.bridge.dumps import rows
from tests.portal.bridge import Bridge, site, token
from tests.site.billing.models import Bill, Payment
from tests.site.members.models import Member


@pytest.fixture
def small(load):
    "The dump of tests.bridge.dumps, loaded"
    load(rows())


def of_the_dump(path):
    "{(type, id): digest} as the bridge reads a dump"
    with Dump(path) as dump:
        return {
            (found.type, found.id): digest(canonical(found.content)) for found in dump.found()}


def test_digests_are_those_of_a_dump_of_the_same_site(sample, bridge, tmp_path):
    path = tmp_path / 'site.json'
    call_command('dumpdata', 'members', 'offers', 'billing', output=str(path))
    bridge.read()
    served = {
        (item['type'], item['id']): item['digest']
        for page in bridge.pages for item in page['items']}
    assert served == of_the_dump(path)


@pytest.mark.parametrize('limit', [1, 7, 500])
def test_pages_of_any_size_hold_the_same(small, bridge, limit):
    bridge.read(limit=limit)
    assert bridge.held == site()
    numbers = [item['seq'] for page in bridge.pages for item in page['items']]
    assert numbers == list(range(1, len(bridge.held) + 1))
    assert bridge.pages[-1]['head'] == numbers[-1]


def test_first_reading_brings_what_others_need_before_them(small, bridge):
    ranks = [TYPES.index(item['type']) for item in bridge.read()]
    assert ranks == sorted(ranks)


def test_empty_feed_gives_a_cursor(bridge):
    page = bridge.page()
    assert (page['items'], page['has_more'], page['head']) == ([], False, 0)
    assert bridge.page()['next'] == page['next'] != ''


def test_page_without_news_echoes_the_cursor(small, bridge):
    bridge.read()
    cursor = bridge.cursor
    assert bridge.page() | {'epoch': ''} == {
        'contract': 1, 'epoch': '', 'after': cursor, 'items': [], 'next': cursor,
        'has_more': False, 'head': len(bridge.held)}


def test_page_that_was_seen_is_not_sent_again(small, bridge):
    seen = bridge.get()
    again = bridge.get(headers={'if-none-match': seen['ETag']})
    assert (again.status_code, again.content, again['ETag']) == (304, b'', seen['ETag'])
    Member.objects.filter(pk=1).update(city="Metz")
    assert bridge.get(headers={'if-none-match': seen['ETag']}).status_code == 200


def test_record_that_changes_twice_is_served_once(small, bridge):
    bridge.read()
    for city in ["Metz", "Toul"]:
        Member.objects.filter(pk=1).update(city=city)
        Bridge(token(name=city)).read()
    change, = bridge.read()
    assert (change['type'], change['id'], change['rev']) == ('member', '1', 3)
    assert change['data']['city'] == "Toul"


def test_record_that_is_as_before_again_is_no_news_to_who_has_not_seen(small, bridge):
    bridge.read()
    Member.objects.filter(pk=1).update(city="Metz")
    Member.objects.filter(pk=1).update(city="")
    assert bridge.read() == []


def test_bill_that_is_closed_is_no_change(small, bridge):
    bridge.read()
    Bill.objects.update(status='closed')
    assert [(c['type'], c['id']) for c in bridge.read()] == [('bill', '3')]  # it was disputed
    Bill.objects.update(status='open')
    assert bridge.read() == []


def test_deleted_record_leaves_a_stone_without_its_data(small, bridge):
    bridge.read()
    Payment.objects.get(pk=4).delete()
    change, = bridge.read()
    assert change == {
        'seq': change['seq'], 'type': 'payment', 'id': '4', 'rev': 2, 'op': 'delete',
        'digest': '0' * 64}
    assert Record.objects.get(type='payment', external_id='4').content == ''


def test_record_that_comes_again_goes_on_with_its_revisions(small, bridge):
    bridge.read()
    payment = Payment.objects.get(pk=4)
    Payment.objects.filter(pk=4).delete()
    bridge.read()
    payment.save(force_insert=True)
    assert bridge.changes() == [('upsert', 'payment', '4', 3)]


def test_payment_that_becomes_a_credit_note_is_another_record(small, bridge):
    bridge.read()
    Payment.objects.filter(pk=2).update(payment_mean='creditnote', bill=3)
    assert bridge.changes() == [('delete', 'payment', '2', 2), ('upsert', 'credit_note', '2', 1)]
    Payment.objects.filter(pk=2).update(payment_mean='check', bill=None)
    assert bridge.changes() == [('upsert', 'payment', '2', 3), ('delete', 'credit_note', '2', 2)]


def test_subscription_of_another_offer_changes_the_lines_of_its_bills(small, bridge):
    from tests.site.offers.models import Offer, OfferSubscription
    offer = Offer.objects.create(name="Fibre", reference='fibre', period_fees=30)
    bridge.read()
    OfferSubscription.objects.update(offer=offer)
    assert [(c['type'], c['id']) for c in bridge.read()] == [
        ('subscription', '1'), ('bill', '1')]
    assert bridge.held == site()


def test_bill_without_a_kind_is_shown_as_it_is(small, bridge):
    bill = Bill.objects.create(member_id=1, date='2026-02-01')
    bridge.read()
    shown = bridge.held['bill', str(bill.pk)]
    assert (shown['kind'], shown['lines'], shown['total']) == (None, [], '0.00')


def test_site_that_leaves_allocations_to_the_ledger_sends_none(small, bridge, settings):
    settings.ASSO_PORTAL = {**settings.ASSO_PORTAL, 'ALLOCATIONS': 'ledger'}
    bridge.read()
    assert {
        data['allocations'] for (kind, _), data in bridge.held.items()
        if kind in {'payment', 'credit_note'}} == {None}


@pytest.mark.parametrize('limit', ['0', '501', '-1', 'x', '', '1.5', '٣'])
def test_limit_that_is_none_is_refused(bridge, limit):
    answer = bridge.get(limit=limit)
    assert (answer.status_code, answer.json()['type']) == (400, 'parameter-invalid')


@pytest.mark.parametrize('change', [
        lambda cursor: 'x',
        lambda cursor: cursor[:-1] + ('a' if cursor[-1] != 'a' else 'b'),
        lambda cursor: 'a' + cursor,
        lambda cursor: cursor + '\0',
        ])
def test_cursor_of_somebody_else_is_refused(small, bridge, change):
    bridge.read()
    answer = bridge.get(cursor=change(bridge.cursor))
    assert (answer.status_code, answer.json()['type']) == (400, 'cursor-invalid')


def refused(bridge):
    answer = bridge.get(cursor=bridge.cursor)
    return answer.status_code, answer.json()['type']


def backup():
    "The tables of the feed, as a backup has them; for those of the site see tests.bridge.dumps"
    kept = io.StringIO()
    call_command('dumpdata', 'asso_portal.feed', 'asso_portal.issued', 'asso_portal.record',
        stdout=kept)
    return kept.getvalue()


def restore(kept, tmp_path):
    for model in [Feed, Issued, Record]:
        model.objects.all().delete()
    path = tmp_path / 'backup.json'
    path.write_text(kept)
    call_command('loaddata', str(path), verbosity=0)


def test_database_restored_from_a_backup_is_noticed_at_once(small, bridge, tmp_path):
    bridge.read()
    kept = backup()
    Member.objects.filter(pk=1).update(city="Metz")
    bridge.read()
    Member.objects.filter(pk=1).update(city="")
    restore(kept, tmp_path)
    assert refused(bridge) == (409, 'epoch-changed')


def test_database_restored_from_a_backup_is_noticed_when_it_has_gone_on(
        small, bridge, tmp_path):
    bridge.read()
    kept = backup()
    Member.objects.filter(pk=1).update(city="Metz")
    bridge.read()
    restore(kept, tmp_path)
    other = Bridge(token(name='other'))
    for city in ["Toul", "Nancy", "Épinal"]:
        Member.objects.filter(pk=1).update(city=city)
        other.read()
    assert refused(bridge) == (409, 'epoch-changed')
    assert other.held == site()


def test_cursor_of_before_the_backup_is_good_in_the_restored_database(small, bridge, tmp_path):
    bridge.read()
    kept = backup()
    Member.objects.filter(pk=1).update(city="Metz")
    restore(kept, tmp_path)
    bridge.read()
    assert bridge.held == site()


def test_feed_that_was_begun_anew_is_noticed(small, bridge):
    bridge.read()
    for model in [Feed, Issued, Record]:
        model.objects.all().delete()
    assert refused(bridge) == (409, 'epoch-changed')
    bridge.cursor, bridge.held = '', {}
    bridge.read()
    assert bridge.held == site()


def test_page_costs_few_queries_however_long(sample, bridge, django_assert_max_num_queries):
    bridge.read()
    Member.objects.update(city="Metz")
    Payment.objects.update(label="x")
    Bill.objects.update(date='2026-03-01')
    # The token, the lock, the marks, the records of three sources, and what is stored
    with django_assert_max_num_queries(50):
        page = bridge.page(limit=500)
    assert len(page['items']) > 40


def test_content_is_not_escaped_twice(small, bridge):
    Member.objects.filter(pk=1).update(comments='"\\\b\f\x7f€𝄞\r\n\t</script>')
    bridge.read()
    assert bridge.held['member', '1']['comment'] == '"\\\b\f\x7f€𝄞\n\t</script>'
    assert json.loads(Record.objects.get(type='member', external_id='1').content) == (
        bridge.held['member', '1'])
