"""The money in the bank for three months: what is expected, from the books as they are."""
import datetime as dt
from decimal import Decimal

import pytest
from dateutil.relativedelta import relativedelta
from trytond.pyson import PYSONDecoder

from tests.module.members import bill, day, member, payment, send, today


@pytest.fixture
def books(ledger):
    """Of 100.00 that fell due in the year, 25.00 is not paid; 40.00 is due in two months, and
    8.00 has been due for over a year.
    """
    send(
        ledger, member('1', "Ada Un"), member('2', "Bo Deux"),
        bill('10', '1', '75.00', day(-60), due=day(-50)),
        bill('11', '1', '25.00', day(-50), due=day(-40)),
        bill('12', '2', '40.00', day(-1), due=day(65)),
        bill('13', '2', '8.00', day(-420), due=day(-400)),
        payment('90', '1', '75.00', day(-45), b10='75.00'))
    return ledger


def forecast(ledger):
    "(in the bank, share never paid, [(month, kind, accounts, amount)])"
    def make():
        association, = ledger.get('asso.association').search([])
        with association.own_context():
            made, = ledger.get('asso.forecast').create([{}])
            return made.opening, made.share, [
                ((line.first_day - made.day).days // 28, line.kind, line.label, line.amount)
                for line in made.lines], made.id
    return ledger.run(make)


def test_members_pay_on_the_due_date_but_for_the_share_that_is_never_paid(books):
    opening, share, lines, _ = forecast(books)
    assert share == Decimal('0.2500')
    assert lines == [
        (0, 'owed', None, Decimal('25.00')), (0, 'unpaid', None, Decimal('-6.25')),
        (0, 'bank', None, opening + Decimal('18.75')),
        (1, 'bank', None, opening + Decimal('18.75')),
        (2, 'owed', None, Decimal('40.00')), (2, 'unpaid', None, Decimal('-10.00')),
        (2, 'bank', None, opening + Decimal('48.75'))]


def test_forecast_begins_with_the_bank_in_the_ledger(books):
    def balance():
        association, = books.get('asso.association').search([])
        lines = books.get('account.move.line').search([
                ('account', 'in', list(association.accounts_of_bank())),
                ('move.state', '=', 'posted')])
        return sum((line.debit - line.credit for line in lines), Decimal(0))
    opening, *_ = forecast(books)
    assert opening == books.run(balance)


def test_subscriptions_costs_and_suppliers_are_expected(ledger, portal, subscriber):
    first = today() + dt.timedelta(days=3)
    subscriber.subscribe(subscriber.offer('10.00'), first)

    def spend():
        Account, Move = ledger.get('account.account'), ledger.get('account.move')
        code = {a.code: a for a in Account.search([
                    ('code', 'in', ['6063', '6261', '6811', '4011', '401', '626', '6262'])])}
        party = subscriber.member('1').party
        cost = next(a for c, a in sorted(code.items()) if c.startswith('62') and not a.closed)
        owed = next(a for c, a in sorted(code.items()) if c.startswith('401') and not a.closed)
        journal, = ledger.get('account.journal').search([('type', '=', 'general')], limit=1)
        when = today() - relativedelta(months=1)
        period = ledger.get('account.period').find(journal_company(), date=when)
        move, = Move.create([{
                    'journal': journal.id, 'period': period.id, 'date': when,
                    'lines': [('create', [
                                {'account': cost.id, 'debit': Decimal('120.00')},
                                {'account': owed.id, 'credit': Decimal('120.00'),
                                    'party': party.id, 'maturity_date': today()}])]}])
        Move.post([move])

    def journal_company():
        association, = ledger.get('asso.association').search([])
        return association.company
    ledger.run(spend)
    found = {}
    for month, kind, label, amount in forecast(ledger)[2]:
        found.setdefault(kind, []).append((month, label, amount))
    ten = Decimal('10.00')
    assert found['billed'] == [(0, None, ten), (1, None, ten), (2, None, ten)]
    assert found['supplier'] == [(0, None, Decimal('-120.00'))]
    assert found['cost'] == [(0, '62', -ten), (1, '62', -ten), (2, '62', -ten)]


def test_each_line_opens_what_is_behind_it(books):
    *_, made = forecast(books)

    def open_():
        Line = books.get('asso.forecast.line')
        found = {}
        for line in Line.search([('forecast', '=', made)]):
            action = Line.show([line])
            found.setdefault(line.kind, []).append((action['res_model'], books.get(
                        action['res_model']).search(
                            PYSONDecoder().decode(action['pyson_domain']), count=True)))
        return found
    opened = books.run(open_)
    assert opened['owed'] == opened['unpaid'] == [
        ('account.move.line', 1), ('account.move.line', 1)]
    assert opened['bank'][0] == ('account.account', 1)
