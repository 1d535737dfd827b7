"""Tax receipts that are void once their money is taken back, cancelled, or replaced."""
import pytest

from tests.module.giving import ADDRESS, REASON
from tests.module.portal import gift, gone, member, note, payment
from tests.module.treasurer import file


@pytest.mark.parametrize('change', [
        gone('payment', '3'),
        pytest.param(payment('3', '50.00', '2026-04-05', ('13', '50.00'), member='1'),
            marks=pytest.mark.stress),
        pytest.param(payment('3', '50.00', '2026-04-05', member='2'), marks=pytest.mark.stress),
        payment('3', '50.00', '2026-04-05', ('13', '49.00'), member='2'),
        pytest.param(gone('bill', '13'), marks=pytest.mark.stress),
        ], ids=['deleted', 'of another member', 'for nothing', 'for less', 'bill deleted'])
def test_receipt_is_void_once_its_money_is_given_otherwise(given, portal, change):
    given.issue()
    portal.send(change)
    assert given.states() == {'2027-000001': 'cancelled', '2027-000002': 'issued'}
    reason, = given.reasons().values()
    assert 'VIR 3' in reason or 'Ada' in reason
    portal.send(change)
    assert given.states() == {'2027-000001': 'cancelled', '2027-000002': 'issued'}


def test_payment_that_bounces_voids_its_receipt(given, portal, ledger):
    given.issue()
    portal.send(payment('3', '50.00', '2026-04-05', ('13', '0.00'), member='2'),
        payment('4', '-50.00', '2026-04-20', member='2'))
    assert given.states()['2027-000001'] == 'cancelled'


def test_repayment_of_which_nobody_says_what_it_is_of_holds_receipts_back(given, portal):
    portal.send(payment('4', '-50.00', '2026-04-20', member='2'))
    assert given.proposals() == [
        ('Ada Morin 2', '50.00', 1, 'paid_back'), ('Ada Morin 1', '28.00', 2, None)]
    portal.send(payment('3', '50.00', '2026-04-05', member='2'))
    assert given.proposals() == [('Ada Morin 1', '28.00', 2, None)]


def test_payment_that_the_bank_returns_voids_its_receipt(giving, portal, treasurer):
    portal.send(gift('11', '20.00', '2026-02-01', member='2'))
    treasurer.import_file(file((3, 'VIR M MORIN 2 ADA', '20.00')))
    treasurer.accept('VIR M MORIN 2 ADA')
    assert giving.issue() == ['2027-000001']
    treasurer.import_file(file((9, 'REJET VIR M MORIN 2', '-20.00'), opening='20.00'))
    treasurer.accept('REJET VIR M MORIN 2')
    assert giving.states() == {'2027-000001': 'cancelled'}
    treasurer.undo(treasurer.origin('REJET VIR M MORIN 2'))
    assert giving.issue() == ['2027-000002']
    assert giving.receipts()['2027-000001'][3] == '2027-000002'


def test_gift_that_is_credited_voids_its_receipt(given, portal):
    given.issue()
    portal.send(
        payment('3', '50.00', '2026-04-05', member='2'),
        note('9', '50.00', '2026-05-02', '13', ('13', '50.00'), member='2'))
    assert given.states()['2027-000001'] == 'cancelled'
    assert given.issue() == []


@pytest.mark.stress
def test_payment_that_a_person_takes_off_voids_its_receipt(given, portal, accountant):
    given.issue()
    number = given.ledger.run(lambda: [
            i.number for i in given.ledger.get('account.invoice').search([
                    ('portal_id', '=', '13')])][0])
    accountant.act(accountant.unletter, number)
    assert given.states()['2027-000001'] == 'cancelled'


def test_receipt_stays_when_the_same_is_sent_again(given, portal):
    given.issue()
    portal.send(payment('3', '50.00', '2026-04-05', ('13', '50.00'), member='2', label="Autrement"))
    portal.send(payment('5', '10.00', '2026-04-05', member='2'))
    assert set(given.states().values()) == {'issued'}


@pytest.mark.stress
def test_draft_of_money_that_is_taken_back_is_gone(given, portal):
    given.prepare()
    portal.send(gone('payment', '3'))
    assert given.receipts() == {None: ('draft', '28.00', 'Morin 1', None)}


def test_next_run_replaces_what_was_cancelled(given, portal):
    given.issue()
    portal.send(gone('payment', '2'))
    assert given.receipts()['2027-000002'] == ('cancelled', '28.00', 'Morin 1', None)
    assert given.issue() == ['2027-000003']
    assert given.receipts()['2027-000002'] == ('cancelled', '28.00', 'Morin 1', '2027-000003')
    assert given.receipts()['2027-000003'] == ('issued', '20.00', 'Morin 1', None)


def test_cancelled_receipt_keeps_its_number_and_says_who_and_why(given, ledger):
    given.issue()
    given.cancel('2027-000001')
    given.cancel('2027-000001')
    assert given.reasons() == {'2027-000001': REASON}
    assert given.proposals() == [('Ada Morin 2', '50.00', 1, None)]


def test_replaced_receipt_has_the_donor_as_it_is_now(given, portal):
    given.issue()
    portal.send(member('2', last_name="Byron", **ADDRESS))
    assert given.receipts()['2027-000001'][2] == 'Morin 2'
    assert given.cancel('2027-000001', replace=True) == ['2027-000003']
    assert given.receipts()['2027-000001'] == ('cancelled', '50.00', 'Morin 2', '2027-000003')
    assert given.receipts()['2027-000003'] == ('issued', '50.00', 'Byron', None)
