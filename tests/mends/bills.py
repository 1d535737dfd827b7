"""Mends of bills."""
from tests.module.portal import bill, gone, line, member, note

from .mend import mend

DAY = '2026-03-05'
RIGHT = bill('1', '30.00', DAY)


def _corrected(code, state, words, *wrong, right=RIGHT, balance='-30.00'):
    @mend(code, state, words, m1=balance)
    def steps(scene):
        scene.send(member(), *wrong)
        yield
        scene.send(*([right] if isinstance(right, dict) else right))


_corrected(
    'bill_number_missing', "an invoice without a number", "it is numbered in the portal",
    bill('1', '30.00', DAY, number=None))
_corrected(
    'bill_total', "a bill of 30.00 whose line is of 20.00", "the line is corrected",
    bill('1', '30.00', DAY, lines=[line('20.00')]))
_corrected(
    'line_net', "a net of 30.00 for 2 times 30.00", "the line is corrected",
    bill('1', '30.00', DAY, lines=[line('30.00', quantity='2')]))
_corrected(
    'line_gross', "a gross of 30.00 for a net of 25.00 without tax", "the line is corrected",
    bill('1', '30.00', DAY, lines=[line('25.00', gross='30.00')]))
_corrected(
    'tax_without_rate', "a tax of 5.00 at 0 %", "the rate is entered",
    bill('1', '30.00', DAY, lines=[line('25.00', tax='5.00')]),
    right=bill('1', '30.00', DAY, lines=[line('25.00', rate='20.00', tax='5.00')]))
_corrected(
    'tax_unknown', "a tax at 19.50 %", "the rate is corrected",
    bill('1', '30.00', DAY, lines=[line('25.00', rate='19.50', tax='5.00')]),
    right=bill('1', '30.00', DAY, lines=[line('25.00', rate='20.00', tax='5.00')]))
_corrected(
    'account_unknown', "a line of the account 7999999", "the code is corrected",
    bill('1', '30.00', DAY, lines=[line('30.00', account='7999999')]),
    right=bill('1', '30.00', DAY, lines=[line('30.00', account='706')]))
_corrected(
    'account_kind', "a line of the bank's account", "the code is corrected",
    bill('1', '30.00', DAY, lines=[line('30.00', account='5121')]),
    right=bill('1', '30.00', DAY, lines=[line('30.00', account='706')]))


@mend('tax_unknown', "a tax at 10 %", "the tax is added to the feed", m1='-11.00')
def tax_added(scene):
    add = scene.replace('asso.feed.tax', [('rate', '=', 10)])
    scene.send(member(), bill(
            '1', '11.00', DAY, lines=[line('10.00', rate='10.00', tax='1.00')]))
    yield
    add()
    scene.settle()


@mend('account_unknown', "a line of the account 7068", "the account is added", m1='-30.00')
def account_added(scene):
    scene.send(member(), bill('1', '30.00', DAY, lines=[line('30.00', account='70689')]))
    yield

    def add(get):
        Account = get('account.account')
        revenue, = Account.search([('code', '=', '706')])
        Account.copy([revenue], {'code': '70689', 'name': "Autres services"})
    scene.tryton(add)
    scene.settle()


@mend('bill_frozen', "the total of a posted bill is changed", "the change is undone", m1='-30.00')
def change_undone(scene):
    scene.send(member(), RIGHT)
    scene.send(bill('1', '40.00', DAY))
    yield
    scene.send(RIGHT)


@mend(
    'bill_restored', "a bill deleted in a year that is closed now, and restored",
    "it is deleted again, and a new one is made", layer='closed',
    m1='-10.00', m2='0.00', m3='-10.00', m4='5.00', m5='-5.00')
def made_anew(scene):
    from tests.module.closed_year import DELETED
    scene.send(DELETED)
    yield
    scene.send(gone('bill', '3'))
    scene.send(bill('33', '10.00', '2022-06-01', member='3'))


_corrected(
    'bill_negative', "a bill of -5.00", "it is replaced with a credit note on another bill",
    RIGHT, bill('2', '-5.00', DAY), right=[gone('bill', '2'), note('3', '5.00', DAY, '1')],
    balance='-25.00')
_corrected(
    'number_taken', "two bills have the number F-1", "one gets a number of its own",
    RIGHT, bill('2', '5.00', DAY, number='F-1'), right=bill('2', '5.00', DAY),
    balance='-35.00')


@mend(
    'bill_frozen', "the total of a posted bill is changed, as it was wrong",
    "the bill is set back, credited, and a new one is made", m1='-40.00')
def credited(scene):
    scene.send(member(), RIGHT)
    scene.send(bill('1', '40.00', DAY))
    yield
    scene.send(RIGHT)
    scene.send(note('2', '30.00', DAY, '1', ('1', '30.00')), bill('3', '40.00', DAY))
