"""Documents of 0.00, and what a bill names that is not there: no money waits for them."""
import json

import pytest

from tests.module.portal import bill, change, gone, line, offer, payment

GESTURE = [line('100.00', '20.00', '20.00'), line('-120.00')]


def _trial(portal):
    with portal.ledger.transaction():
        Account = portal.ledger.get('account.account')
        return {
            a.code: str(a.balance) for a in Account.search([('type', '!=', None)])
            if a.balance}


@pytest.mark.postgresql("lines of 0.00 are lettered in SQL")
def test_bill_of_zero_with_tax_is_booked_deleted_and_restored(portal):
    before = _trial(portal)
    free = bill('2', '0.00', '2026-01-06', lines=GESTURE)
    other = bill('3', '0.00', '2026-01-06', lines=GESTURE)
    assert portal.send(free, other) == {'2': 'applied', '3': 'applied'}
    booked = _trial(portal)
    assert booked['44571'] == '-40.00'
    if portal.by_sets:  # on SQLite Tryton does not find lines of 0.00
        assert portal.states() == {'1': 'posted', '2': 'paid', '3': 'paid'}
    assert portal.open() == {('bill', '1'): '100.00'}
    portal.send(gone('bill', '2'), gone('bill', '3'))
    assert _trial(portal) == before
    assert portal.send(free, other) == {'2': 'applied', '3': 'applied'}
    assert _trial(portal) == booked
    portal.send(gone('bill', '2'))
    assert portal.send(free) == {'2': 'applied'}
    assert _trial(portal) == booked


def test_bill_of_lines_of_zero_is_skipped(portal):
    assert portal.send(bill('2', '0.00', '2026-01-06', number=None)) == {'2': 'skipped'}


def test_allocation_of_zero_is_left_out(portal):
    "Even where its bill is not there"
    assert portal.send(
        payment('1', '30.00', '2026-02-01', ('1', '30.00'), ('99', '0.00'))) == {
            '1': 'applied'}
    assert portal.allocations() == {'1': {'1': '30.00'}}


def test_payment_of_zero_is_skipped(portal):
    assert portal.send(payment('1', '0.00', '2026-02-01')) == {'1': 'skipped'}
    portal.send(payment('1', '10.00', '2026-02-01'))
    assert portal.send(payment('1', '0.00', '2026-02-01')) == {'1': 'payment_frozen'}


def _subscription(**data):
    return change('subscription', **{
            'id': '1', 'member': '1', 'offer': '1', 'start': '2026-01-01', **data})


def _finish(portal):
    portal.call('finish', portal.run, json.dumps({'state': 'done'}))
    portal.run = json.loads(portal.call('begin', 'test'))['run']


@pytest.mark.parametrize('broken', [
    [_subscription(end='2025-01-01')], [], [_subscription(offer='77')]])
def test_bill_does_not_wait_for_a_subscription_that_is_wrong(portal, broken):
    named = bill(
        '2', '30.00', '2026-02-01', lines=[line('30.00', offer='1', subscription='1')])
    paid = payment('1', '30.00', '2026-02-02', ('2', '30.00'))
    outcomes = portal.send(*broken, named, paid)
    assert outcomes['2'] == 'missing'
    _finish(portal)
    assert {type_ for type_, _ in portal.quarantine()} <= {'subscription'}
    assert portal.states()['2'] == 'paid'


def test_bill_does_not_wait_for_an_offer_there_twice(portal):
    double = offer('2', reference='offer-1')
    named = bill('2', '30.00', '2026-02-01', lines=[line('30.00', offer='2')])
    assert portal.send(double, named) == {'2': 'missing'} | {'2': 'missing'}
    _finish(portal)
    assert portal.quarantine() == {('offer', '2'): 'offer_reference'}
    assert portal.balances()['1'] == '-130.00'
