"""The first transfer of a new member: the fee is called, and paid before services."""
from decimal import Decimal

import pytest

from tests.module.portal import bill, payment
from tests.module.treasurer import row

YEAR = '2026-01-01/2026-12-31'


def left_of(ledger, number):
    def read():
        invoice, = ledger.get('account.invoice').search([('number', '=', number)])
        return f'{invoice.amount_to_pay:.2f}'
    return ledger.run(read)


@pytest.fixture
def fee(subscriber):
    "A fee that first payments call, by calendar years"
    return subscriber.offer(
        '15.00', 12, 'FEE', kind='membership_fee', called_by_payment=True,
        counted_from='calendar', late_joiners='whole')


def fees(ledger):
    "{member's portal id: (amount, left, period)} of the fees that Tryton has called"
    def read():
        Member = ledger.get('asso.member')
        return {
            Member.search([('party', '=', invoice.party.id)])[0].portal_id: (
                f'{invoice.total_amount:.2f}', f'{invoice.amount_to_pay:.2f}',
                f'{invoice.bill_start}/{invoice.bill_end}')
            for invoice in ledger.get('account.invoice').search([
                    ('bill_kind', '=', 'membership_fee'), ('portal_deleted', '!=', True)])}
    return ledger.run(read)




def test_first_transfer_calls_the_fee_and_pays_it(ledger, portal, treasurer, fee):
    origin, = treasurer.book((row('40.00'), 'matched', '2', None))
    assert fees(ledger) == {'2': ('15.00', '0.00', YEAR)}
    assert portal.balances()['2'] == '25.00'
    assert treasurer.left(origin) == ['0.00']
    assert portal.faults() == []


def test_fee_comes_before_the_bill_that_the_payer_named(ledger, portal, treasurer, fee):
    treasurer.book((row('100.00'), 'matched', '1', 'F-1'))
    assert fees(ledger) == {'1': ('15.00', '0.00', YEAR)}
    assert left_of(ledger, 'F-1') == '15.00'
    assert portal.faults() == []


def test_fee_is_paid_in_part_by_less(ledger, portal, treasurer, fee):
    treasurer.book((row('10.00'), 'matched', '2', None))
    assert fees(ledger) == {'2': ('15.00', '5.00', YEAR)}
    treasurer.book((row('10.00', '2026-02-12'), 'matched', '2', None))
    assert fees(ledger) == {'2': ('15.00', '0.00', YEAR)}
    assert portal.balances()['2'] == '5.00'


def test_fee_is_called_once_for_several_rows(ledger, portal, treasurer, fee):
    treasurer.book(
        (row('40.00', '2026-02-12'), 'matched', '2', None),
        (row('10.00', '2026-02-10'), 'matched', '2', None))
    assert fees(ledger) == {'2': ('15.00', '0.00', YEAR)}
    called = ledger.run(lambda: [
            (str(p.date), bool(p.called_fee)) for p in ledger.get('asso.payment').search([])])
    assert sorted(called) == [('2026-02-10', True), ('2026-02-12', False)]


def test_no_fee_is_called_of_who_paid_or_was_called_before(ledger, portal, treasurer, fee):
    portal.send(bill('2', '24.00', '2026-01-20', member='2', kind='membership_fee'))
    portal.send(payment('1', '10.00', '2026-02-01', allocations=None))
    before = fees(ledger)
    treasurer.book(
        (row('40.00'), 'matched', '2', None), (row('41.00'), 'matched', '1', None))
    assert fees(ledger).keys() == before.keys() == {'2'}


def test_money_paid_back_calls_no_fee(ledger, portal, treasurer, fee):
    treasurer.book((row('-40.00'), 'matched', '2', None))
    assert fees(ledger) == {}


def test_offer_that_is_not_called_so_calls_nothing(ledger, portal, treasurer, subscriber):
    subscriber.offer('15.00', 12, 'FEE', kind='membership_fee')
    treasurer.book((row('40.00'), 'matched', '2', None))
    assert fees(ledger) == {}


def test_fee_of_who_has_a_payer_is_not_called(ledger, portal, treasurer, subscriber, fee):
    def write():
        Member = ledger.get('asso.member')
        Member.write([subscriber.member('2')], {'payer': subscriber.member('1').party.id})
    ledger.run(write)
    treasurer.book((row('40.00'), 'matched', '2', None))
    assert fees(ledger) == {}


def test_row_assigned_by_a_person_calls_and_undone_takes_back(ledger, portal, treasurer, fee):
    origin, = treasurer.book((row('40.00'), 'waiting', None, None))
    for _ in range(2):
        treasurer.divide(origin, ('40.00', '2', None))
        assert fees(ledger) == {'2': ('15.00', '0.00', YEAR)}
        assert portal.balances()['2'] == '25.00'
        treasurer.undo(origin)
        assert fees(ledger) == {}
        assert portal.balances()['2'] == '0.00'
        assert treasurer.left(origin) == ['40.00']
        assert portal.faults() == []
    assert ledger.run(lambda: ledger.get('asso.subscription').search([], count=True)) == 0


def test_fee_that_other_money_pays_stays_when_the_row_is_undone(
        ledger, portal, treasurer, fee):
    origin, = treasurer.book((row('40.00'), 'matched', '2', None))
    treasurer.book((row('20.00', '2026-02-12'), 'matched', '2', None))
    treasurer.undo(origin)
    assert fees(ledger) == {'2': ('15.00', '0.00', YEAR)}
    assert portal.balances()['2'] == '5.00'
    assert portal.faults() == []


@pytest.mark.stress
def test_fee_left_as_a_draft_is_paid_once_it_is_posted(ledger, portal, treasurer, fee):
    portal.settings(bills_as_drafts=True)
    origin, = treasurer.book((row('40.00'), 'matched', '2', None))
    assert portal.balances()['2'] == '40.00'
    treasurer.undo(origin)
    assert fees(ledger) == {}
    treasurer.divide(origin, ('40.00', '2', None))

    def post():
        Invoice = ledger.get('account.invoice')
        Invoice.post(Invoice.search([('state', '=', 'draft')]))
    ledger.run(post, _skip_warnings=True)
    assert fees(ledger) == {'2': ('15.00', '0.00', YEAR)}
    assert portal.faults() == []


def test_fee_that_cannot_be_billed_does_not_hold_the_money_up(
        ledger, portal, treasurer, subscriber, fee):
    Address = ledger.get('party.address')
    ledger.run(lambda: Address.write(
            subscriber.member('2').party.addresses, {'active': False}))
    treasurer.book((row('40.00'), 'matched', '2', None))
    assert portal.balances()['2'] == '40.00'
    assert fees(ledger) == {}
    assert list(subscriber.problems()) == ['Ada Morin 2']


def test_fee_that_costs_nothing_makes_no_bill(ledger, portal, treasurer, subscriber):
    subscriber.offer('0.00', 12, 'FEE', kind='membership_fee', called_by_payment=True)
    treasurer.book((row('40.00'), 'matched', '2', None))
    assert fees(ledger) == {}
    assert portal.balances()['2'] == '40.00'


def test_second_offer_called_so_is_refused(ledger, subscriber, fee):
    from trytond_asso_members.exceptions import OfferError
    with pytest.raises(OfferError):
        subscriber.offer(
            '30.00', 12, 'FEE2', kind='membership_fee', called_by_payment=True)


def test_fee_is_taken_back_once_its_money_is_given_to_another(ledger, portal, treasurer, fee):
    treasurer.book((row('40.00'), 'matched', '2', None))
    before = portal.balances()['1']

    def give():
        from trytond_asso_members.acts.attach import attach
        payment, = ledger.get('asso.payment').search([('called_fee', '!=', None)])
        other, = ledger.get('asso.member').search([('portal_id', '=', '1')])
        attach(payment, other.party.id, "Paid for member 1")
    ledger.run(give)
    assert ledger.run(lambda: ledger.get('asso.subscription').search([], count=True)) == 0
    balances = portal.balances()
    assert balances['2'] == '0.00'
    assert Decimal(balances['1']) == Decimal(before) + 40
    assert portal.faults() == []
