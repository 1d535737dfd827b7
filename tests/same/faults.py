"""Faults for which a document, a move, a lettering or a payment line is refused.

Tryton accepts some of them in some states, so it is asked each time.
"""
import datetime as dt
from decimal import Decimal

from .world import CLOSED, CLOSED_JOURNAL, NO_PERIOD, SUMMER

CENT = Decimal('0.01')


def _on(name):
    def spoil(maker, document):
        document.account = maker.account(name)
    return spoil


def _item_on(name):
    def spoil(maker, document):
        document.items[-1].account = maker.account(name)
    return spoil


def _item_on_the_bills_account(maker, document):
    document.items[-1].account = document.account


def _item_not_in_force(maker, document):
    document.items[-1].account = maker.account(
        'old' if document.accounting_date >= SUMMER else 'new')


def _of(party):
    def spoil(maker, document):
        document.party = maker.world.parties[party]
    return spoil


def _booked_on(date):
    def spoil(maker, document):
        document.accounting_date = date
        document.period = maker.books.calendar.period(date)
    return spoil


def _taxed_by(name, amount='1.00'):
    def spoil(maker, document):
        item = document.items[-1]
        item.rate = maker.world.get('account.tax')(maker.world.taxes[name])
        item.tax, item.taxes = Decimal(amount), ()
    return spoil


def _on_members(spoil):
    def spoil_both(maker, document):
        document.account = maker.account('members')
        spoil(maker, document)
    return spoil_both


def _computed_by(name):
    def spoil(maker, document):
        item = document.items[-1]
        item.rate, item.tax = None, Decimal(0)
        item.taxes = (maker.world.get('account.tax')(maker.world.taxes[name]),)
    return spoil


def _priced(quantity, price, product=None):
    def spoil(maker, document):
        item = document.items[-1]
        item.quantity, item.unit_price = Decimal(quantity), Decimal(price)
        item.net = (item.quantity * item.unit_price).quantize(CENT)
        if product:
            item.product = maker.world.get('product.product')(
                maker.world.products[product])
    return spoil


def _net_of_its_own(maker, document):
    document.items[-1].net += CENT


def _in_journal(name):
    def spoil(maker, document):
        document.journal = maker.world.get('account.journal')(maker.world.journals[name])
    return spoil


def _on_terms(name):
    def spoil(maker, document):
        document.term = maker.world.get('account.invoice.payment_term')(
            maker.world.terms[name])
    return spoil


def _in_another_period(maker, document):
    document.period = maker.books.calendar.period(
        document.accounting_date - dt.timedelta(days=31))


def _without_items(maker, document):
    document.items = []


def _numbered_on_two_lines(maker, document):
    document.number = 'F\n1'


def _described(text):
    def spoil(maker, document):
        document.description = text
    return spoil


def _line_described(text):
    def spoil(maker, move):
        move.lines[0].description = text
    return spoil


DOCUMENTS = {
    'on a closed account': _on('closed receivable'),
    'on an account that is not receivable': _on('bank'),
    "on another company's account": _on("another's"),
    'an item on a closed account': _item_on('closed'),
    'an item on an account without type': _item_on('view'),
    "an item on another company's account": _item_on("another's"),
    'an item on an account not in force': _item_not_in_force,
    'an item on an account of a second currency': _item_on('dollars'),
    'an item on an account that is no revenue': _item_on('bank'),
    'an item on another receivable account': _item_on('counter'),
    "an item on the bill's own account": _item_on_the_bills_account,
    'of a party without address': _of('nowhere'),
    'of a party that has moved': _of('moved'),
    'in a closed period': _booked_on(CLOSED),
    'in a period closed for its journal': _booked_on(CLOSED_JOURNAL),
    'in no period': _booked_on(NO_PERIOD),
    'in the period of another date': _in_another_period,
    'in a journal of another kind': _in_journal('lettering'),
    'taxed by a tax without account': _taxed_by('no account'),
    'taxed by a tax on its own account': _on_members(_taxed_by('on the bill')),
    'taxed by a tax of purchases': _taxed_by('of purchases'),
    'taxed by a third of a cent': _taxed_by('normal', '0.003'),
    'computed with a tax on its own account': _on_members(_computed_by('on the bill')),
    'computed with a tax of purchases': _computed_by('of purchases'),
    'computed with a part of a tax': _computed_by('child'),
    'of a product without accounts': _priced('1', '5', 'without accounts'),
    'of half a piece': _priced('0.5', '5', 'service'),
    'of a price of many decimals': _priced('1', '5.000001'),
    'of an amount that is not its price': _net_of_its_own,
    'with too large a deposit': _on_terms('large deposit'),
    'without items': _without_items,
    'numbered on two lines': _numbered_on_two_lines,
    'described on two lines': _described("Objet\nde la facture"),
    }


def _line_on(name, party=None):
    def spoil(maker, move):
        move.lines[0].account = maker.account(name)
        move.lines[0].party = party and maker.world.parties[party]
    return spoil


def _line_not_in_force(maker, move):
    move.lines[0].account = maker.account('old' if move.date >= SUMMER else 'new')


def _line_no_longer_in_force(maker, move):
    _dated(SUMMER)(maker, move)
    move.lines[0].account = maker.account('old')


def _unbalanced(maker, move):
    move.lines[0].amount += CENT


def _third_decimal(maker, move):
    move.lines[0].amount += Decimal('0.001')
    move.lines[1].amount -= Decimal('0.001')


def _dated(date, journal=None):
    def spoil(maker, move):
        move.date, move.period = date, maker.books.calendar.period(date)
        if journal:
            move.journal = maker.world.journals[journal]
    return spoil


def _out_of_its_period(maker, move):
    move.date += dt.timedelta(days=31)


def _of_statement(state):
    def spoil(maker, move):
        move.origin = f'account.statement,{maker.world.bank.statements[state]}'
    return spoil


def _without_lines(maker, move):
    move.lines = []


MOVES = {
    'on a closed account': _line_on('closed'),
    'on an account without type': _line_on('view'),
    "on another company's account": _line_on("another's"),
    'on an account not in force': _line_not_in_force,
    'on an account no longer in force': _line_no_longer_in_force,
    'on an account of a second currency': _line_on('dollars'),
    'of no party': _line_on('customers'),
    'of a party too many': _line_on('counter', 'plain'),
    'not balanced': _unbalanced,
    'of a third decimal': _third_decimal,
    'in a closed period': _dated(CLOSED),
    'in a period closed for its journal': _dated(CLOSED_JOURNAL, 'bills'),
    'out of its period': _out_of_its_period,
    'without lines': _without_lines,
    'of a statement': _of_statement('draft'),
    'of a validated statement': _of_statement('validated'),
    'of a posted statement': _of_statement('posted'),
    'described with a tab': _described("Objet\tdu mouvement"),
    'with a line described on two lines': _line_described("Objet\r\nde la ligne"),
    }

# Lines of a lettering: (account, party, amount)
LETTERINGS = {
    'whole': [('customers', 'plain', '10'), ('customers', 'plain', '-4'),
        ('customers', 'plain', '-6')],
    'without party': [('counter', None, '7'), ('counter', None, '-7')],
    'of two accounts': [('customers', 'plain', '10'), ('members', 'plain', '-10')],
    'of two parties': [('customers', 'plain', '10'), ('customers', 'french', '-10')],
    'not zero': [('customers', 'plain', '10'), ('customers', 'plain', '-9.99')],
    'on an account not lettered': [('open book', 'plain', '10'), ('open book', 'plain', '-10')],
    'lettered before': [('customers', 'plain', '10'), ('customers', 'plain', '-10')],
    'draft': [('customers', 'plain', '10')],
    'a line twice': [('customers', 'plain', '10'), ('customers', 'plain', '-5')],
    'shared': [('customers', 'plain', '10'), ('customers', 'plain', '-10')],
    }

# What pays a bill of 20.00 to 'plain' on 'customers': (account, party, amounts)
PAYMENT_LINES = {
    'a part': ('customers', 'plain', ['-8']),
    'the whole in parts': ('customers', 'plain', ['-8', '-12']),
    'above the bill': ('customers', 'plain', ['-20.01']),
    'above the bill in parts': ('customers', 'plain', ['-12', '-12']),
    'of another party': ('customers', 'french', ['-5']),
    'on another account': ('members', 'plain', ['-5']),
    'owed itself': ('customers', 'plain', ['5']),
    'of a paid bill': ('customers', 'plain', ['-5']),
    'of a bill in another currency': ('customers', 'plain', ['-5']),
    'pays another bill': ('customers', 'plain', ['-5']),
    'twice': ('customers', 'plain', ['-5']),
    'lettered': ('customers', 'plain', ['-5']),
    }
