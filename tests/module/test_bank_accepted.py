"""Proposals that were true when they were made, and are accepted after another one was."""
import pytest
from trytond.exceptions import UserError

from .portal import bill, payment
from .treasurer import file, row


def test_payment_comes_back_once(portal, treasurer, since):
    portal.send(payment('7', '100.00', '2026-02-02', ('1', '100.00')))
    treasurer.import_file(file(
        (9, 'VIR M MORIN 1 ADA', '100.00'), (11, 'REJET VIR MORIN 1', '-100.00'),
        (12, 'RETOUR VIR MORIN 1', '-100.00')))
    treasurer.accept('REJET VIR MORIN 1')
    assert portal.balances()['1'] == '-100.00'
    with pytest.raises(UserError, match='2026'):
        treasurer.accept('RETOUR VIR MORIN 1')
    assert portal.balances()['1'] == '-100.00'
    assert treasurer.waits()['RETOUR VIR MORIN 1'][1] == '-100.00'
    treasurer.undo(treasurer.origin('REJET VIR MORIN 1'))
    treasurer.accept('RETOUR VIR MORIN 1')
    assert portal.balances()['1'] == '-100.00'


@pytest.mark.parametrize('means', ['transfer', 'check'])
def test_return_that_the_portal_has_recorded_is_booked_once(portal, treasurer, since, means):
    portal.send(
        payment('7', '100.00', '2026-02-02', ('1', '100.00'), means=means),
        payment('8', '-100.00', '2026-02-10', means=means))
    treasurer.import_file(file((11, 'REJET MORIN 1', '-100.00')))
    treasurer.accept('REJET MORIN 1')
    assert portal.balances()['1'] == '-100.00'
    assert treasurer.waits() == {}
    assert treasurer.transit() == [1]


def test_payment_that_came_back_is_not_proposed_again(portal, treasurer, since):
    portal.send(payment('7', '100.00', '2026-02-02', ('1', '100.00')))
    treasurer.import_file(file(
        (9, 'VIR M MORIN 1 ADA', '100.00'), (11, 'REJET VIR MORIN 1', '-100.00')))
    treasurer.accept('REJET VIR MORIN 1')
    treasurer.import_file(file((12, 'RETOUR VIR MORIN 1', '-100.00')))
    assert treasurer.waits() == {'RETOUR VIR MORIN 1': ('waiting', '-100.00', 0)}


def test_payment_that_was_deleted_does_not_come_back(portal, treasurer, since):
    from .portal import gone
    portal.send(payment('7', '100.00', '2026-02-02', ('1', '100.00')))
    treasurer.import_file(file((11, 'REJET VIR MORIN 1', '-100.00')))
    portal.send(gone('payment', '7'))
    with pytest.raises(UserError, match='2026'):
        treasurer.accept('REJET VIR MORIN 1')
    assert portal.balances()['1'] == '-100.00'


def test_payment_is_cleared_by_one_row(portal, treasurer, since):
    portal.send(payment('7', '100.00', '2026-02-09', ('1', '100.00')))
    first, second = treasurer.book(
        (row('100.00', label='VIR A'), 'waiting', None, None),
        (row('100.00', label='VIR B'), 'waiting', None, None))
    treasurer.pair(first, 1)
    with pytest.raises(UserError):
        treasurer.pair(second, 1)
    assert portal.balances()['1'] == '0.00'
    assert treasurer.left(first, second) == ['0.00', '100.00']


def test_row_that_waits_is_nobodys_to_change(portal, treasurer):
    origin, = treasurer.book((row('100.00', label='VIR A'), 'waiting', None, None))

    def write():
        Origin = treasurer.ledger.get('account.statement.origin')
        line, = Origin(origin).lines
        line.__class__.write([line], {'waits': False})
    with pytest.raises(UserError, match='VIR A'):
        treasurer.ledger.run(write, _check_access=True)
    assert treasurer.left(origin) == ['100.00']


def test_bills_that_another_row_has_paid_leave_the_money_ahead_once_the_treasurer_agrees(
        portal, treasurer, since):
    from trytond_asso_members.exceptions import BankWarning
    portal.send(
        payment('7', '100.00', '2026-02-02', ('1', '100.00')),
        bill('2', '30.00', '2026-02-03'), bill('3', '20.00', '2026-02-04'))
    treasurer.import_file(file(
        (9, 'VIR M MORIN 1 ADA', '50.00'), (10, 'VIR MME MORIN 1 ADA', '50.00')))
    treasurer.accept('VIR M MORIN 1 ADA', warned=False)
    for _ in range(2):
        with pytest.raises(BankWarning, match='VIR MME MORIN 1 ADA'):
            treasurer.accept('VIR MME MORIN 1 ADA', warned=False)
    assert portal.balances()['1'] == '0.00'
    treasurer.accept('VIR MME MORIN 1 ADA')
    assert portal.residuals('bill') == {'1': '0.00', '2': '0.00', '3': '0.00'}
    assert portal.balances()['1'] == '50.00'
    assert treasurer.waits() == {}
