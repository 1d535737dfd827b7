"""What a dump that was written in part has not for a run, and has again with the next."""
import pytest

from tests.module.portal import OWING, bill, gone, note, payment

OWED = OWING[-1]


@pytest.mark.parametrize('money', [
    payment('1', '30.00', '2026-02-01', ('1', '30.00')),
    payment('1', '30.00', '2026-02-01', ('1', '20.00'), ('2', '10.00')),
    note('1', '30.00', '2026-02-01', '2', ('1', '30.00'))], ids=['one', 'two', 'note'])
def test_bill_that_is_back_gets_what_the_portal_gives_to_it(portal, money):
    portal.send(bill('2', '50.00', '2026-01-06'), money)
    before = portal.allocations(money['type']), portal.residuals('bill'), portal.balances()
    for _ in range(2):
        portal.send(gone('bill', '1'))
        assert portal.balances()['1'] == '-20.00'
        portal.send(OWED)
        assert (
            portal.allocations(money['type']), portal.residuals('bill'),
            portal.balances()) == before
        assert portal.excess() == {}


def test_payment_that_no_longer_asks_for_the_deleted_bill_forgets_it(portal):
    portal.send(payment('1', '30.00', '2026-02-01', ('1', '30.00')))
    portal.send(gone('bill', '1'))
    portal.send(payment('1', '30.00', '2026-02-01'))
    assert portal.excess() == {}
    portal.send(OWED)
    assert portal.allocations() == {'1': {}}


def test_bill_and_payment_deleted_together_leave_nothing(portal):
    portal.send(payment('1', '30.00', '2026-02-01', ('1', '30.00')))
    portal.send(gone('bill', '1'), gone('payment', '1'))
    portal.send(OWED)
    assert portal.balances()['1'] == '-100.00'
