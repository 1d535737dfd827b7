"""What the site's database holds without Django: one row that cannot be read hides no other."""
import pytest
from django.db import connection

from asso_bridge.contract.answers import Item
from asso_bridge.contract.records import Problem
from asso_bridge.sources.live import found
from asso_portal.models import Record
from tests.bridge.dumps import rows
from tests.site.billing.models import InvoiceDetail, Payment
from tests.site.members.models import Member

# By raw SQL, as a migration or another program may: (model, column, value)
ODD = [
    (Member, 'date_joined', '9999-12-31 23:59:59+00'),
    (Member, 'date_joined', '0001-01-01 00:00:00+14'),
    (Member, 'date_joined', 'infinity'),
    (Member, 'date_joined', '20000-01-01 00:00:00+00'),
    (Member, 'date_joined', 'never'),
    (Payment, 'date', 'infinity'),
    (Payment, 'date', '2024-02-31'),
    (Payment, 'amount', 'NaN'),
    (Payment, 'amount', 'x'),
    (InvoiceDetail, 'amount', 'NaN'),
    (InvoiceDetail, 'quantity', 'NaN'),
    (InvoiceDetail, 'tax', 'x'),
    ]


def spoil(model, column, value):
    "Whether the database has taken the value."
    from django.db import DatabaseError, transaction
    table, pk = model._meta.db_table, model._meta.pk.column
    first = model._base_manager.order_by('pk').values_list('pk', flat=True)[0]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f'update {table} set {column} = %s where {pk} = %s', [value, first])
    except DatabaseError:
        return False
    return True


def read(bridge):
    items = bridge.read()
    return {
        (item['type'], item['id']): found(Item(**item)).content for item in items}


@pytest.mark.postgresql("what a column takes")
@pytest.mark.parametrize('odd', ODD, ids=lambda odd: f'{odd[1]} {odd[2]}')
def test_odd_value_in_the_database_hides_no_other_record(load, bridge, odd):
    load(rows())
    before = read(bridge)
    if not spoil(*odd):
        pytest.skip("the database does not take the value")
    after = read(bridge)
    assert len(after) <= 1
    assert not [content for content in before.values() if isinstance(content, Problem)]
    assert set(bridge.held) == set(before)


@pytest.mark.postgresql("what a column takes")
def test_moment_at_the_end_of_time_is_the_day_that_it_names(load, bridge):
    load(rows())
    assert spoil(Member, 'date_joined', '9999-12-31 23:59:59+00')
    bridge.read()
    assert bridge.held['member', '1']['joined'] == '9999-12-31'


def test_unreadable_record_stays_what_it_was_and_comes_back(load, bridge):
    load(rows())
    before = read(bridge)
    credit_note, = [id_ for kind, id_ in before if kind == 'credit_note']
    with connection.cursor() as cursor:
        cursor.execute(
            "update billing_payment set date = 'never' where id = %s", [credit_note])
    spoilt = read(bridge)
    # Its code depends on who reads dates in this process: SQLite's own way, or Tryton's
    assert {key: p.field for key, p in spoilt.items()} == {('credit_note', credit_note): 'date'}
    Payment.objects.filter(pk=credit_note).update(date='2026-01-10')
    assert read(bridge) == {('credit_note', credit_note): before['credit_note', credit_note]}
    assert not Record.objects.filter(deleted=True).exists()
