"""Rows of the bank that were decided: what is booked, and what can be taken back."""
import datetime as dt

from .portal import bill, gone, payment
from .treasurer import row


def test_transfer_of_a_member_pays_the_named_bill(portal, treasurer):
    portal.send(bill('2', '30.00', '2026-01-20'))
    origin, = treasurer.book((row('30.00'), 'matched', '1', 'F-2'))
    assert portal.states() == {'1': 'posted', '2': 'paid'}
    assert portal.balances()['1'] == '-100.00'
    assert treasurer.left(origin) == ['0.00']


def test_transfer_of_nobody_waits_on_suspense(portal, treasurer):
    origin, = treasurer.book((row('30.00'), 'waiting', None, None))
    assert portal.balances()['1'] == '-100.00'
    assert treasurer.left(origin) == ['30.00']


def test_row_assigned_pays_and_undone_waits_again(portal, treasurer):
    origin, = treasurer.book((row('100.00'), 'waiting', None, None))
    for _ in range(2):
        treasurer.divide(origin, ('100.00', '1', None))
        assert portal.states() == {'1': 'paid'}
        assert portal.balances() == {'1': '0.00', '2': '0.00'}
        assert treasurer.left(origin) == ['0.00']
        treasurer.undo(origin)
        assert portal.states() == {'1': 'posted'}
        assert portal.balances() == {'1': '-100.00', '2': '0.00'}
        assert treasurer.left(origin) == ['100.00']


def test_row_split_over_members_and_an_account(portal, treasurer):
    portal.send(bill('2', '30.00', '2026-01-20', member='2'))
    origin, = treasurer.book((row('150.00'), 'waiting', None, None))

    def of_gifts(association, journal):
        return association.account_donation.id
    gifts = treasurer.run(of_gifts)
    treasurer.divide(
        origin, ('100.00', '1', None), ('30.00', '2', 'F-2'),
        ('15.00', gifts, False), kind='split')
    assert portal.states() == {'1': 'paid', '2': 'paid'}
    assert treasurer.left(origin) == ['5.00']
    treasurer.undo(origin)
    assert portal.states() == {'1': 'posted', '2': 'posted'}
    assert treasurer.left(origin) == ['150.00']


def test_payment_of_the_portal_in_transit_is_cleared_by_the_bank(portal, treasurer):
    portal.settings(bank_since=dt.date(2026, 2, 1))
    portal.send(payment('7', '100.00', '2026-02-09', ('1', '100.00')))
    pending, = treasurer.transit()
    origin, = treasurer.book((row('100.00'), 'matched', '1', None, pending))
    assert treasurer.transit() == []
    assert portal.balances()['1'] == '0.00'
    assert treasurer.left(origin) == ['0.00']
    treasurer.undo(origin)
    assert treasurer.transit() == [pending]
    assert treasurer.left(origin) == ['100.00']
    assert portal.balances()['1'] == '0.00'


def test_row_that_waits_pairs_with_a_payment_in_transit(portal, treasurer):
    portal.settings(bank_since=dt.date(2026, 2, 1))
    portal.send(payment('7', '100.00', '2026-02-09', ('1', '100.00')))
    origin, = treasurer.book((row('100.00'), 'waiting', None, None))
    pending, = treasurer.transit()
    for _ in range(2):
        treasurer.pair(origin, pending)
        assert treasurer.transit() == []
        assert treasurer.left(origin) == ['0.00']
        treasurer.undo(origin)
        assert treasurer.transit() == [pending]
        assert treasurer.left(origin) == ['100.00']


def test_file_taken_back_leaves_nothing(portal, treasurer):
    origins = treasurer.book(
        (row('100.00'), 'matched', '1', 'F-1'), (row('20.00'), 'waiting', None, None),
        (row('-3.00'), 'waiting', None, None))
    treasurer.divide(origins[1], ('20.00', '2', None))
    treasurer.take_back(origins[0])
    assert portal.balances() == {'1': '-100.00', '2': '0.00'}
    assert treasurer.left(*origins) == ['0.00', '0.00', '0.00']
    assert treasurer.bank_balance() == '0.00'


def test_transfer_that_the_bank_brought_first_is_recorded_once(portal, treasurer):
    portal.settings(bank_since=dt.date(2026, 2, 1))
    origin, = treasurer.book((row('100.00', label="VIR MORIN"), 'matched', '1', None))
    outcome = portal.send(payment('7', '100.00', '2026-02-12', ('1', '100.00')))
    assert outcome == {'7': 'applied'}
    assert portal.balances()['1'] == '0.00'
    assert portal.allocations() == {'7': {'1': '100.00'}}
    assert treasurer.transit() == []
    # one that the bank has not shown is another
    portal.send(payment('8', '100.00', '2026-02-13'))
    assert portal.balances()['1'] == '100.00'
    assert len(treasurer.transit()) == 1
    assert treasurer.left(origin) == ['0.00']


def test_adopted_transfer_that_the_portal_deletes_waits_again(portal, treasurer):
    portal.settings(bank_since=dt.date(2026, 2, 1))
    origin, = treasurer.book((row('100.00', label="VIR MORIN"), 'matched', '1', None))
    portal.send(payment('7', '100.00', '2026-02-12', ('1', '100.00')))
    portal.send(gone('payment', '7'))
    assert portal.balances()['1'] == '-100.00'
    assert treasurer.left(origin) == ['100.00']
