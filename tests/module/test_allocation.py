"""Payments and bills: who gets what, how it is lettered, and what undoes it."""
from decimal import Decimal

import pytest

from tests.module.portal import Portal, bill, fee, gift, gone, member, note, offer, payment


@pytest.fixture
def portal(ledger):
    portal = Portal(ledger)
    assert portal.send(offer(), member()) == {'1': 'applied'}
    return portal


def test_payment_of_several_bills_leaves_a_rest(portal):
    portal.send(
        bill('1', '10.00', '2026-01-01'), bill('2', '20.00', '2026-02-01'),
        payment('1', '35.00', '2026-02-10', ('1', '10.00'), ('2', '20.00')))
    assert portal.states() == {'1': 'paid', '2': 'paid'}
    assert portal.open() == {('payment', '1'): '5.00'}
    assert portal.balances() == {'1': '5.00'}


def test_partial_payment_shows_what_is_left(portal):
    portal.send(
        bill('1', '10.00', '2026-01-01'),
        payment('1', '4.00', '2026-02-10', ('1', '4.00')))
    assert portal.states() == {'1': 'posted'}
    assert portal.open() == {('bill', '1'): '6.00'}


def test_payment_before_its_bill_waits(portal):
    early = payment('1', '10.00', '2026-01-02', ('1', '10.00'))
    assert portal.send(early) == {'1': 'missing'}
    assert portal.balances() == {'1': '0.00'}
    assert portal.quarantine() == {('payment', '1'): 'missing'}
    assert portal.send(bill('1', '10.00', '2026-01-01')) == {'1': 'applied'}
    assert portal.quarantine() == {}
    assert portal.states() == {'1': 'paid'}


def test_same_changes_again_are_unchanged(portal):
    changes = [
        bill('1', '10.00', '2026-01-01'),
        payment('2', '4.00', '2026-02-10', ('1', '4.00'))]
    portal.send(*changes)
    assert portal.send(*changes) == {'1': 'unchanged', '2': 'unchanged'}
    assert portal.open() == {('bill', '1'): '6.00'}


def test_allocations_swapped_in_two_batches(portal):
    portal.send(
        bill('1', '10.00', '2026-01-01'), bill('2', '10.00', '2026-02-01'),
        payment('1', '10.00', '2026-02-10', ('1', '10.00')),
        payment('2', '10.00', '2026-02-11', ('2', '10.00')))
    portal.send(payment('1', '10.00', '2026-02-10', ('2', '10.00')))
    assert portal.allocations() == {'1': {'2': '10.00'}, '2': {}}
    assert portal.excess() == {'2': {'2': '10.00'}}
    portal.send(payment('2', '10.00', '2026-02-11', ('1', '10.00')))
    assert portal.allocations() == {'1': {'2': '10.00'}, '2': {'1': '10.00'}}
    assert portal.states() == {'1': 'paid', '2': 'paid'}


def test_older_bill_that_comes_late_takes_its_part(portal):
    portal.send(
        bill('2', '20.00', '2026-02-01'),
        payment('1', '20.00', '2026-02-10', ('2', '20.00')))
    portal.send(
        bill('1', '7.00', '2026-01-01'),
        payment('1', '20.00', '2026-02-10', ('1', '7.00'), ('2', '13.00')))
    assert portal.states() == {'1': 'paid', '2': 'posted'}
    assert portal.open() == {('bill', '2'): '7.00'}
    portal.send(payment('1', '20.00', '2026-02-10', ('2', '20.00')))
    assert portal.states() == {'1': 'posted', '2': 'paid'}


@pytest.mark.postgresql("the order of rows")
def test_ledger_pays_the_named_bill_then_the_oldest(portal):
    portal.send(
        bill('1', '10.00', '2026-01-01'), bill('2', '10.00', '2026-02-01'),
        bill('10', '10.00', '2026-02-01'), bill('3', '10.00', '2026-03-01'),
        payment('1', '25.00', '2026-03-10', allocations=None, bill='3'))
    assert portal.allocations() == {'1': {'3': '10.00', '1': '10.00', '2': '5.00'}}


def test_ledger_uses_a_rest_for_later_bills(portal):
    portal.send(payment('1', '25.00', '2026-03-10', allocations=None))
    assert portal.open() == {('payment', '1'): '25.00'}
    portal.send(bill('1', '10.00', '2026-04-01'))
    portal.send(bill('2', '20.00', '2026-05-01'))
    assert portal.allocations() == {'1': {'1': '10.00', '2': '15.00'}}
    assert portal.open() == {('bill', '2'): '5.00'}


def test_ledger_pays_the_fee_first_if_so_set(portal):
    portal.settings(fees_first=True)
    portal.send(
        bill('1', '10.00', '2026-01-01'),
        fee('2', '15.00', '2026-03-01', start='2026-03-01', end='2027-02-28'),
        payment('1', '20.00', '2026-03-10', allocations=None))
    assert portal.allocations() == {'1': {'2': '15.00', '1': '5.00'}}


def test_repayment_takes_what_is_left(portal):
    portal.send(
        bill('1', '10.00', '2026-01-01'),
        payment('1', '30.00', '2026-01-10', ('1', '10.00')),
        payment('2', '-12.00', '2026-02-01'))
    assert portal.open() == {('payment', '1'): '8.00'}
    assert portal.balances() == {'1': '8.00'}


def test_repayment_of_more_than_is_left_waits_for_payments(portal):
    portal.send(
        payment('1', '5.00', '2026-01-10'), payment('2', '-12.00', '2026-02-01'))
    assert portal.open() == {('payment', '2'): '-7.00'}
    portal.send(payment('3', '20.00', '2026-01-20'))
    assert portal.open() == {('payment', '3'): '13.00'}


def test_repayment_deleted_gives_back(portal):
    portal.send(
        payment('1', '20.00', '2026-01-10'), payment('2', '-12.00', '2026-02-01'))
    portal.send(gone('payment', '2'))
    assert portal.open() == {('payment', '1'): '20.00'}


def test_payment_deleted_is_reversed(portal):
    portal.send(
        bill('1', '10.00', '2026-01-01'),
        payment('1', '10.00', '2026-01-10', ('1', '10.00')))
    assert portal.send(gone('payment', '1')) == {'1': 'applied'}
    assert portal.states() == {'1': 'posted'}
    assert portal.open() == {('bill', '1'): '10.00'}
    assert portal.send(gone('payment', '1')) == {'1': 'unchanged'}
    portal.send(payment('1', '10.00', '2026-01-10', ('1', '10.00')))
    assert portal.balances() == {'1': '0.00'}


def test_bill_deleted_is_credited(portal):
    portal.send(
        bill('1', '10.00', '2026-01-01'), bill('2', '10.00', '2026-02-01'),
        payment('1', '10.00', '2026-01-10', allocations=None))
    assert portal.send(gone('bill', '1')) == {'1': 'applied'}
    assert portal.balances() == {'1': '0.00'}
    assert portal.allocations() == {'1': {'2': '10.00'}}


def test_bill_deleted_comes_back_under_its_number(portal):
    portal.send(
        bill('1', '10.00', '2026-01-01'),
        payment('1', '10.00', '2026-01-10', allocations=None))
    portal.send(gone('bill', '1'))
    assert portal.open() == {('payment', '1'): '10.00'}
    assert portal.send(bill('1', '12.00', '2026-01-01')) == {'1': 'bill_frozen'}
    assert portal.send(bill('1', '10.00', '2026-01-01')) == {'1': 'applied'}
    assert portal.states() == {'1': 'paid'}
    portal.send(gone('bill', '1'), gone('payment', '1'))
    assert portal.open() == {}


def test_payment_without_a_known_member_waits_on_suspense(portal):
    portal.send(
        bill('1', '10.00', '2026-01-01'), payment('1', '10.00', '2026-01-10', member=None))
    assert [e['residual'] for e in portal.snapshot()['unmatched']] == ['10.00']
    assert portal.balances() == {'1': '-10.00'}
    portal.send(payment('1', '10.00', '2026-01-10', ('1', '10.00')))
    assert portal.snapshot()['unmatched'] == []
    assert portal.states() == {'1': 'paid'}
    portal.send(payment('1', '10.00', '2026-01-10', member=None))
    assert [e['residual'] for e in portal.snapshot()['unmatched']] == ['10.00']
    assert portal.states() == {'1': 'posted'}
    portal.send(gone('payment', '1'))
    assert portal.snapshot()['unmatched'] == []


def test_payment_changes_its_member(portal):
    portal.send(
        member('2'), bill('1', '10.00', '2026-01-01'),
        bill('2', '8.00', '2026-01-01', member='2'),
        payment('1', '10.00', '2026-01-10', ('1', '10.00')))
    portal.send(payment('1', '10.00', '2026-01-10', ('2', '8.00'), member='2'))
    assert portal.balances() == {'1': '-10.00', '2': '2.00'}
    assert portal.states() == {'1': 'posted', '2': 'paid'}


def test_payment_comes_back_to_its_member(portal):
    portal.send(member('2'), bill('1', '10.00', '2026-01-01'))
    for wanted in ['1', '2', '1', None, '1']:
        pairs = [('1', '4.00')] if wanted == '1' else []
        assert portal.send(payment('1', '15.00', '2026-01-10', *pairs, member=wanted)) == {
            '1': 'applied'}
    assert portal.balances() == {'1': '5.00', '2': '0.00'}
    assert portal.open() == {('bill', '1'): '6.00', ('payment', '1'): '11.00'}


def test_credit_note_is_split_among_bills(portal):
    portal.send(
        bill('1', '10.00', '2026-01-01'), bill('2', '10.00', '2026-02-01'),
        payment('1', '6.00', '2026-01-05', ('1', '6.00')),
        note('2', '10.00', '2026-02-10', '1', ('1', '4.00'), ('2', '3.00')))
    assert portal.states() == {'1': 'paid', '2': 'posted'}
    assert portal.open() == {('bill', '2'): '7.00', ('credit_note', '2'): '3.00'}
    assert portal.send(gone('credit_note', '2')) == {'2': 'applied'}
    assert portal.open() == {('bill', '1'): '4.00', ('bill', '2'): '10.00'}


def test_gift_becomes_income_when_paid(portal):
    portal.send(gift('1', '50.00', '2026-01-01'))
    assert _income(portal) == {'deferred': '50.00', 'income': '0.00'}
    portal.send(payment('1', '20.00', '2026-01-10', ('1', '20.00')))
    assert _income(portal) == {'deferred': '30.00', 'income': '20.00'}
    portal.send(payment('2', '30.00', '2026-02-10', ('1', '30.00')))
    assert _income(portal) == {'deferred': '0.00', 'income': '50.00'}
    portal.send(gone('payment', '1'))
    assert _income(portal) == {'deferred': '20.00', 'income': '30.00'}


def _income(portal):
    with portal.ledger.transaction():
        feed, = portal.feed.search([('code', '=', 'portal')])
        return {
            'deferred': str(-feed.association.account_donation_deferral.balance),
            'income': str(-feed.association.account_donation.balance)}


@pytest.mark.postgresql("the order of rows")
def test_oldest_first_goes_by_the_portals_ids_within_a_batch(portal):
    portal.send(bill('12', '26.00', '2026-01-01'))
    portal.send(
        bill('11', '24.00', '2026-01-01'),
        payment('5', '30.00', '2026-01-07', allocations=None))
    assert portal.allocations() == {'5': {'11': '24.00', '12': '6.00'}}


def test_wizard_says_what_is_left_to_allocate(portal):
    portal.send(
        bill('1', '10.00', '2026-01-01'), bill('2', '20.00', '2026-02-01'),
        payment('1', '35.00', '2026-02-10', ('1', '10.00')))
    ledger = portal.ledger

    def start():
        from trytond.transaction import Transaction
        Wizard = ledger.pool.get('asso.payment.allocate', type='wizard')
        held, = ledger.get('asso.payment').search([])
        session, _, _ = Wizard.create()
        with Transaction().set_context(
                active_model='asso.payment', active_id=held.id, active_ids=[held.id]):
            return Wizard.execute(session, {}, 'start')['view']['defaults']

    def left(*amounts):
        Start = ledger.get('asso.payment.allocate.start')
        return str(Start(available=defaults['available'], lines=[
                    {'amount': Decimal(amount)} for amount in amounts]).on_change_with_left())
    defaults = ledger.run(start)
    assert [str(line['amount']) for line in defaults['lines']] == ['10.00', '0']
    assert ledger.run(left, '10.00', '0') == '25.00'
    assert ledger.run(left, '10.00', '30.00') == '-5.00'
