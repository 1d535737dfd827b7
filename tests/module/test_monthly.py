"""Figures of each month: they go from one month to the next, and equal the ledger."""
import datetime as dt
from collections import defaultdict
from decimal import Decimal

import pytest
from trytond.pyson import PYSONDecoder

from tests.module.portal import bill, member, payment

on_postgresql = pytest.mark.postgresql("figures are queries in SQL")
SPAN = {'figures_from': dt.date(2026, 1, 15), 'figures_to': dt.date(2026, 4, 1)}


def rows(ledger, name, *columns, **context):
    def read():
        from trytond.transaction import Transaction
        association, = ledger.get('asso.association').search([])
        with association.own_context(), Transaction().set_context(**SPAN, **context):
            return {
                (f'{row.month:%m}', *([row.offer and row.offer.reference] if name == 'service'
                    else [])): tuple(getattr(row, column) for column in columns)
                for row in ledger.get(f'asso.figure.{name}').search([])}
    return ledger.run(read)


def opened(ledger, name):
    "{name of a figure: {row: (the figure, that of the records which it opens)}}, of all rows."
    def read():
        from trytond.transaction import Transaction
        association, = ledger.get('asso.association').search([])
        found = defaultdict(dict)
        with association.own_context(), Transaction().set_context(**SPAN):
            Figure = ledger.get(f'asso.figure.{name}')
            for row in Figure.search([]):
                for figure in Figure._sums:
                    action = getattr(Figure, f'show_{figure}')([row])
                    records = ledger.get(action['res_model']).search(
                        PYSONDecoder().decode(action['pyson_domain']))
                    found[figure][row.id] = (getattr(row, figure), worth(figure, records))
        return found
    return ledger.run(read)


def worth(figure, records):
    if figure in {'dues', 'dues_before'}:
        return sum((r.total_amount for r in records), Decimal(0))
    if figure in {'income', 'result'}:
        return sum((r.credit - r.debit for r in records), Decimal(0))
    if figure == 'cost':
        return sum((r.debit - r.credit for r in records), Decimal(0))
    return len(records)


@pytest.fixture
def months(ledger, portal):
    portal.send(
        member('2', joined='2026-02-28'),
        bill('20', '15.00', '2026-02-03', member='2', kind='membership_fee'),
        bill('21', '10.00', '2025-02-27', member='2', kind='membership_fee'))

    def leave():
        Member = ledger.get('asso.member')
        first, = Member.search([('portal_id', '=', '1')])
        Member.write([first], {'joined': dt.date(2020, 1, 1), 'left': dt.date(2026, 3, 31)})
    ledger.run(leave)
    return ledger


@on_postgresql
def test_members_of_a_month_are_those_before_and_who_joined_less_who_left(months):
    found = rows(months, 'month', 'joined', 'resigned', 'members', 'dues', 'dues_before')
    assert found == {
        ('01',): (0, 0, 1, 0, 0), ('02',): (1, 0, 2, Decimal('15.00'), Decimal('10.00')),
        ('03',): (0, 1, 1, 0, 0), ('04',): (0, 0, 1, 0, 0)}


def test_months_are_named_and_sorted_by_their_days(months):
    def read():
        from trytond.transaction import Transaction
        association, = months.get('asso.association').search([])
        with association.own_context(), Transaction().set_context(**SPAN, language='fr'):
            found = months.get('asso.figure.month').search([], order=[('month_name', 'ASC')])
            return [row.rec_name.replace('\xa0', ' ') for row in found]
    assert months.run(read) == ['janvier 2026', 'février 2026', 'mars 2026', 'avril 2026']


@pytest.fixture
def services(ledger, portal, subscriber):
    "A service of 10.00 a month, billed in January and March, and what was spent on it."
    portal.send(bill('30', '7.00', '2026-03-09'))
    offer = subscriber.offer()
    subscriber.subscribe(offer, '2026-01-20', '2026-03-19')
    subscriber.subscribe(offer, '2026-03-05')
    for day in ['2026-01-20', '2026-02-20', '2026-03-20']:
        subscriber.bill(day)

    def spend():
        Account, Move = ledger.get('account.account'), ledger.get('account.move')
        # Salaries and interest, of which Tryton's own lines say no expense
        costs = [Account.search([('code', '=', code)])[0] for code in ['6411', '6616']]
        assert [one.type.expense for one in costs] == [False, False]
        bank, = Account.search([('code', '=', '5121')])
        Offer = ledger.get('asso.offer')
        Offer.write([Offer(offer)], {'costs': [('add', [costs[0].id])]})
        journal, = ledger.get('account.journal').search([('type', '=', 'general')], limit=1)
        period, = ledger.get('account.period').search([
                ('start_date', '=', dt.date(2026, 3, 1)), ('type', '=', 'standard')])
        for account, amount in zip(costs, ['4.00', '1.50'], strict=True):
            move, = Move.create([{
                        'journal': journal.id, 'period': period.id, 'date': dt.date(2026, 3, 8),
                        'lines': [('create', [
                                    {'account': account.id, 'debit': Decimal(amount)},
                                    {'account': bank.id, 'credit': Decimal(amount)}])]}])
            Move.post([move])
    ledger.run(spend)
    return ledger


@on_postgresql
def test_offer_has_its_subscriptions_its_income_and_its_costs(services):
    ten, seven, owing = Decimal('10.00'), Decimal('7.00'), Decimal('100.00')
    assert rows(
        services, 'service', 'begun', 'ended', 'running', 'income', 'cost', 'result') == {
        ('01', None): (0, 0, 0, owing, 0, owing),
        ('01', 'TEL'): (1, 0, 1, ten, 0, ten), ('02', 'TEL'): (0, 0, 1, ten, 0, ten),
        ('03', 'TEL'): (1, 1, 1, ten, 4, ten - 4),
        ('03', None): (0, 0, 0, seven, Decimal('1.50'), Decimal('5.50')),
        ('04', 'TEL'): (0, 0, 1, 0, 0, 0)}


@on_postgresql
def test_credit_note_takes_from_the_income_of_its_offer(services):
    def credit():
        Invoice = services.get('account.invoice')
        bill, = Invoice.search([
                ('lines.origin.id', '!=', None, 'asso.subscription'),
                ('invoice_date', '=', dt.date(2026, 2, 20))])
        note, = Invoice.credit([bill])
        Invoice.write([note], {'invoice_date': dt.date(2026, 4, 2)})
        Invoice.post([note])
    services.run(credit)
    found = rows(services, 'service', 'income')
    assert (found['04', 'TEL'], ('04', None) in found) == ((Decimal('-10.00'),), False)


def test_row_is_called_by_its_month_and_its_offer(services):
    assert rows(services, 'service', 'rec_name')['02', 'TEL'] == ("février\xa02026 Offer TEL",)


def test_offers_together_are_the_result_of_the_ledger(services):
    def result():
        lines = services.get('account.move.line').search([
                ('move.state', '=', 'posted'), ('account.type.statement', '=', 'income'),
                ('move.date', '>=', dt.date(2026, 1, 1)),
                ('move.date', '<=', dt.date(2026, 4, 30))])
        return sum(line.credit - line.debit for line in lines)
    told = rows(services, 'service', 'result')
    assert sum(amount for amount, in told.values()) == services.run(result) == Decimal('131.50')


@pytest.mark.parametrize('name', ['month', 'service'])
def test_figure_of_a_month_opens_what_it_counts(months, services, name):
    assert {
        figure: of for figure, found in opened(services, name).items()
        if (of := {row: pair for row, pair in found.items() if pair[0] != pair[1]})} == {}


def test_dues_that_are_income_when_paid_are_of_their_offer(ledger, portal, subscriber):
    portal.settings(fee_income='payment')
    fee = subscriber.offer('12.00', 12, 'COT', kind='membership_fee')
    subscriber.subscribe(fee, '2026-01-01')
    subscriber.bill('2026-01-02')
    assert rows(ledger, 'service', 'income')['01', 'COT'] == (0,)
    portal.send(payment('9', '112.00', '2026-02-10', allocations=None))
    assert rows(ledger, 'service', 'income')['02', 'COT'] == (Decimal('12.00'),)


def test_without_a_company_there_are_no_figures_of_months(months):
    def count():
        from trytond.transaction import Transaction
        with Transaction().set_context(company=None):
            return [
                months.get(f'asso.figure.{name}').search([], count=True)
                for name in ['month', 'service']]
    assert months.run(count) == [0, 0]
