import json
from decimal import Decimal

import pytest

from asso_bridge import sync
from asso_bridge.demo.sample import Sample
from asso_bridge.errors import BadSource, Busy, WrongSetting
from tests.bridge.dumps import find, payment, row, rows, write


def exported(settings):
    return json.loads((settings.export / 'balances.json').read_text())


def open_entries(settings):
    "{(type, id): residual}, and {member: balance}"
    balances = exported(settings)
    entries = {
        (e['type'], e['id']): Decimal(e['residual'])
        for m in balances['members'] for e in m['entries']}
    entries |= {(e['type'], e['id']): Decimal(e['residual']) for e in balances['unmatched']}
    return entries, {m['id']: Decimal(m['balance']) for m in balances['members']}


@pytest.mark.parametrize('settings', ['embedded', pytest.param(
    'remote', marks=pytest.mark.postgresql("the transport"))], indirect=True)
def test_run_books_the_dump_and_brings_the_balances(settings):
    result = sync.run(settings)
    assert result.outcomes == {
        'offer': {'applied': 1}, 'member': {'applied': 2}, 'subscription': {'applied': 1},
        'bill': {'applied': 3}, 'credit_note': {'applied': 1}, 'payment': {'applied': 3}}
    assert result.exit_code == 0
    assert open_entries(settings) == (
        {('bill', '3'): Decimal('20.00'), ('payment', '4'): Decimal('8.00')},
        {'1': Decimal('0.00'), '2': Decimal('-20.00')})


def test_run_of_the_sample_gives_the_balances_it_expects(embedded):
    sample = Sample()
    write(embedded.dump, sample.rows)
    assert sync.run(embedded).exit_code == 0
    entries, balances = open_entries(embedded)
    assert balances == sample.expected.balances
    assert {id: due for (kind, id), due in entries.items() if kind == 'bill'} == (
        sample.expected.open_bills)
    assert {id: left for (kind, id), left in entries.items() if kind != 'bill'} == (
        sample.expected.open_payments)


@pytest.mark.parametrize('settings', ['embedded', pytest.param(
    'remote', marks=pytest.mark.postgresql("the transport, and values read back"))], indirect=True)
def test_second_run_sends_nothing(settings):
    first = sync.run(settings)
    second = sync.run(settings)
    assert (second.outcomes, second.unchanged) == ({}, 11)
    assert second.balances.generation == first.balances.generation + 1
    assert second.balances.total == first.balances.total


def test_run_sends_only_what_differs(embedded):
    sync.run(embedded)
    changed = rows()
    find(changed, 'members.member', 1)['last_name'] = "Hauss"
    changed.append(payment(5, 2, '12.00'))
    write(embedded.dump, changed)
    assert sync.run(embedded).outcomes == {
        'member': {'applied': 1}, 'payment': {'applied': 1}}
    assert open_entries(embedded)[1]['2'] == Decimal('-8.00')


def test_run_takes_back_what_the_portal_deleted(embedded):
    sync.run(embedded)
    changed = [
        r for r in rows()
        if r != payment(2, 2, '20.00', payment_mean='check')
        and r['fields'].get('payment') != 2]
    write(embedded.dump, changed)
    assert sync.run(embedded).outcomes == {'payment': {'applied': 1}}
    assert open_entries(embedded)[1]['2'] == Decimal('-40.00')


def test_unreadable_row_goes_to_quarantine_and_stops_nothing_else(embedded):
    changed = rows()
    find(changed, 'billing.payment', 2)['amount'] = '12,50'
    write(embedded.dump, changed)
    result = sync.run(embedded)
    assert result.outcomes['payment'] == {'applied': 2, 'refused': 1}
    assert [(c.type, c.record, c.code) for c in result.quarantine.changes] == [
        ('payment', '2', 'money_form')]
    assert result.exit_code == 2
    again = sync.run(embedded)
    assert (again.outcomes, again.exit_code) == ({}, 2)
    write(embedded.dump, rows())
    assert sync.run(embedded).exit_code == 0


def test_change_waits_for_what_it_needs(embedded):
    changed = [r for r in rows() if (r['model'], r['pk']) != ('members.member', 2)]
    write(embedded.dump, changed)
    result = sync.run(embedded)
    assert {(c.type, c.record, c.state) for c in result.quarantine.changes} == {
        ('bill', '3', 'waiting'), ('payment', '2', 'waiting'), ('credit_note', '3', 'waiting')}
    write(embedded.dump, rows())
    result = sync.run(embedded)
    assert (result.outcomes, result.freed) == ({'member': {'applied': 1}}, 3)
    assert open_entries(embedded)[1] == {'1': Decimal('0.00'), '2': Decimal('-20.00')}


def test_drafts_and_bills_of_zero_are_skipped_without_complaint(embedded):
    draft = [
        row('billing.bill', 8, member=1, date='2026-01-08', status='open'),
        row('billing.invoice', 8, validated=False, number='', date_due=None),
        row('billing.bill', 9, member=1, date='2026-01-08', status='open'),
        row('billing.invoice', 9, validated=True, number='202601-000009', date_due=None)]
    write(embedded.dump, rows() + draft)
    result = sync.run(embedded)
    assert (result.outcomes['bill'], result.exit_code) == ({'applied': 3, 'skipped': 2}, 0)


@pytest.mark.parametrize('size', [1, 3, 1000])
def test_batches_of_any_size_give_the_same(embedded, size):
    sync.run(embedded.model_copy(update={'batch_size': size}))
    assert open_entries(embedded) == (
        {('bill', '3'): Decimal('20.00'), ('payment', '4'): Decimal('8.00')},
        {'1': Decimal('0.00'), '2': Decimal('-20.00')})


def test_empty_portal_stops_the_run_before_anything_is_sent(embedded):
    sync.run(embedded)
    before = exported(embedded)
    write(embedded.dump, [])
    with pytest.raises(BadSource) as raised:
        sync.run(embedded)
    assert raised.value.what == "The portal holds no member."
    write(embedded.dump, rows())
    assert sync.run(embedded).outcomes == {}
    assert exported(embedded)['members'] == before['members']


def test_portal_that_lost_many_records_stops_the_run(embedded):
    write(embedded.dump, rows() + [payment(pk, 1, '1.00') for pk in range(10, 30)])
    sync.run(embedded)
    write(embedded.dump, rows())
    with pytest.raises(BadSource) as raised:
        sync.run(embedded)
    assert raised.value.what == "The portal has lost 20 of the 23 records of type payment."
    assert sync.run(embedded, allow_deletions=True).outcomes == {'payment': {'applied': 20}}


def test_portal_that_is_mostly_unreadable_stops_the_run(embedded):
    bad = [payment(pk, 1, '1,00') for pk in range(10, 40)]
    write(embedded.dump, rows() + bad)
    with pytest.raises(BadSource) as raised:
        sync.run(embedded)
    assert raised.value.what == "30 of the portal's 41 objects cannot be read."


def test_second_run_at_once_stops(embedded):
    with sync.alone(embedded.state), pytest.raises(Busy) as raised:
        sync.run(embedded)
    assert raised.value.what == f"Another run is at work (it holds {embedded.state / 'run.lock'})."


def test_run_without_a_dump(embedded):
    with pytest.raises(WrongSetting):
        sync.run(embedded.model_copy(update={'dump': None}))


def test_points_are_observed_in_order(embedded):
    seen = []
    sync.run(
        embedded.model_copy(update={'batch_size': 4}),
        lambda *told: seen.append(told))
    assert seen == [
        ('fetch', 0, 0), ('fetched', 0, 0), ('apply', 0, 11), ('applied', 4, 11),
        ('apply', 4, 11), ('applied', 8, 11), ('apply', 8, 11), ('applied', 11, 11),
        ('pull', 0, 0), ('pulled', 0, 0), ('export', 0, 0), ('exported', 0, 0)]


def test_plan_tells_and_writes_nothing(embedded):
    planned = sync.plan(embedded)
    assert planned.changes == 11
    assert planned.figures['payment'] == {
        'new': 3, 'changed': 0, 'deleted': 0, 'unreadable': 0, 'same': 0}
    assert sync.plan(embedded, trial=True).outcomes == {
        'offer': {'applied': 1}, 'member': {'applied': 2}, 'subscription': {'applied': 1},
        'bill': {'applied': 3}, 'credit_note': {'applied': 1}, 'payment': {'applied': 3}}
    assert sync.status(embedded).ledger.counts == {}


def test_plan_of_what_changed(embedded):
    sync.run(embedded)
    changed = rows()
    find(changed, 'billing.payment', 1)['amount'] = '1.005'
    find(changed, 'members.member', 2)['nickname'] = "A"
    write(embedded.dump, [*changed[:-1], payment(7, None, '1.00')])
    figures = sync.plan(embedded).figures
    assert {kind: {n: v for n, v in f.items() if v} for kind, f in figures.items()} == {
        'offer': {'same': 1}, 'member': {'changed': 1, 'same': 1}, 'subscription': {'same': 1},
        'bill': {'same': 3}, 'credit_note': {'changed': 1},
        'payment': {'new': 1, 'unreadable': 1, 'same': 2}}


def test_status_after_a_run(embedded):
    sync.run(embedded)
    status = sync.status(embedded)
    assert status.ledger.counts == {
        'offer': 1, 'member': 2, 'subscription': 1, 'bill': 3, 'credit_note': 1, 'payment': 3}
    assert status.quarantine == {'refused': 0, 'waiting': 0, 'set_aside': 0}
    assert status.last_run['cursor'] == status.ledger.cursor
