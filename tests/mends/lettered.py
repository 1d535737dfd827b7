"""Mends of what a person has lettered, or a closed year."""
from tests.module.closed_year import PAID
from tests.module.portal import bill, gone, member, payment

from .mend import mend

DAY = '2026-03-05'
BILL = bill('1', '30.00', DAY)
# What its members owe in the layer of a closed year, but for the second
OTHERS = {'m1': '-10.00', 'm3': '0.00', 'm4': '5.00', 'm5': '-5.00'}
GIVEN = payment('2', '10.00', '2021-06-02', ('2', '10.00'), member='2')


def _of_a_closed_year(code, state, words, wrong, *right, **balances):
    @mend(code, state, words, layer='closed', **OTHERS, **balances)
    def steps(scene):
        scene.send(bill('9', '4.00', '2022-02-01', member='2'))
        scene.send(wrong)
        yield
        scene.send(*right)


_of_a_closed_year(
    'lettering_closed', "4.00 of a payment lettered in a closed year are allocated elsewhere",
    "the allocation is restored",
    payment('2', '10.00', '2021-06-02', ('2', '6.00'), ('9', '4.00'), member='2'),
    GIVEN, m2='-4.00')
_of_a_closed_year(
    'lettering_closed', "4.00 of a payment lettered in a closed year are allocated elsewhere",
    "the allocation is restored, and another payment entered",
    payment('2', '10.00', '2021-06-02', ('2', '6.00'), ('9', '4.00'), member='2'),
    GIVEN, payment('3', '4.00', '2022-02-02', ('9', '4.00'), member='2'), m2='0.00')
_of_a_closed_year(
    'payment_lettered', "a payment lettered in a closed year is deleted",
    "it is restored under the same ID", gone('payment', '2'), GIVEN, m2='-4.00')
_of_a_closed_year(
    'bill_lettered', "a bill paid in a closed year is deleted",
    "it is restored under the same ID", gone('bill', '2'), PAID, m2='-4.00')


@mend(
    'bill_lettered', "a bill that a person has lettered with other money is deleted",
    "the lettering is undone in Tryton", m1='30.00')
def unlettered(scene):
    scene.send(member(), BILL)
    accountant = scene.accountant()
    accountant.act(lambda: accountant.letter(*accountant.open_lines()))
    scene.send(gone('bill', '1'))
    yield
    accountant.act(accountant.unletter)
    scene.settle()


@mend(
    'bill_lettered', "a bill that was paid in part in Tryton is deleted",
    "the payment is taken off its Payment Lines", m1='20.00')
def paid_in_part(scene):
    scene.send(member(), BILL)
    accountant = scene.accountant()
    accountant.pay('20.00')
    scene.send(gone('bill', '1'))
    yield

    def take_off():
        bill = accountant.bill()
        bill.payment_lines = []
        bill.save()
    accountant.act(take_off)
    scene.settle()


@mend(
    'bill_delegated', "a bill that was delegated to another member in Tryton is deleted",
    "it is restored under the same ID", m1='0.00', m2='-30.00')
def owed_by_another(scene):
    scene.send(member(), member('2'), BILL)
    scene.accountant().delegate('Morin 2')
    scene.send(gone('bill', '1'))
    yield
    scene.send(BILL)


@mend(
    'bill_reversal', "the bill was deleted, its lettering undone by a person, and it is restored",
    "the two are lettered together again", m1='-30.00')
def lettered_again(scene):
    scene.send(member(), BILL)
    scene.send(gone('bill', '1'))
    accountant = scene.accountant()
    accountant.act(accountant.unletter)
    scene.send(BILL)
    yield
    accountant.act(lambda: accountant.reconcile_all('Morin 1'))
    scene.settle()
