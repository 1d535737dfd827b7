"""Payments whose allocations cannot be right: the money is booked, and what is wrong is told."""
import pytest

from tests.module.portal import bill, gone, payment

DAY = '2026-02-01'
RIGHT = payment('1', '30.00', DAY, ('1', '30.00'))
UNSOUND = {
    'allocation_above_payment': ((('1', '20.00'), ('2', '30.00')), {'1': '20.00', '2': '10.00'}),
    'allocation_sign': ((('1', '20.00'), ('2', '-5.00')), {'1': '20.00'}),
    'allocation_twice': ((('1', '10.00'), ('1', '5.00')), {'1': '15.00'}),
    }


@pytest.fixture
def second(portal):
    portal.send(bill('2', '50.00', '2026-01-06'))


@pytest.mark.parametrize('code', UNSOUND)
def test_money_is_booked_and_gives_what_it_can(portal, second, code):
    shares, given = UNSOUND[code]
    unsound = payment('1', '30.00', DAY, *shares)
    for _ in range(2):
        assert portal.send(unsound) == {'1': code}
        assert portal.balances()['1'] == '-120.00'
        assert portal.allocations() == {'1': given}
        assert portal.quarantine() == {('payment', '1'): code}
    assert portal.send(RIGHT) == {'1': 'applied'}
    assert (portal.allocations(), portal.excess()) == ({'1': {'1': '30.00'}}, {})
    assert portal.quarantine() == {}
    assert portal.send(unsound) == {'1': code}
    assert portal.allocations() == {'1': given}
    for _ in range(2):
        portal.send(gone('payment', '1'))
        assert portal.balances()['1'] == '-150.00'
        assert portal.quarantine() == {}


def test_money_of_nobody_that_is_allocated_waits_on_suspense(portal):
    unsound = payment('1', '30.00', DAY, ('1', '30.00'), member=None)
    for _ in range(2):
        assert portal.send(unsound) == {'1': 'allocation_of_nobody'}
        assert [p['residual'] for p in portal.snapshot()['unmatched']] == ['30.00']
    portal.send(RIGHT)
    assert (portal.allocations(), portal.quarantine()) == ({'1': {'1': '30.00'}}, {})
    assert portal.balances()['1'] == '-70.00'


def test_repayment_that_is_allocated_is_booked(portal):
    assert portal.send(
        payment('1', '30.00', DAY), payment('2', '-30.00', DAY, ('1', '10.00'))) == {
            '1': 'applied', '2': 'allocation_above_payment'}
    assert portal.balances()['1'] == '-100.00'
    assert portal.allocations() == {'1': {}, '2': {}}


def test_end_of_a_run_does_not_book_it_again(portal, second):
    shares, given = UNSOUND['allocation_above_payment']
    portal.send(payment('1', '30.00', DAY, *shares, ('9', '1.00')))
    assert portal.quarantine() == {('payment', '1'): 'missing'}

    def written():
        binding, = portal.ledger.get('asso.binding').search([('type', '=', 'payment')])
        return binding.write_date
    stamps = []
    for _ in range(3):
        portal.call('finish', str(portal.run), '{"state": "done"}')
        portal.begin()
        stamps.append(portal.ledger.run(written))
    assert stamps[0] == stamps[2]
    assert portal.quarantine() == {('payment', '1'): 'allocation_above_payment'}
    assert portal.allocations() == {'1': given}
