"""Two members who are one person, merged in Tryton; a member made again under the same number."""
import pytest
from trytond.exceptions import UserError
from trytond.transaction import Transaction

from tests.module.clerk import Clerk
from tests.module.portal import (
    Portal,
    bill,
    change,
    fee,
    gone,
    member,
    note,
    offer,
    payment,
    shares,
)

SECOND = member('2', first_name='Ada', last_name='Morin 1')


@pytest.fixture
def portal(ledger):
    portal = Portal(ledger)
    portal.send(
        offer(), member(), SECOND, bill('1', '20.00', '2026-01-05'), change(
            'subscription', id='7', member='2', offer='1', start='2026-01-01', end=None))
    return portal


def parties(ledger, *numbers):
    found = {m.number: m.party for m in ledger.get('asso.member').search([])}
    return [found[number] for number in numbers]


def replace(ledger, source, destination):
    def run():
        Replace = ledger.pool.get('party.replace', type='wizard')
        wizard = Replace(Replace.create()[0])
        wizard.ask.source, wizard.ask.destination = parties(ledger, source, destination)
        wizard.transition_replace()
    ledger.run(run)


@pytest.mark.postgresql("constraints, and rows changed in SQL")
def test_member_replaced_by_another_is_that_one(ledger, portal):
    replace(ledger, '2', '1')
    assert portal.send(
        bill('2', '5.00', '2026-01-06', member='2'),
        payment('9', '2.00', '2026-01-07', ('2', '2.00'), member='2')) == {
            '2': 'applied', '9': 'applied'}
    assert portal.balances() == {'1': '-23.00'}
    assert ledger.run(lambda: [
        s.member.number for s in ledger.get('asso.subscription').search([])]) == ['1']


def test_member_replaced_is_no_longer_described_by_the_portal(ledger, portal):
    replace(ledger, '2', '1')
    assert portal.send(member('2', last_name='Zed', comment="une remarque")) == {'2': 'applied'}

    def names():
        member, = ledger.get('asso.member').search([])
        return member.number, member.party.name, member.comment
    assert ledger.run(names) == ('1', 'Ada Morin 1', None)
    assert portal.send(gone('member', '2')) == {'2': 'applied'}
    assert ledger.run(names) == ('1', 'Ada Morin 1', None)
    assert [r['id'] for r in portal.records('member')] == ['1']


def test_both_ids_of_one_member_are_told_to_who_compares(ledger, portal):
    replace(ledger, '2', '1')
    assert [(r['id'], r['balance']) for r in portal.records('member')] == [
        ('1', '-20.00'), ('2', '-20.00')]


def test_member_with_posted_lines_is_not_replaced(ledger, portal):
    from trytond_asso_members.exceptions import MergeError
    with pytest.raises(MergeError, match="Ada Morin 1"):
        replace(ledger, '1', '2')
    assert portal.send(bill('2', '5.00', '2026-01-06')) == {'2': 'applied'}
    assert portal.balances() == {'1': '-25.00', '2': '0.00'}


def test_member_replaced_in_a_party_that_is_none_keeps_its_own(ledger, portal):
    def run():
        other, = ledger.get('party.party').create([{'name': "Ada Morin 1"}])
        Replace = ledger.pool.get('party.replace', type='wizard')
        wizard = Replace(Replace.create()[0])
        wizard.ask.source, wizard.ask.destination = *parties(ledger, '2'), other
        wizard.transition_replace()
    ledger.run(run)
    assert portal.balances() == {'1': '-20.00', '2': '0.00'}


@pytest.mark.postgresql("rows compared in SQL")
def test_member_made_again_under_the_same_number_is_one_in_the_snapshot(ledger, portal):
    again = member('9', number='1', last_name='Morin 1')
    assert portal.send(again, gone('member', '1')) == {'9': 'applied', '1': 'applied'}
    assert portal.balances() == {'9': '-20.00', '2': '0.00'}
    assert portal.send(bill('2', '5.00', '2026-01-06', member='9')) == {'2': 'applied'}
    assert portal.balances() == {'9': '-25.00', '2': '0.00'}


def test_member_made_again_before_the_other_goes_waits_for_that(ledger, portal):
    again = member('9', number='1', last_name='Morin 1')
    assert portal.send(again) == {'9': 'member_number'}
    assert portal.send(gone('member', '1')) == {'1': 'member_open_entries'}
    portal.call('retry', '[]')
    assert (portal.quarantine(), portal.balances()) == ({}, {'9': '-20.00', '2': '0.00'})


def of(member, *changes):
    return [change(c['type'], **{**c['data'], 'member': member}) for c in changes]


DOCUMENTS = [
    bill('11', '10.00', '2026-01-06', member='2'), bill('12', '7.00', '2026-01-07', member='2'),
    fee('13', '15.00', '2026-01-08', member='2'),
    payment('21', '10.00', '2026-01-09', ('11', '10.00'), member='2'),
    payment('22', '30.00', '2026-01-10', ('12', '4.00'), ('13', '15.00'), member='2'),
    note('31', '3.00', '2026-01-11', '12', ('12', '3.00'), member='2')]


@pytest.mark.postgresql("rows changed by sets")
@pytest.mark.parametrize('size', [1, 2, 100])
def test_members_merged_in_the_portal_are_merged_in_the_books(ledger, size):
    portal = Portal(ledger)
    portal.send(member(), SECOND, bill('1', '20.00', '2026-01-05'), *DOCUMENTS)
    assert portal.balances() == {'1': '-20.00', '2': '11.00'}
    merged = [*of('1', *DOCUMENTS), gone('member', '2')]
    for start in range(0, len(merged), size):
        portal.send(*merged[start:start + size])
    assert portal.quarantine() == {}
    assert portal.balances() == {'1': '-9.00', '2': '0.00'}
    assert portal.allocations() == {
        '21': {'11': '10.00'}, '22': {'12': '4.00', '13': '15.00'}}
    assert {r['id']: r['number'] for r in portal.records('bill')}['11'] == 'F-11'
    assert set(portal.send(*of('1', *DOCUMENTS)).values()) == {'unchanged'}


def test_bill_that_cannot_be_posted_for_another_member_stays_as_it_was(ledger):
    portal = Portal(ledger)
    portal.send(member(), SECOND, *DOCUMENTS)

    def close():
        Period = ledger.get('account.period')
        Period.close(Period.search([
                    ('start_date', '<=', '2026-01-06'), ('end_date', '>=', '2026-01-06')]))
    ledger.run(close)
    portal.settings(closed_periods='refuse')
    before = portal.balances()
    portal.send(*of('1', *DOCUMENTS[:1]))
    assert portal.balances() == before
    assert set(portal.quarantine()) == {('bill', '11')}


def test_bill_changed_in_more_than_its_member_is_refused(ledger):
    portal = Portal(ledger)
    portal.send(member(), SECOND, *DOCUMENTS)
    other = bill('11', '12.00', '2026-01-06', member='1')
    assert portal.send(other) == {'11': 'bill_frozen'}
    assert portal.balances() == {'1': '0.00', '2': '11.00'}


@pytest.mark.parametrize('asked, left, balances', [
    ([('11', '6.00')], '6.00', {'1': '4.00', '2': '-4.00'}),
    (None, '10.00', {'1': '0.00', '2': '0.00'})], ids=['by the portal', 'by the ledger'])
def test_bill_given_to_another_is_still_paid_by_who_paid_it(ledger, asked, left, balances):
    portal = Portal(ledger)
    money = payment(
        '21', '10.00', '2026-01-09', bill='11', allocations=asked and shares(*asked))
    portal.send(member(), SECOND, bill('11', '10.00', '2026-01-06'), money)
    for _ in range(2):
        portal.send(bill('11', '10.00', '2026-01-06', member='2'), money)
        assert portal.allocations() == {'21': {'11': left}}
        assert portal.balances() == balances
    portal.send(bill('11', '10.00', '2026-01-06'))
    assert portal.allocations() == {'21': {'11': left}}
    assert portal.balances() == {'1': '0.00', '2': '0.00'}
    assert portal.quarantine() == {}


def test_bill_that_a_person_has_credited_in_part_keeps_its_member(ledger):
    portal = Portal(ledger)
    portal.send(member(), SECOND, bill('11', '10.00', '2026-01-06'))
    Clerk(ledger, portal).credit('F-11', 'amount', amount=4)
    before = portal.balances()
    assert portal.send(bill('11', '10.00', '2026-01-06', member='2')) == {'11': 'bill_frozen'}
    assert portal.balances() == before == {'1': '-6.00', '2': '0.00'}


def test_wizard_says_what_moves_and_merges(ledger, portal):
    def merge(source, destination):
        Member = ledger.get('asso.member')
        one, = Member.search([('number', '=', source)])
        other, = Member.search([('number', '=', destination)])
        Merge = ledger.pool.get('asso.member.merge', type='wizard')
        with Transaction().set_context(active_model='asso.member', active_id=one.id):
            wizard = Merge(Merge.create()[0])
            told = wizard.default_start([])
            wizard.start.member, wizard.start.into = one, other
            wizard.transition_merge()
        return '1' in told['moves'], bool(told['stays'])
    with pytest.raises(UserError, match="Ada Morin 1"):
        ledger.run(merge, '1', '2')
    assert ledger.run(merge, '2', '1') == (True, True)
    assert portal.balances() == {'1': '-20.00'}
