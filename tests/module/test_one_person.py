"""Two members who are one person, merged in Tryton; a member made again under the same number."""
import pytest

from tests.module.portal import Portal, bill, change, gone, member, offer, payment

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
