"""When what was called becomes income: as its lettering says, whoever letters."""
import datetime as dt

import pytest

from tests.module.accountant import SECOND
from tests.module.earned import DAY, end, faults, fee, income_moves, promise, trial, wrong
from tests.module.portal import bill, gone, note, payment
from tests.module.ways import both_ways


@pytest.mark.postgresql("sums in SQL, and locks")
@both_ways
def test_gift_lettered_by_hand_is_income_until_it_is_unlettered(portal, accountant):
    portal.send(gone('bill', '1'), promise('2', '50.00'), payment('1', '50.00', '2026-02-10'))
    before = income_moves(portal)
    for _ in range(2):
        accountant.act(accountant.reconcile_all, 'Morin 1')
        assert trial(portal) == {'7541': '50.00'}
        accountant.act(lambda: accountant.unletter('F-2'))
        assert trial(portal) == {'4672': '50.00'}
    assert before == []
    assert income_moves(portal) == [('2026-02-10', 'MISC')] * 4
    assert wrong(portal) == {}


def test_part_of_a_gift_paid_with_pay_is_income(portal, accountant):
    portal.send(promise('2', '50.00'))
    accountant.pay('20.00', 'F-2')
    assert trial(portal) == {'4672': '30.00', '7541': '20.00'}
    portal.send(payment('1', '30.00', '2026-02-10', ('2', '30.00')))
    assert trial(portal) == {'7541': '50.00'}
    assert portal.states()['2'] == 'paid'


def test_gift_credited_once_it_is_paid_is_no_income(portal, by_sets):
    portal.send(promise('2', '50.00'), payment('1', '50.00', '2026-02-10', ('2', '50.00')))
    assert trial(portal) == {'7541': '50.00'}
    portal.send(note('2', '50.00', '2026-03-01', '2'))
    assert trial(portal) == {}
    portal.send(payment('3', '-50.00', '2026-03-02'))
    assert trial(portal) == {}
    assert wrong(portal) == {}
    assert income_moves(portal)[-1][0] == '2026-03-01'
    assert portal.send(gone('payment', '3'), gone('credit_note', '2')) == {
        '3': 'applied', '2': 'applied'}
    assert trial(portal) == {'7541': '50.00'}


def test_gift_credited_in_part_is_income_for_the_rest(portal, by_sets):
    portal.send(promise('2', '50.00'), note('2', '20.00', '2026-02-05', '2', ('2', '20.00')))
    assert trial(portal) == {'4672': '30.00'}
    portal.send(payment('1', '10.00', '2026-02-10', ('2', '10.00')))
    assert trial(portal) == {'4672': '20.00', '7541': '10.00'}
    portal.send(payment('3', '20.00', '2026-02-11', ('2', '20.00')))
    assert trial(portal) == {'7541': '30.00'}


def test_note_that_pays_another_gift_counts_there_as_money(portal):
    portal.send(
        promise('2', '50.00'), payment('1', '50.00', '2026-02-10', ('2', '50.00')),
        promise('3', '20.00'), note('2', '20.00', '2026-02-15', '2', ('3', '20.00')))
    assert trial(portal) == {'7541': '50.00'}
    assert wrong(portal) == {}


def test_gift_cancelled_whose_payment_pays_another_is_no_income(portal, accountant):
    portal.send(
        promise('2', '60.00'), promise('3', '60.00'),
        payment('1', '40.00', '2026-02-10', ('2', '40.00')))
    portal.ledger.run(accountant.cancelling, 'F-2')
    assert trial(portal) == {'4672': '60.00'}
    portal.send_unchecked(
        payment('1', '40.00', '2026-02-10', ('3', '40.00')),
        payment('4', '20.00', '2026-02-11', ('3', '20.00')))
    assert trial(portal) == {'7541': '60.00'}
    assert (wrong(portal), faults(portal)) == ({}, [])


@pytest.mark.stress
def test_gift_credited_in_tryton_is_no_income(portal, accountant):
    portal.send(promise('2', '60.00'), payment('1', '60.00', '2026-02-10', ('2', '60.00')))

    def credit():
        Invoice = portal.ledger.get('account.invoice')
        credited = Invoice.credit([accountant.bill('F-2')], invoice_date=SECOND)
        Invoice.post(credited)
    accountant.act(credit)
    assert trial(portal) == {}
    assert wrong(portal) == {}


@pytest.mark.stress
def test_gift_credited_in_tryton_with_refund_is_no_income(portal, accountant):
    portal.send(promise('2', '60.00'), payment('1', '20.00', '2026-02-10', ('2', '20.00')))

    def credit():
        company = accountant.bill('F-2').company
        company.cancel_invoice_out = True
        company.save()
        portal.ledger.get('account.invoice').credit(
            [accountant.bill('F-2')], refund=True, invoice_date=SECOND)
    portal.ledger.run(credit)
    assert trial(portal) == {}
    assert (wrong(portal), faults(portal)) == ({}, [])


def test_fees_and_gifts_become_income_each_on_its_account(portal, accountant):
    portal.settings(fee_income='payment')
    portal.send(
        gone('bill', '1'), fee('2', '15.00'), promise('3', '50.00'), bill('4', '5.00', DAY),
        payment('1', '70.00', '2026-02-10'))
    assert trial(portal) == {'4671': '15.00', '4672': '50.00'}
    accountant.act(accountant.reconcile_all, 'Morin 1')
    assert trial(portal) == {'7561': '15.00', '7541': '50.00'}
    accountant.act(lambda: accountant.unletter('F-3'))
    assert trial(portal) == {'4671': '15.00', '4672': '50.00'}


def test_letterings_of_two_members_at_once_and_undone_at_once(portal, accountant):
    portal.send(
        gone('bill', '1'), promise('2', '50.00'), payment('1', '50.00', '2026-02-10'),
        promise('3', '8.00', member='2'), payment('4', '8.00', '2026-02-11', member='2'))

    def lines(name):
        return portal.ledger.get('account.move.line').search([
            ('party', '=', accountant.party(name).id), ('reconciliation', '=', None),
            ('account.type.receivable', '=', True)])
    accountant.act(lambda: portal.ledger.get('account.move.line').reconcile(
            lines('Morin 1'), lines('Morin 2')))
    assert trial(portal) == {'7541': '58.00'}
    accountant.act(lambda: portal.ledger.get('account.move.reconciliation').delete([
            accountant.last_lettering(number) for number in ['F-2', 'F-3']]))
    assert trial(portal) == {'4672': '58.00'}


def test_gift_delegated_is_income_once_the_other_party_has_paid(portal, accountant):
    portal.send(gone('bill', '1'), promise('2', '50.00'))
    accountant.delegate('Morin 2', number='F-2')
    assert trial(portal) == {'4672': '50.00'}
    portal.send(payment('2', '50.00', '2026-02-10', member='2'))
    assert trial(portal) == {'4672': '50.00'}
    accountant.act(accountant.reconcile_all, 'Morin 2')
    assert trial(portal) == {'7541': '50.00'}
    assert wrong(portal) == {}


def test_gifts_grouped_with_a_payment_are_income_once_the_group_is_paid(portal, accountant):
    portal.send(
        gone('bill', '1'), promise('2', '50.00'), promise('3', '30.00'),
        payment('1', '20.00', '2026-02-10', ('2', '20.00')))
    assert trial(portal) == {'4672': '60.00', '7541': '20.00'}
    accountant.group('F-2', 'F-3')
    assert trial(portal) == {'4672': '60.00', '7541': '20.00'}
    portal.send(payment('4', '60.00', '2026-02-20'))
    portal.ledger.run(accountant.reconcile_all, 'Morin 1')
    assert trial(portal) == {'7541': '80.00'}
    assert (wrong(portal), faults(portal)) == ({}, [])


def test_gift_written_off_is_no_income(portal, accountant):
    portal.send(
        gone('bill', '1'), promise('2', '50.00'),
        payment('1', '20.00', '2026-02-10', ('2', '20.00')))

    def write_off():
        WriteOff = portal.ledger.get('account.move.reconcile.write_off')
        loss = portal.ledger.get('account.account').search([
                ('code', 'like', '65%'), ('type.statement', '=', 'income'),
                ('closed', '=', False), ('party_required', '=', False)])[0]
        journal, = portal.ledger.get('account.journal').create([
                {'name': "Pertes", 'type': 'write-off'}])
        way, = WriteOff.create([{
            'name': "Pertes", 'company': loss.company.id, 'journal': journal.id,
            'credit_account': loss.id, 'debit_account': loss.id}])
        bill = accountant.bill('F-2')
        portal.ledger.get('account.move.line').reconcile(
            [*bill.lines_to_pay, *bill.payment_lines], writeoff=way, date=SECOND)
    accountant.act(write_off)
    assert portal.states()['2'] == 'paid'
    assert trial(portal, '7541', '4672') == {'4672': '30.00', '7541': '20.00'}
    assert wrong(portal) == {}


@pytest.mark.parametrize('month', [2, 3])
def test_income_of_a_closed_period_goes_to_the_first_open_one(portal, accountant, month):
    portal.send(gone('bill', '1'), promise('2', '50.00'), payment('1', '50.00', '2026-02-10'))

    def close():
        Period = portal.ledger.get('account.period')
        Period.close(Period.search([
            ('start_date', '<=', dt.date(2026, month, 1)), ('type', '=', 'standard'),
            ('state', '=', 'open')]))
    portal.ledger.run(close, user=0, _skip_warnings=True)
    accountant.act(accountant.reconcile_all, 'Morin 1')
    assert trial(portal) == {'7541': '50.00'}
    assert income_moves(portal)[-1][0] == f'2026-0{month + 1}-01'


def test_money_is_booked_where_its_income_cannot_be_and_that_comes_later(portal):
    portal.send(promise('2', '50.00'))
    end(portal, '4672', dt.date(2026, 2, 28))
    batch = [payment('1', '50.00', '2026-03-10', ('2', '50.00'))]
    assert portal.send_unchecked(*batch) == {'1': 'applied'}
    assert wrong(portal) == {'2': ('0.00', '50.00')}
    end(portal, '4672', None)
    portal.call('finish', str(portal.run), '{"state": "done"}')
    assert trial(portal) == {'7541': '50.00'}
    assert portal.faults() == []


def test_part_payment_lettered_with_another_bill_is_no_income_of_the_gift(portal, accountant):
    portal.send(
        gone('bill', '1'), promise('2', '50.00'), bill('3', '20.00', DAY),
        payment('1', '20.00', '2026-02-10', ('2', '20.00')))
    assert trial(portal) == {'4672': '30.00', '7541': '20.00'}
    accountant.act(lambda: accountant.reconcile([
            *accountant.open_lines('F-3'), *accountant.bill('F-2').payment_lines]))
    assert trial(portal) == {'4672': '50.00'}
    assert wrong(portal) == {}
