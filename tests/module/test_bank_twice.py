"""What a person or a portal does about money that the other has told of: it is credited once."""
import pytest

from .portal import bill, gone, payment
from .treasurer import file, row


def test_row_assigned_by_hand_is_the_payment_that_the_portal_recorded(portal, treasurer, since):
    portal.send(payment('7', '100.00', '2026-02-09', ('1', '100.00')))
    treasurer.import_file(file((11, 'VIR INCONNU', '100.00')))
    origin = treasurer.origin('VIR INCONNU')
    for _ in range(2):
        treasurer.divide(origin, ('100.00', '1', None))
        assert portal.balances()['1'] == '0.00'
        assert (treasurer.transit(), treasurer.waits()) == ([], {})
        treasurer.undo(origin)
        assert len(treasurer.transit()) == 1
        assert treasurer.left(origin) == ['100.00']


def test_part_of_a_row_is_the_payment_that_the_portal_recorded(portal, treasurer, since):
    portal.send(payment('7', '40.00', '2026-02-09'))
    origin, = treasurer.book((row('100.00'), 'waiting', None, None))
    treasurer.divide(origin, ('40.00', '1', None), ('60.00', '2', None), kind='split')
    assert portal.balances() == {'1': '-60.00', '2': '60.00'}
    assert treasurer.transit() == []
    treasurer.undo(origin)
    assert portal.balances() == {'1': '-60.00', '2': '0.00'}
    assert treasurer.left(origin) == ['100.00']


def test_accepted_proposal_is_the_payment_that_the_portal_recorded(portal, treasurer, since):
    portal.send(bill('2', '20.00', '2026-01-20'))
    treasurer.import_file(file((11, 'VIR M MORIN 1 ADA', '45.00')))
    portal.send(payment('7', '45.00', '2026-02-12'))
    treasurer.accept('VIR M MORIN 1 ADA')
    assert portal.balances()['1'] == '-75.00'
    assert (treasurer.transit(), treasurer.waits()) == ([], {})


def test_transfer_is_no_cheque_of_the_same_sum(portal, treasurer, since):
    portal.send(payment('7', '100.00', '2026-02-09', means='check', member='2'))
    pending, = treasurer.transit()
    treasurer.import_file(file((11, 'VIR M MORIN 2 ADA', '100.00')))
    assert treasurer.transit() == [pending]
    assert list(treasurer.waits()) == ['VIR M MORIN 2 ADA']


def test_row_waits_when_the_payment_it_was_laid_beside_is_deleted(portal, treasurer):
    portal.send(payment('7', '100.00', '2026-02-09', ('1', '100.00')))
    treasurer.import_file(file((11, 'VIR M MORIN 1 ADA', '100.00')))
    portal.send(gone('payment', '7'))
    assert portal.balances()['1'] == '-100.00'
    assert treasurer.bank_balance() == '100.00'
    assert treasurer.waits()['VIR M MORIN 1 ADA'][1] == '100.00'


def test_row_of_a_payment_whose_member_is_unknown_does_not_wait(portal, treasurer, since):
    portal.send(payment('7', '100.00', '2026-02-09', ('1', '100.00')))
    treasurer.import_file(file((11, 'VIR M MORIN 1 ADA', '100.00')))
    portal.send(payment('7', '100.00', '2026-02-09', member=None))
    origin = treasurer.origin('VIR M MORIN 1 ADA')
    assert (treasurer.left(origin), treasurer.waits()) == (['0.00'], {})
    portal.send(payment('7', '100.00', '2026-02-09', member='2'))
    assert portal.balances() == {'1': '-100.00', '2': '100.00'}


def test_transfer_of_the_bank_is_recorded_once_before_the_day_is_set(portal, treasurer):
    treasurer.book((row('100.00', label="VIR MORIN"), 'matched', '1', None))
    portal.send(payment('7', '100.00', '2026-02-12', ('1', '100.00')))
    assert portal.balances()['1'] == '0.00'
    assert treasurer.bank_balance() == '100.00'


def test_payment_that_gets_the_member_whom_the_bank_has_credited(portal, treasurer, since):
    portal.send(payment('7', '100.00', '2026-02-09', member='2'))
    portal.send(payment('8', '50.00', '2026-02-09', member=None))
    origins = treasurer.book(
        (row('100.00'), 'matched', '1', None), (row('50.00'), 'matched', '2', None))
    portal.send(
        payment('7', '100.00', '2026-02-09'),
        payment('8', '50.00', '2026-02-09', member='2'))
    assert portal.balances() == {'1': '0.00', '2': '50.00'}
    assert treasurer.left(*origins) == ['100.00', '50.00']
    for origin, pending in zip(origins, treasurer.transit(), strict=True):
        treasurer.pair(origin, pending)
    assert portal.balances() == {'1': '0.00', '2': '50.00'}
    assert treasurer.waits() == {}


@pytest.mark.parametrize('back', ['undo', 'take_back'])
def test_row_of_a_payment_that_has_lost_its_member_is_taken_back(
        portal, treasurer, since, back):
    portal.send(payment('7', '100.00', '2026-02-09', ('1', '100.00')))
    treasurer.import_file(file((11, 'VIR M MORIN 1 ADA', '100.00')))
    portal.send(payment('7', '100.00', '2026-02-09', member=None))
    origin = treasurer.origin('VIR M MORIN 1 ADA')
    getattr(treasurer, back)(origin)
    assert treasurer.left(origin) == ['100.00' if back == 'undo' else '0.00']
    portal.send(payment('7', '100.00', '2026-02-09', member='2'))
    assert portal.balances() == {'1': '-100.00', '2': '100.00'}
    assert treasurer.transit() == [1]


def test_payment_of_a_row_assigned_by_hand_is_in_transit_once_that_is_undone(
        portal, treasurer, since):
    origin, = treasurer.book((row('100.00'), 'waiting', None, None))
    treasurer.divide(origin, ('100.00', '1', None))
    portal.send(payment('7', '100.00', '2026-02-09', ('1', '100.00')))
    for _ in range(2):
        assert portal.balances()['1'] == '0.00'
        treasurer.undo(origin)
        assert treasurer.left(origin) == ['100.00']
        assert treasurer.transit() == [1]
        treasurer.pair(origin, 1)


def test_row_that_was_paired_with_a_cheque_waits_in_sight_once_that_is_undone(
        portal, treasurer, since):
    portal.send(payment('7', '100.00', '2026-02-09', means='check'))
    origin, = treasurer.book((row('100.00', label="REMISE"), 'waiting', None, None))
    treasurer.pair(origin, 1)
    treasurer.undo(origin)
    assert treasurer.left(origin) == ['100.00']
    assert list(treasurer.waits()) == ["REMISE"]


def test_other_row_of_the_member_waits_too_once_the_payment_has_no_row(portal, treasurer, since):
    portal.send(payment('7', '100.00', '2026-02-09', ('1', '100.00')))
    first, second = treasurer.book(
        (row('100.00'), 'waiting', None, None), (row('100.00'), 'waiting', None, None))
    treasurer.pair(first, 1)
    treasurer.divide(second, ('100.00', '1', None))
    assert portal.balances()['1'] == '100.00'
    treasurer.undo(first)
    assert portal.balances()['1'] == '0.00'
    assert treasurer.left(first, second) == ['100.00', '100.00']
    treasurer.pair(second, 1)
    assert portal.balances()['1'] == '0.00'


def test_row_that_came_twice_is_dropped_and_comes_back_undone(portal, treasurer):
    treasurer.import_file(file((3, 'PRLV EN COURS ORANGE', '-20.00'), (5, 'VIR A B', '1.00')))
    treasurer.import_file(file(
        (3, 'PRLV SEPA ORANGE SA EN COURS 123', '-20.00'), (5, 'VIR A B', '1.00')))
    origin = treasurer.origin('PRLV SEPA ORANGE SA EN COURS 123')
    assert treasurer.bank_balance() == '-39.00'

    def drop(association, journal):
        from trytond_asso_members.bank import by_hand
        by_hand.drop(treasurer.ledger.get('account.statement.origin')(origin), "réécrit")
    for _ in range(2):
        treasurer.run(drop)
        assert treasurer.bank_balance() == '-19.00'
        assert treasurer.left(origin) == ['0.00']
        treasurer.undo(origin)
        assert treasurer.bank_balance() == '-39.00'
        assert treasurer.left(origin) == ['-20.00']
