"""Mends of what the books refuse."""
import datetime as dt

from tests.module.portal import bill, line, member, offer, payment

from .mend import mend

DAY = '2026-03-05'
BILL = bill('1', '30.00', DAY)
TAXED = bill('1', '24.00', DAY, lines=[line('20.00', rate='20.00', tax='4.00')])
MARCH = [('start_date', '=', dt.date(2026, 3, 1)), ('type', '=', 'standard')]


def _write(code, state, words, model, domain, wrong, right, *changes, balance='-30.00'):
    "A record of Tryton is wrong, a person corrects it, and the next run tries again."
    @mend(code, state, words, m1=balance)
    def steps(scene):
        scene.send(member())
        scene.write(model, domain, **wrong)
        scene.send(*(changes or [BILL]))
        yield
        scene.write(model, domain, **right)
        scene.settle()


@mend('no_period', "a bill of 1999", "the date is corrected", m1='-30.00')
def date_corrected(scene):
    scene.send(member(), bill('1', '30.00', '1999-03-05'))
    yield
    scene.send(BILL)


@mend('no_period', "a bill of 1999", "the cut-over date is set", m1='-30.00')
def cutover_set(scene):
    scene.send(member(), bill('1', '30.00', '1999-03-05'))
    yield
    scene.settings(cutover=dt.date(2021, 1, 1))
    scene.settle()


@mend('no_period', "a bill of 2028", "the fiscal year is created", m1='-30.00')
def year_created(scene):
    from tests.ready import SETTINGS
    scene.send(member(), bill('1', '30.00', '2028-03-05'))
    yield
    set_up = scene.ledger.get('asso.association.setup.start').set_up
    scene.tryton(lambda get: set_up({**SETTINGS, 'last_day': '2028-12-31'}))
    scene.settle()


def _closed_march(words, mended):
    @mend('closed_period', "a bill of March, which is closed", words, m1='-30.00')
    def steps(scene):
        scene.send(member())
        scene.press('account.period', 'close', MARCH)
        scene.send(BILL)
        yield
        mended(scene)


_closed_march("the period is reopened", lambda scene: (
    scene.press('account.period', 'reopen', MARCH), scene.settle()))
_closed_march("the association books in the first open period", lambda scene: (
    scene.settings(closed_periods='move'), scene.settle()))
_closed_march("the date is corrected", lambda scene: scene.send(bill('1', '30.00', '2026-04-05')))


def _closed_journal(words, mended):
    @mend('closed_journal', "a bill of March, for which its journal is closed", words, m1='-35.00')
    def steps(scene):
        scene.send(member(), bill('2', '5.00', DAY))
        march = [('journal.code', '=', 'ADH'), ('period.start_date', '=', dt.date(2026, 3, 1))]
        scene.press('account.journal.period', 'close', march)
        scene.send(BILL)
        yield
        mended(scene, march)


_closed_journal("the journal is reopened", lambda scene, march: (
    scene.press('account.journal.period', 'reopen', march), scene.settle()))
_closed_journal("the association books in the first open period", lambda scene, march: (
    scene.settings(closed_periods='move'), scene.settle()))


@mend(
    'no_open_period', "a bill to book in the first open period, when none is open",
    "the next fiscal year is created", m1='-30.00')
def next_year(scene):
    from tests.ready import SETTINGS
    scene.send(member())
    scene.settings(closed_periods='move')
    scene.press('account.period', 'close', [('type', '=', 'standard')])
    scene.send(BILL)
    yield
    set_up = scene.ledger.get('asso.association.setup.start').set_up
    scene.tryton(lambda get: set_up({**SETTINGS, 'last_day': '2028-12-31'}))
    scene.settle()


_write(
    'books_account', "the account of revenue is closed", "it is reopened",
    'account.account', [('code', '=', '706')], {'closed': True}, {'closed': False})
_write(
    'books_account_date', "the account of revenue ends in February", "its dates are changed",
    'account.account', [('code', '=', '706')],
    {'end_date': dt.date(2026, 2, 28)}, {'end_date': None})
_write(
    'books_journal', "the journal of bills is of the type General",
    "its type is changed", 'account.journal', [('code', '=', 'ADH')],
    {'type': 'general'}, {'type': 'revenue'})


@mend(
    'books_address', "the member's party has no address", "one is added", m1='-30.00')
def address_added(scene):
    scene.send(member())

    def remove(get):
        Address = get('party.address')
        Address.delete(Address.search([('party.name', 'like', "%Morin%")]))
    scene.tryton(remove)
    scene.send(BILL)
    yield

    def add(get):
        party, = get('party.party').search([('name', 'like', "%Morin%")])
        get('party.address').create([{'party': party.id}])
    scene.tryton(add)
    scene.settle()


_write(
    'books_account_party', "a payment on the bank's account, which requires a party",
    "\"Party Required\" is changed", 'account.account', [('code', '=', '5121')],
    {'party_required': True}, {'party_required': False}, payment('1', '30.00', DAY),
    balance='30.00')


@mend(
    'books_account_currency', "a payment on the bank's account, which has a second currency",
    "it is removed from the account", m1='30.00')
def currency_removed(scene):
    scene.send(member())
    dollar = scene.accountant().dollar()
    scene.write('account.account', [('code', '=', '5121')], second_currency=dollar)
    scene.send(payment('1', '30.00', DAY))
    yield
    scene.write('account.account', [('code', '=', '5121')], second_currency=None)
    scene.settle()


def _tax_of_the_feed(get):
    tax, = get('asso.feed.tax').search([('rate', '=', 20)])
    return tax.tax


@mend(
    'books_tax_account', "the tax of 20 % is booked on the account of the members",
    "another is set on the tax", m1='-24.00')
def tax_account_set(scene):
    def book_on(code):
        def act(get):
            tax = _tax_of_the_feed(get)
            before = tax.invoice_account.code
            tax.invoice_account, = get('account.account').search([('code', '=', code)])
            tax.save()
            return before
        return scene.tryton(act)
    scene.send(member())
    before = book_on('4112')
    scene.send(TAXED)
    yield
    book_on(before)
    scene.settle()


@mend(
    'books_tax', "the tax of the feed for 20 % has become one of purchases",
    "another is chosen in the feed", m1='-24.00')
def another_tax(scene):
    def spoil(get):
        tax = _tax_of_the_feed(get)
        other, = get('account.tax').copy([tax])
        group, = get('account.tax.group').create([
                {'name': "Achats", 'code': 'A', 'kind': 'purchase'}])
        tax.group = group
        tax.save()
        return other.id
    scene.send(member())
    other = scene.tryton(spoil)
    scene.send(TAXED)
    yield
    scene.write('asso.feed.tax', [('rate', '=', 20)], tax=other)
    scene.settle()


@mend(
    'books_product', "the product of the offer has no revenue account",
    "one is set on its accounting category", m1='-30.00')
def revenue_account_set(scene):
    def make(get):
        configuration = get('account.configuration')(1)
        configuration.default_category_account_revenue = None
        configuration.save()
        unit, = get('product.uom').search([('symbol', '=', 'u')], limit=1)
        category, = get('product.category').create([{'name': "Accès", 'accounting': True}])
        template, = get('product.template').create([{
                    'name': "Accès", 'type': 'service', 'default_uom': unit.id,
                    'account_category': category.id, 'products': [('create', [{}])]}])
        get('asso.offer').write(
            get('asso.offer').search([]), {'product': template.products[0].id})
    scene.send(member(), offer())
    scene.tryton(make)
    scene.send(bill('1', '30.00', DAY, lines=[line('30.00', offer='1')]))
    yield

    def give(get):
        category, = get('product.category').search([('accounting', '=', True)])
        category.account_revenue, = get('account.account').search([('code', '=', '706')])
        category.save()
    scene.tryton(give)
    scene.settle()
