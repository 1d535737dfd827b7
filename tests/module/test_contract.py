"""The ledger's side of the golden files: it reads the records, and digests as the others do."""
import json

import pytest
from trytond.pool import Pool

from tests.contract.golden import golden
from tests.module.mirror import Mirror
from tests.module.portal import Portal, bill, member, payment
from trytond_asso_members.changes import records
from trytond_asso_members.feed.canonical import digest

ITEMS = [item for item in golden('page')['items'] if item['op'] == 'upsert']


@pytest.mark.parametrize('item', ITEMS, ids=lambda item: f'{item["type"]} {item["id"]}')
def test_record_is_read(item):
    record = records.read(item['type'], item['id'], item['data'])
    assert type(record) is records.TYPES[item['type']]
    # Nothing that was sent is passed over
    assert set(type(record).model_fields) == set(item['data'])
    assert digest(item['data']) == item['digest']


def test_every_type_is_among_them():
    assert {item['type'] for item in ITEMS} == set(records.TYPES)


def test_digest_of_the_snapshot_is_the_one_that_others_find():
    snapshot = golden('snapshot')
    assert digest({name: snapshot[name] for name in ('members', 'unmatched')}) == snapshot['digest']


def test_statements_have_the_digests_that_others_find():
    mirror = Mirror()
    mirror.take(golden('statement')['whole'])
    mirror.take(golden('statement')['difference'])
    assert sorted(m['number'] for m in mirror.members.values()) == ['1', '2', '4', 'L-9']


def test_statement_of_the_ledger_has_the_fields_of_the_golden_one(ledger):
    portal = Portal(ledger)
    portal.send(
        member(), bill('1', '5.00', '2026-01-05'),
        payment('1', '3.00', '2026-01-06', ('1', '3.00')),
        payment('2', '3.00', '2026-01-06', member=None))
    assert shape(portal.statement()) == shape(golden('statement')['whole'])


def shape(value):
    "The names in it, wherever they are"
    if isinstance(value, dict):
        return set(value) | set().union(*map(shape, value.values()))
    if isinstance(value, list):
        return set().union(*map(shape, value))
    return set()


@pytest.mark.postgresql("how text is compared")
@pytest.mark.parametrize('id_', ['1\n', ' 1', 'a\tb'])
def test_id_that_tryton_would_not_find_again_is_refused(ledger, id_):
    from trytond_asso_members.exceptions import FeedError
    portal = Portal(ledger)
    with pytest.raises(FeedError):
        portal.send(member(id_))
    assert portal.send(member(), bill('2', '5.00', '2026-01-05', member=id_)) == {
        '1': 'applied', '2': 'text_control'}


@pytest.mark.parametrize('is_trytons_test', [False, True])
def test_problem_of_a_code_that_this_version_does_not_know_is_kept(
        ledger, monkeypatch, is_trytons_test):
    monkeypatch.setattr(Pool, 'test', is_trytons_test)
    portal = Portal(ledger)
    assert portal.send(member(), {
        'type': 'bill', 'id': '2', 'op': 'unreadable', 'digest': '0' * 64,
        'problem': {'code': 'of_tomorrow', 'field': 'total', 'value': "12"}}) == {
            '1': 'applied', '2': 'of_tomorrow'}
    kept, = json.loads(portal.call('quarantine'))['changes']
    assert 'of_tomorrow, total, 12' in kept['reason']
