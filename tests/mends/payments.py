"""Mends of payments and credit notes."""
from tests.module.clerk import Clerk
from tests.module.portal import bill, change, gone, member, note, payment

from .mend import mend

DAY = '2026-03-05'
BILL = bill('1', '30.00', DAY)


def _corrected(code, state, words, wrong, right, balance, *before):
    @mend(code, state, words, m1=balance)
    def steps(scene):
        scene.send(member(), BILL, *before)
        scene.send(wrong)
        yield
        scene.send(right)


_corrected(
    'payment_frozen', "the amount of a payment is changed from 10.00 to 20.00",
    "the change is undone", payment('1', '20.00', DAY), payment('1', '10.00', DAY, note=1),
    '-20.00', payment('1', '10.00', DAY))
_corrected(
    'allocation_sign', "an allocation of -10.00", "it is corrected",
    payment('1', '10.00', DAY, ('1', '-10.00')),
    payment('1', '10.00', DAY, ('1', '10.00')), '-20.00')
_corrected(
    'allocation_twice', "a bill is named twice", "the two are joined",
    payment('1', '30.00', DAY, ('1', '10.00'), ('1', '20.00')),
    payment('1', '30.00', DAY, ('1', '30.00')), '0.00')
_corrected(
    'allocation_above_payment', "20.00 of a payment of 10.00 are allocated",
    "the allocation is corrected", payment('1', '10.00', DAY, ('1', '20.00')),
    payment('1', '10.00', DAY, ('1', '10.00')), '-20.00')
_corrected(
    'allocation_of_nobody', "a payment without a member is allocated",
    "the portal says who paid", payment('1', '30.00', DAY, ('1', '30.00'), member=None),
    payment('1', '30.00', DAY, ('1', '30.00')), '0.00')
_corrected(
    'credit_note_sign', "a credit note of -5.00", "it is corrected",
    note('1', '-5.00', DAY, '1'), note('1', '5.00', DAY, '1'), '-25.00')
_corrected(
    'credit_note_above_bill', "a credit note of 40.00 on a bill of 30.00", "it is corrected",
    note('1', '40.00', DAY, '1'), note('1', '30.00', DAY, '1'), '0.00')


def _of_a_loss(words, right):
    @mend(
        'bill_written_off', "a credit note of 30.00 on a bill of which 20.00 was written off",
        words, m1='10.00')
    def steps(scene):
        scene.send(member(), BILL, payment('1', '10.00', DAY, ('1', '10.00')))
        Clerk(scene.ledger, scene.portal).write_off('F-1')
        scene.send(note('1', '30.00', DAY, '1'))
        yield
        right(scene)


def _take_the_loss_back(scene):
    scene.press('asso.act', 'undo', [('kind', '=', 'written_off')])
    scene.settle()


_of_a_loss("the writing off is undone in Tryton", _take_the_loss_back)
_of_a_loss(
    "the credit note is lowered", lambda scene: scene.send(note('1', '10.00', DAY, '1')))


@mend(
    'payment_frozen', "the amount of a payment is changed from 10.00 to 20.00",
    "the payment is deleted and entered again", m1='-10.00')
def entered_again(scene):
    scene.send(member(), BILL, payment('1', '10.00', DAY))
    scene.send(payment('1', '20.00', DAY))
    yield
    scene.send(gone('payment', '1'), payment('2', '20.00', DAY))


@mend(
    'means_unset', "a payment by card, which the feed does not know",
    "the method is added to the feed", m1='30.00')
def method_added(scene):
    add = scene.replace('asso.feed.payment_method', [('means', '=', 'card')])
    scene.send(member(), payment('1', '30.00', DAY, means='card'))
    yield
    add()
    scene.settle()


@mend(
    'bill_of_another', "a credit note of one member on a bill of another",
    "its member is corrected", m1='-25.00', m2='0.00')
def member_corrected(scene):
    scene.send(member(), member('2'), BILL, note('3', '5.00', DAY, '1', member='2'))
    yield
    scene.send(note('3', '5.00', DAY, '1'))


@mend(
    'bill_elsewhere', "a credit note on a bill that was cancelled in Tryton",
    "the note is deleted", m1='0.00')
def note_deleted(scene):
    scene.send(member(), BILL)
    scene.accountant().cancel()
    scene.send(note('3', '5.00', DAY, '1'))
    yield
    scene.send(gone('credit_note', '3'))


@mend(
    'suspense_lettered', "a payment that a person has moved from suspense to income gets a member",
    "that lettering is undone in Tryton", m1='30.00')
def lettering_undone(scene):
    def move_to_income(get):
        Line = get('account.move.line')
        waiting, = Line.search([('account.code', '=', '471'), ('reconciliation', '=', None)])
        income, = get('account.account').search([('code', '=', '706')])
        move, = get('account.move').create([{
                    'journal': waiting.move.journal.id, 'date': waiting.date,
                    'period': waiting.period.id,
                    'lines': [('create', [
                                {'account': waiting.account.id, 'debit': waiting.credit},
                                {'account': income.id, 'credit': waiting.credit}])]}])
        get('account.move').post([move])
        Line.reconcile([
            waiting, *(line for line in move.lines if line.account == waiting.account)])
    scene.send(member(), payment('1', '30.00', DAY, member=None))
    scene.tryton(move_to_income)
    scene.send(payment('1', '30.00', DAY))
    yield
    scene.accountant().act(scene.accountant().unletter_all)
    scene.settle()


@mend(
    'payment_waiting', "a payment for a bill that is refused",
    "the bill is corrected in the portal", m1='0.00')
def bill_corrected(scene):
    wrong = {k: v for k, v in BILL['data'].items() if k != 'date'}
    scene.send(
        member(), change('bill', **wrong), payment('1', '30.00', DAY, ('1', '30.00')))
    scene.settle()
    assert scene.balances() == {'1': '30.00'}
    yield
    scene.send(BILL)


@mend(
    'payment_waiting', "a payment of a member who is not there", "the member arrives",
    m1='-10.00')
def payer_arrives(scene):
    scene.send(payment('1', '20.00', DAY, ('1', '20.00')))
    scene.settle()
    yield
    scene.send(member(), BILL)
