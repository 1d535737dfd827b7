"""The feed hears of every write, however it is made, or is told that it may have missed some."""
from io import StringIO

import pytest
from django.core import checks
from django.core.management import call_command
from django.db import connection, models, transaction

from asso_portal.feed import repair, triggers
from asso_portal.models import Feed, Mark
from tests.bridge.dumps import rows
from tests.portal.bridge import Bridge, site
from tests.site.billing.models import (
    Bill,
    Invoice,
    InvoiceDetail,
    MembershipFee,
    Payment,
    PaymentAllocation,
)
from tests.site.members.models import Member
from tests.site.offers.models import Offer


@pytest.fixture
def reader(load, bridge):
    "A bridge that has read a small site to its end"
    load(rows())
    bridge.read()
    return bridge


def sql(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def bulk_update():
    members = list(Member.objects.all())
    for member in members:
        member.city = "Metz"
    Member.objects.bulk_update(members, ['city'])


def other_invoice():
    bill = Invoice.objects.create(member_id=2, date='2026-02-01', validated=True, number='2')
    return bill.pk


def in_the_admin(client):
    client.force_login(Member.objects.create_superuser('root'))
    payment = {
        'member': 1, 'payment_mean': 'cash', 'amount': '7.00', 'date': '2026-02-01', 'bill': '',
        'label': 'x', 'allocations-TOTAL_FORMS': 0, 'allocations-INITIAL_FORMS': 0}
    assert client.post('/admin/billing/payment/add/', payment).status_code == 302


# What is done, and the records that it changes (the superuser is left out)
WAYS = {
    'save': (lambda: Member(pk=1, username='u1', city="Metz").save(), {('member', '1')}),
    'create': (
        lambda: MembershipFee.objects.create(pk=9, member_id=1, date='2026-02-01', _amount=15),
        {('bill', '9')}),
    'bulk_create': (
        lambda: Payment.objects.bulk_create(
            [Payment(pk=n, member_id=1, date='2026-02-01', amount=n) for n in (8, 9)]),
        {('payment', '8'), ('payment', '9')}),
    'bulk_update': (bulk_update, {('member', '1'), ('member', '2')}),
    'update': (
        lambda: Payment.objects.filter(pk__in=[1, 2]).update(label="x"),
        {('payment', '1'), ('payment', '2')}),
    'update of a child': (
        lambda: MembershipFee.objects.update(_amount=16), {('bill', '2')}),
    'update of the parent by its child': (
        lambda: MembershipFee.objects.update(date='2026-02-02'), {('bill', '2')}),
    'update of a line': (
        lambda: InvoiceDetail.objects.update(quantity=2), {('bill', '1')}),
    'line that moves to another bill': (
        lambda: InvoiceDetail.objects.update(invoice=other_invoice()),
        {('bill', '1'), ('bill', '4')}),
    'allocation that moves to another payment': (
        lambda: PaymentAllocation.objects.filter(pk=3).update(payment=4),
        {('payment', '2'), ('payment', '4')}),
    'delete of one': (lambda: Payment.objects.get(pk=1).delete(), {('payment', '1')}),
    'delete of many': (
        lambda: PaymentAllocation.objects.all().delete(),
        {('payment', '1'), ('payment', '2'), ('credit_note', '3')}),
    'cascade': (
        lambda: Bill.objects.get(pk=3).delete(),
        {('bill', '3'), ('payment', '2'), ('credit_note', '3')}),
    'raw insert': (
        lambda: sql(
            "insert into billing_payment (id, member_id, payment_mean, amount, date, label) "
            "values (9, 1, 'cash', 4, '2026-02-01', 'x')"), {('payment', '9')}),
    'raw update': (
        lambda: sql("update billing_payment set amount = 9 where id = 2"), {('payment', '2')}),
    'raw delete': (
        lambda: sql("delete from billing_paymentallocation where payment_id = 1"),
        {('payment', '1')}),
    'rows made again under other keys': (
        lambda: sql(
            "update billing_paymentallocation set id = id + 100",
            "insert into billing_paymentallocation (id, bill_id, payment_id, amount) "
            "select id - 50, bill_id, payment_id, amount from billing_paymentallocation",
            "delete from billing_paymentallocation where id > 100"), set()),
    'log-in': (lambda: sql("update members_member set last_login = '2026-02-01'"), set()),
    }


@pytest.mark.parametrize('way', WAYS)
def test_change_is_heard_of_when_it_is_made_by(way, reader):
    act, changed = WAYS[way]
    act()
    assert {(item['type'], item['id']) for item in reader.read()} == changed
    assert reader.held == site()


def test_change_in_the_admin_is_heard_of(reader, client):
    in_the_admin(client)
    assert [item['type'] for item in reader.read()] == ['member', 'payment']
    assert reader.held == site()


def test_change_that_is_rolled_back_is_none(reader):
    with transaction.atomic():
        Member.objects.update(city="Metz")
        transaction.set_rollback(True)
    assert (reader.read(), Mark.objects.count()) == ([], 0)


def test_table_that_is_emptied_is_heard_of(reader):
    if connection.vendor != 'postgresql':
        pytest.skip("SQLite has no TRUNCATE")
    sql("set constraints all immediate", "truncate billing_paymentallocation")
    assert {(item['type'], item['id']) for item in reader.read()} == {
        ('payment', '1'), ('payment', '2'), ('credit_note', '3')}
    assert reader.held == site()


def test_writer_without_rights_on_the_feed_is_not_stopped(reader):
    if connection.vendor != 'postgresql':
        pytest.skip("SQLite has no roles")
    sql("create role clerk", "grant update, select on members_member to clerk",
        "set local role clerk", "set local search_path = pg_catalog",
        "update public.members_member set city = 'Metz'", "reset role",
        "set local search_path = public", "drop owned by clerk", "drop role clerk")
    assert len(reader.read()) == 2


def test_triggers_that_are_there_are_left_alone(reader):
    assert (triggers.install(), triggers.missing()) == (False, set())


def test_missing_trigger_is_named_by_the_check_and_made_good(reader):
    names = triggers.installed()
    dropped = sorted(names)[0]
    with connection.cursor() as cursor:
        triggers._drop(cursor, dropped, names[dropped])
    table = names[dropped].strip('"')
    found = checks.run_checks(databases=['default'])
    assert [(error.id, table in error.msg) for error in found] == [('asso_portal.E010', True)]
    assert (triggers.install(), triggers.missing()) == (True, set())
    assert checks.run_checks(databases=['default']) == []


def test_what_changed_without_triggers_is_found_when_they_are_back(reader):
    triggers.remove()
    Member.objects.filter(pk=1).update(city="Metz")
    Payment.objects.filter(pk=4).delete()
    assert (reader.read(), triggers.installed()) == ([], {})
    call_command('asso_portal', 'triggers', stdout=StringIO())
    assert reader.changes() == [('delete', 'payment', '4', 2), ('upsert', 'member', '1', 2)]
    assert Feed.objects.get().stale is False


def test_scan_finds_what_went_by_unseen(reader):
    triggers.remove()
    Member.objects.filter(pk=1).update(city="Metz")
    Payment.objects.filter(pk=4).delete()
    assert repair.scan() == {'member': 1, 'payment': 1}
    assert repair.scan() == {}
    assert reader.changes() == [('delete', 'payment', '4', 2), ('upsert', 'member', '1', 2)]


def test_scan_says_what_it_found(reader):
    triggers.remove()
    Member.objects.filter(pk=1).update(city="Metz")
    said = StringIO()
    call_command('asso_portal', 'scan', stdout=said)
    call_command('asso_portal', 'scan', stdout=said)
    assert said.getvalue().splitlines() == [
        "member: 1 had changed unseen", "They are in the feed now.", "Nothing was missed."]


def test_many_marks_are_worked_off_page_by_page(reader, monkeypatch):
    monkeypatch.setattr('asso_portal.feed.sequencing.MARKS', 2)
    for city in ["Metz", "Toul", "Nancy"]:
        Member.objects.update(city=city)
        Payment.objects.update(label=city)
    assert {(item['type'], item['id']) for item in reader.read(limit=1)} == {
        ('member', '1'), ('member', '2'), ('payment', '1'), ('payment', '2'),
        ('credit_note', '3'), ('payment', '4')}
    assert reader.held == site()


def test_marks_that_change_nothing_give_an_empty_page_that_has_more(reader, monkeypatch):
    monkeypatch.setattr('asso_portal.feed.sequencing.MARKS', 1)
    monkeypatch.setattr('asso_portal.api.changes.ROUNDS', 1)
    for _ in range(3):
        Member.objects.update(is_staff=True)
    page = reader.page()
    assert (page['items'], page['has_more']) == ([], True)
    assert reader.read() == []


def test_rows_of_sources_that_are_not_mapped_any_more_are_forgotten(reader):
    Mark.objects.create(source='gone', key='1')
    Mark.objects.create(source='member', key='no number')
    assert (reader.read(), Mark.objects.count()) == ([], 0)


def test_table_that_is_rebuilt_has_its_triggers_after_migrate(transactional_db, load):
    """SQLite rebuilds a table to change a column, and drops the triggers with the old table."""
    load(rows())
    bridge = Bridge()
    bridge.read()
    old = Offer._meta.get_field('name')
    new = models.CharField(max_length=300)
    new.set_attributes_from_name('name')
    for before, after in [(old, new), (new, old)]:
        with connection.schema_editor() as editor:
            editor.alter_field(Offer, before, after)
    Offer.objects.update(name="Fibre")
    call_command('migrate', verbosity=0)
    assert triggers.missing() == set()
    bridge.read()
    assert bridge.held == site()


def test_app_that_is_taken_out_leaves_no_trigger(transactional_db):
    call_command('migrate', 'asso_portal', 'zero', verbosity=0)
    assert triggers.installed() == {}
    Member.objects.create_user('free')
    call_command('migrate', verbosity=0)
    assert triggers.missing() == set()
