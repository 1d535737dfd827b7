"""A payment that a row of the bank was paired with, and that the portal then tells otherwise."""
import pytest

from .portal import gone, payment
from .treasurer import file, row

LABEL = 'VIR M MORIN 1 ADA'


@pytest.fixture(params=[
    'portal first', 'bank first', 'given by a person', 'on the account of the bank'])
def paired(request, portal, treasurer):
    "The row of a transfer that both have told of"
    if request.param != 'on the account of the bank':
        request.getfixturevalue('since')
    if request.param == 'bank first':
        treasurer.book((row('100.00', label=LABEL), 'matched', '1', None))
        portal.send(payment('7', '100.00', '2026-02-09', ('1', '100.00')))
    elif request.param == 'given by a person':
        treasurer.book((row('100.00', label=LABEL), 'waiting', None, None))
        treasurer.divide(treasurer.origin(LABEL), ('100.00', '1', None))
        portal.send(payment('7', '100.00', '2026-02-09', ('1', '100.00')))
    else:
        portal.send(payment('7', '100.00', '2026-02-09', ('1', '100.00')))
        treasurer.import_file(file((10, LABEL, '100.00')))
    assert (treasurer.transit(), treasurer.waits()) == ([], {})
    return treasurer.origin(LABEL)


def test_row_waits_when_its_payment_was_a_cheque(portal, treasurer, paired):
    portal.send(payment('7', '100.00', '2026-02-09', ('1', '100.00'), means='check'))
    assert portal.balances()['1'] == '0.00'
    assert portal.states()['1'] == 'paid'
    assert treasurer.waits()[LABEL][1] == '100.00'
    assert treasurer.transit() == [1]
    assert (treasurer.bank_balance(), treasurer.balance('5112')) == ('100.00', '100.00')
    assert treasurer.log(paired)[-1][:3] == (
        'undone', '1', "Le portail dit qu'il a été payé autrement")
    treasurer.divide(paired, ('100.00', '2', None))
    assert portal.balances() == {'1': '0.00', '2': '100.00'}
    assert treasurer.waits() == {}
    assert treasurer.balance('5116') == '0.00'


@pytest.mark.parametrize(
    'paired', ['portal first', 'bank first', 'on the account of the bank'], indirect=True)
def test_row_is_paired_again_when_its_payment_is_a_transfer_again(portal, treasurer, paired):
    "But what a person has decided about before is left to persons."
    for means in ['check', 'transfer'] * 2:
        portal.send(payment('7', '100.00', '2026-02-09', ('1', '100.00'), means=means))
        assert treasurer.again() == (means == 'transfer')
        assert portal.balances()['1'] == '0.00'
    assert (treasurer.transit(), treasurer.waits()) == ([], {})
    assert treasurer.balance('5112') == '0.00'
    assert treasurer.bank_balance() == '100.00'


def test_row_stays_paired_when_its_payment_stays_on_its_account(portal, treasurer, paired):
    portal.send(payment('7', '100.00', '2026-02-09', ('1', '100.00'), means='other'))
    assert (treasurer.transit(), treasurer.waits()) == ([], {})


def test_row_waits_and_says_so_when_its_payment_is_deleted(portal, treasurer, paired):
    portal.send(gone('payment', '7'))
    assert portal.balances()['1'] == '-100.00'
    assert treasurer.waits()[LABEL][1] == '100.00'
    assert treasurer.transit() == []
    assert treasurer.log(paired)[-1][:3] == (
        'undone', '1', "Le portail a supprimé le paiement")
    treasurer.divide(paired, ('100.00', '1', None))
    assert portal.balances()['1'] == '0.00'
    assert treasurer.waits() == {}


def test_payment_of_a_row_that_gets_another_member_stays_paired(portal, treasurer, paired):
    portal.send(payment('7', '100.00', '2026-02-09', member='2'))
    assert portal.balances() == {'1': '-100.00', '2': '100.00'}
    assert (treasurer.transit(), treasurer.waits()) == ([], {})
    *before, last = treasurer.log(paired)
    assert {undone for kind, _, _, undone in before if kind == 'cleared'} <= {True}
    assert (last[0], last[1], last[3]) == ('cleared', '2', False)
    assert treasurer.again() == 0
    treasurer.undo(paired)
    assert treasurer.waits()[LABEL][1] == '100.00'
    assert portal.balances() == {'1': '-100.00', '2': '100.00'}


@pytest.mark.parametrize('then', ['given to another', 'deleted', 'a cheque'])
def test_payment_of_a_row_that_has_no_member_any_more(portal, treasurer, paired, then):
    portal.send(payment('7', '100.00', '2026-02-09', member=None))
    assert portal.balances() == {'1': '-100.00', '2': '0.00'}
    changed = {
        'given to another': payment('7', '100.00', '2026-02-09', member='2'),
        'deleted': gone('payment', '7'),
        'a cheque': payment('7', '100.00', '2026-02-09', member=None, means='check')}[then]
    assert portal.send(changed) == {'7': 'applied'}
    if then != 'deleted':
        means = changed['data']['means']
        portal.send(payment('7', '100.00', '2026-02-09', member='2', means=means))
    assert portal.balances() == {
        '1': '-100.00', '2': '0.00' if then == 'deleted' else '100.00'}
    assert treasurer.balance('5112') == ('100.00' if then == 'a cheque' else '0.00')
    assert [amount for _, amount, *_ in treasurer.waits().values()] == (
        [] if then == 'given to another' else ['100.00'])


def test_amount_of_a_payment_of_a_row_is_refused_and_changed_by_a_new_one(
        portal, treasurer, paired):
    outcome = portal.send(payment('7', '90.00', '2026-02-09', ('1', '90.00')))
    assert outcome == {'7': 'payment_frozen'}
    assert portal.balances()['1'] == '0.00'
    assert (treasurer.transit(), treasurer.waits()) == ([], {})
    portal.send(gone('payment', '7'), payment('8', '90.00', '2026-02-09', ('1', '90.00')))
    assert portal.balances()['1'] == '-10.00'
    assert treasurer.waits()[LABEL][1] == '100.00'
    assert treasurer.again() == 0


def test_deposit_waits_for_the_cheque_that_was_a_transfer(portal, treasurer, since):
    portal.send(*(
        payment(str(n), f'{n}0.00', f'2026-02-0{n}', member='2', means='check')
        for n in (1, 2)))
    treasurer.import_file(file((10, 'REMISE CHEQUES 2', '30.00')))
    portal.send(payment('2', '20.00', '2026-02-02', member='2'))
    assert portal.balances()['2'] == '30.00'
    assert treasurer.waits()['REMISE CHEQUES 2'][1] == '20.00'
    assert treasurer.transit() == [2]
    assert (treasurer.balance('5112'), treasurer.balance('5116')) == ('-20.00', '20.00')


def test_transfer_that_the_portal_took_for_a_cheque_is_credited_once(portal, treasurer, since):
    portal.send(payment('7', '100.00', '2026-02-09', ('1', '100.00'), means='check'))
    treasurer.book((row('100.00', label=LABEL), 'matched', '1', None))
    assert portal.balances()['1'] == '100.00'
    portal.send(payment('7', '100.00', '2026-02-09', ('1', '100.00')))
    assert portal.balances()['1'] == '0.00'
    assert treasurer.waits()[LABEL][1] == '100.00'
    assert treasurer.again() == 1
    assert portal.balances()['1'] == '0.00'
    assert (treasurer.transit(), treasurer.waits()) == ([], {})
    assert treasurer.balance('5112') == '0.00'
