"""A member pays the bill of another: the money is the payer's, and pays that bill."""
import pytest

from tests.module.portal import bill, gift, gone, member, payment


def paid(amount='130.00', *allocations, **values):
    return payment(
        '1', amount, '2026-03-10', *(allocations or [('1', '100.00')]), member='2', **values)


def test_bill_of_another_is_paid_and_the_rest_is_the_payers(portal):
    portal.send(paid())
    assert portal.balances() == {'1': '0.00', '2': '30.00'}
    assert portal.allocations() == {'1': {'1': '100.00'}}
    assert portal.excess() == {}
    assert portal.faults() == []


def test_part_of_a_bill_of_another_is_paid(portal):
    portal.send(paid('40.00', ('1', '40.00')))
    assert portal.balances() == {'1': '-60.00', '2': '0.00'}
    portal.send(payment('2', '60.00', '2026-03-11', ('1', '60.00')))
    assert portal.balances() == {'1': '0.00', '2': '0.00'}
    assert portal.faults() == []


def test_own_bill_and_that_of_another_are_paid_by_one_payment(portal):
    portal.send(bill('2', '20.00', '2026-01-06', member='2'))
    portal.send(paid('120.00', ('1', '100.00'), ('2', '20.00')))
    assert portal.balances() == {'1': '0.00', '2': '0.00'}
    assert portal.allocations() == {'1': {'1': '100.00', '2': '20.00'}}
    assert portal.faults() == []


def test_bill_of_another_that_the_payer_named_is_paid_by_the_ledger(portal):
    portal.send(payment('1', '130.00', '2026-03-10', member='2', bill='1', allocations=None))
    assert portal.balances() == {'1': '0.00', '2': '30.00'}
    portal.send(bill('2', '20.00', '2026-01-06', member='2'))
    assert portal.balances() == {'1': '0.00', '2': '10.00'}
    assert portal.allocations() == {'1': {'1': '100.00', '2': '20.00'}}


@pytest.mark.postgresql("who pays for whom is a query in SQL")
def test_payment_taken_back_from_the_bill_of_another_is_the_payers(portal):
    portal.send(paid())
    portal.send(paid('130.00', ('1', '25.00')))
    assert portal.balances() == {'1': '-75.00', '2': '105.00'}
    assert portal.allocations() == {'1': {'1': '25.00'}}
    portal.send(bill('2', '105.00', '2026-01-06', member='2'))
    portal.send(paid('130.00', ('2', '105.00')))
    assert portal.balances() == {'1': '-100.00', '2': '25.00'}
    assert portal.faults() == []


def test_deleted_payment_of_another_leaves_the_bill_open(portal):
    portal.send(paid())
    portal.send(gone('payment', '1'))
    assert portal.balances() == {'1': '-100.00', '2': '0.00'}
    assert portal.faults() == []


def test_deleted_payment_of_another_leaves_the_bill_to_the_members_own_money(portal):
    portal.send(paid())
    portal.send(payment('2', '100.00', '2026-03-11', allocations=None))
    assert portal.allocations() == {'1': {'1': '100.00'}, '2': {}}
    portal.send(gone('payment', '1'))
    assert portal.allocations() == {'2': {'1': '100.00'}}
    assert portal.balances() == {'1': '0.00', '2': '0.00'}


def test_payment_of_another_is_given_to_a_third(portal):
    portal.send(member('3'), paid())
    portal.send(payment('1', '130.00', '2026-03-10', ('1', '100.00'), member='3'))
    assert portal.balances() == {'1': '0.00', '2': '0.00', '3': '30.00'}
    assert portal.faults() == []


def test_deleted_bill_gives_what_another_paid_back_until_it_is_restored(portal):
    portal.send(paid())
    portal.send(gone('bill', '1'))
    assert portal.balances() == {'1': '0.00', '2': '130.00'}
    # The portal has not said yet that its payment gives nothing any more
    assert portal.excess() == {'1': {'1': '100.00'}}
    portal.send(bill('1', '100.00', '2026-01-05'))
    assert portal.balances() == {'1': '0.00', '2': '30.00'}
    assert portal.faults() == []


@pytest.mark.postgresql("who waits for whom is a query in SQL")
def test_bill_that_another_pays_is_given_when_there_is_room(portal):
    portal.send(payment('2', '100.00', '2026-03-01', ('1', '100.00')))
    portal.send(paid())
    assert portal.excess() == {'1': {'1': '100.00'}}
    portal.send(gone('payment', '2'))
    assert portal.balances() == {'1': '0.00', '2': '30.00'}
    assert portal.excess() == {}


def test_same_payment_sent_twice_writes_nothing(portal):
    portal.send(paid())

    def moves():
        with portal.ledger.transaction():
            return portal.ledger.get('account.move').search_count([])
    before = moves()
    portal.send(paid(label="Autrement dit"))
    assert moves() == before
    assert portal.allocations() == {'1': {'1': '100.00'}}


def test_gift_paid_by_another_is_income(portal):
    portal.send(gift('5', '50.00', '2026-02-06'), paid('50.00', ('5', '50.00')))
    assert portal.balances() == {'1': '-100.00', '2': '0.00'}
    assert portal.faults() == []


def test_log_follows_when_a_person_undoes_what_pays_the_bill_of_another(portal, accountant):
    portal.send(paid())
    accountant.act(accountant.unletter)
    assert portal.allocations() == {'1': {}}
    assert portal.balances() == {'1': '0.00', '2': '30.00'}
    assert portal.deciders() == {'1': 'person'}
    assert portal.faults() == []
