"""What differs since the statement that a portal shows, and when it is told the whole."""
import json
import time

import pytest

from tests.module.mirror import Mirror
from tests.module.portal import Portal, bill, gone, member, payment

on_postgresql = pytest.mark.postgresql("dates of rows, and transactions that run meanwhile")
MEMBERS = [str(number) for number in range(1, 8)]


@pytest.fixture
def portal(ledger, monkeypatch):
    "Seven members, each of whom owes a bill; what was written a moment ago counts as old"
    from datetime import timedelta

    from trytond_asso_members.statements import touched
    monkeypatch.setattr(touched, 'MARGIN', timedelta())
    portal = Portal(ledger)
    portal.send(*map(member, MEMBERS), *(
            bill(id_, '10.00', '2026-01-05', member=id_) for id_ in MEMBERS))
    return portal


@pytest.fixture
def mirror(portal):
    "A portal's copy of the whole"
    mirror = Mirror()
    mirror.take(portal.statement())
    return mirror


@pytest.fixture
def update(portal, mirror):
    "Take over what differs, prove that it is the whole now, and return the members it names."
    def update(base=None):
        statement = portal.statement(base or mirror.generation)
        mirror.take(statement)
        whole = json.loads(portal.call('statement', '', ''))
        assert whole['digest'] == statement['digest']
        return [m['id'] for m in statement['members']]
    return update


def read_again(portal, monkeypatch):
    "Which members are read: the portal's ids of each reading"
    from trytond_asso_members.statements import statement
    readings = []
    whole = statement.members

    def members(feed, parties=None):
        found = whole(feed, parties)
        readings.append([m.external for m in found])
        return found
    monkeypatch.setattr(statement, 'members', members)
    return readings


@on_postgresql
def test_run_in_which_nothing_changed_tells_no_member(portal, mirror, update):
    assert update() == []
    assert update() == []
    assert len(mirror.members) == 7


def test_members_who_changed_are_told_alone(portal, mirror, update, monkeypatch):
    readings = read_again(portal, monkeypatch)
    portal.send(
        payment('1', '4.00', '2026-02-01', ('1', '4.00')),
        payment('3', '10.00', '2026-02-01', ('3', '10.00'), member='3'),
        bill('50', '1.00', '2026-02-02', member='5'))
    statement = portal.statement(mirror.generation)
    assert [m['id'] for m in statement['members']] == ['1', '3', '5']
    assert (statement['count'], statement['total']) == (7, '-57.00')
    assert (len(statement['gone']), statement['base']) == (3, mirror.generation)
    assert readings == [['1', '3', '5']]
    mirror.take(statement)


@on_postgresql
@pytest.mark.parametrize('zone', ['America/Los_Angeles', 'Pacific/Auckland'])
def test_change_is_told_wherever_the_clock_of_the_process_stands(
        portal, monkeypatch, zone):
    "Of another due date no balance tells"
    monkeypatch.setenv('TZ', zone)
    time.tzset()
    try:
        mirror = Mirror()
        mirror.take(portal.statement())
        portal.send(bill('4', '10.00', '2026-01-05', member='4', due='2026-05-05'))
        statement = portal.statement(mirror.generation)
    finally:
        monkeypatch.undo()
        time.tzset()
    assert [m['id'] for m in statement['members']] == ['4']


def test_payment_lettered_without_changing_the_balance_is_told(portal, mirror, update, ledger):
    portal.send(payment('2', '10.00', '2026-02-01', member='2'))
    assert update() == ['2']
    portal.send(payment('2', '10.00', '2026-02-01', ('2', '10.00'), member='2'))
    assert update() == ['2']

    def unletter():
        Reconciliation = ledger.get('account.move.reconciliation')
        Reconciliation.delete(Reconciliation.search([]))
    ledger.run(unletter)
    assert update() == ['2']


def test_new_member_and_one_with_another_number_are_told(portal, mirror, update):
    portal.send(member('8'), member('3', number='M-3', status='not_member'))
    assert update() == ['3', '8']
    assert len(mirror.members) == 8


def test_member_who_is_no_more_is_gone(portal, mirror, update, ledger):
    portal.send(member('9'))
    assert update() == ['9']
    portal.send(gone('member', '9'))
    update()

    def delete():
        Member = ledger.get('asso.member')
        Member.delete(Member.search([
            ('number', '=', '9'), ('active', 'in', [True, False])]))
    ledger.run(delete)
    before = mirror.generation
    assert update() == []
    assert len(mirror.members) == 7
    # As of the base, also when it is asked for again
    again = portal.statement(before)
    assert (again['base'], len(again['gone']), again['members']) == (before, 1, [])


def test_answer_that_was_lost_is_made_up_for(portal, mirror, update):
    portal.send(payment('1', '4.00', '2026-02-01', ('1', '4.00')))
    portal.statement(mirror.generation)  # never arrives
    portal.send(payment('2', '4.00', '2026-02-01', ('2', '4.00'), member='2'))
    assert update() == ['1', '2']


@on_postgresql
def test_call_that_is_repeated_is_answered_the_same(portal, mirror):
    portal.send(payment('1', '4.00', '2026-02-01', ('1', '4.00')))
    run = str(json.loads(portal.call('begin', 'test'))['run'])
    first, second = (
        json.loads(portal.call('statement', run, str(mirror.generation))) for _ in range(2))
    assert first | {'as_of': None} == second | {'as_of': None}
    assert first['generation'] == mirror.generation + 1


@on_postgresql
def test_member_who_changed_twice_since_an_old_base_is_told_with_the_whole(
        portal, mirror, update):
    old = mirror.generation
    for id_ in ['1', '2']:
        portal.send(payment(id_, '4.00', '2026-02-01', ('1', '4.00')))
        update()
    assert portal.statement(old)['base'] is None


def test_old_base_is_known_as_long_as_no_member_changed_twice(portal, mirror, update):
    old = mirror.generation
    portal.send(payment('1', '4.00', '2026-02-01', ('1', '4.00')))
    update()
    portal.send(payment('2', '4.00', '2026-02-01', ('2', '4.00'), member='2'))
    update()
    update()
    statement = portal.statement(old)
    assert (statement['base'], [m['id'] for m in statement['members']]) == (old, ['1', '2'])


@pytest.mark.parametrize('base', ['999', '0', '-1', 'x', '9' * 400])
def test_base_that_is_not_known_is_answered_with_the_whole(portal, mirror, base):
    statement = portal.statement(base)
    assert (statement['base'], statement['gone'], len(statement['members'])) == (None, [], 7)


def test_snapshot_is_no_base(portal, mirror):
    run = str(json.loads(portal.call('begin', 'test'))['run'])
    snapshot = json.loads(portal.call('snapshot', run))
    assert portal.statement(snapshot['generation'])['base'] is None


def test_new_epoch_begins_with_the_whole(portal, mirror):
    portal.call('renew_ledger')
    statement = portal.statement(mirror.generation)
    assert (statement['base'], len(statement['members'])) == (None, 7)


def test_statement_without_a_run_is_not_remembered(portal, mirror, update):
    portal.send(payment('1', '4.00', '2026-02-01', ('1', '4.00')))
    outside = json.loads(portal.call('statement', '', ''))
    assert (outside['generation'], outside['base']) == (mirror.generation, None)
    assert update() == ['1']


def test_change_of_an_account_is_looked_for_in_all_members(
        portal, mirror, update, ledger, monkeypatch):
    readings = read_again(portal, monkeypatch)

    def rename():
        account, *_ = ledger.get('account.account').search([('code', 'like', '411%')])
        account.name += " (bis)"
        account.save()
    ledger.run(rename)
    assert update() == []
    assert readings[0] == MEMBERS


def test_label_that_was_erased_is_told_again(portal, mirror, update, ledger):
    portal.send(payment('4', '10.00', '2026-02-01', ('4', '10.00'), member='4'))
    assert update() == ['4']

    def leave():
        party, = ledger.get('party.party').search([('name', 'like', '%Morin 4')])
        party.active = False
        party.save()
        return party.id
    party = ledger.run(leave)
    assert update() == []

    def erase():
        Erase = ledger.pool.get('party.erase', type='wizard')
        wizard = Erase(Erase.create()[0])
        wizard.ask.party = ledger.get('party.party')(party)
        wizard.transition_erase()
    ledger.run(erase)
    assert update() == ['4']
    labels = {e['label'] for m in mirror.members.values() for e in m['entries']}
    assert "VIR 4" not in labels


@on_postgresql
def test_what_another_writes_while_a_statement_is_taken_is_in_the_next(
        portal, mirror, update, ledger, backend):
    if backend.name == 'sqlite':
        pytest.skip("one writes at a time")
    from threading import Event, Thread
    begun, over = Event(), Event()

    def write():
        from trytond.transaction import Transaction
        binding, = ledger.get('asso.payment').search([('label', '=', 'VIR 6')])
        Transaction().connection.cursor().execute(
            "UPDATE asso_payment SET label = 'VIR 66', write_date = CURRENT_TIMESTAMP "
            f'WHERE id = {binding.id}')
        begun.set()
        over.wait(30)
    portal.send(payment('6', '10.00', '2026-02-01', ('6', '10.00'), member='6'))
    assert update() == ['6']
    other = Thread(target=ledger.run, args=[write])
    other.start()
    begun.wait(30)
    assert update() == []
    over.set()
    other.join()
    assert update() == ['6']


def test_members_of_whom_a_new_release_tells_more_are_told_after_its_update(
        portal, mirror, update, ledger, monkeypatch):
    from trytond_asso_members.bills import reference
    of_party = reference.of_party
    others = ledger.run(lambda: {
            m.party.id for m in ledger.get('asso.member').search([('number', '>', '2')])})
    monkeypatch.setattr(
        reference, 'of_party', lambda id_: of_party(id_ if id_ in others else id_ + 100))
    mirror.take(portal.statement())
    monkeypatch.undo()
    assert portal.statement(mirror.generation)['members'] == []
    ledger.run(ledger.get('asso.statement').__register__, 'asso_members')
    assert update() == ['1', '2']
    assert update() == []
