"""Tryton's wizards of a year's end find what they ask for, and the next year is there in time."""
import datetime as dt
from unittest.mock import patch

import pytest
from trytond.exceptions import UserError

from asso_bridge.fec.check import check
from tests.databases import Database, written
from tests.module.test_association import set_up
from tests.module.treasurer import row
from tests.ready import SETTINGS


def year_of(ledger, date):
    found, = ledger.get('account.fiscalyear').search([
            ('start_date', '<=', date), ('end_date', '>=', date)])
    return found


def chosen(wizard, year):
    "The form of the wizard once the year is chosen in it, with what it then proposes"
    start = wizard.start
    for name in type(start)._fields:
        setattr(start, name, None)
    start.fiscalyear = year
    start.on_change_fiscalyear()
    return start


def balance(ledger, date):
    "Carry the result of the year to the balance sheet; the move as {account: balance}, or None"
    Wizard = ledger.pool.get('account.fiscalyear.balance_non_deferral', type='wizard')
    wizard = Wizard(Wizard.create()[0])
    start = chosen(wizard, year_of(ledger, date))
    assert (start.period.type, start.period.start_date) == ('adjustment', start.fiscalyear.end_date)
    move = wizard.create_move()
    if not move:
        return None
    assert move.journal.code == 'CLO'
    move.__class__.post([move])
    return {line.account.code: str(line.debit - line.credit) for line in move.lines}


@pytest.mark.postgresql("a whole year closed by Tryton")
@pytest.mark.stress
def test_year_closes_with_what_the_wizards_propose(ledger, portal, treasurer, accountant, tmp_path):
    portal.settings(bank_since=dt.date(2026, 2, 1))
    treasurer.book((row('60.00'), 'matched', '1', None))

    def close():
        for year in range(2021, 2027):
            ledger.get('account.fiscalyear').close([year_of(ledger, dt.date(year, 1, 1))])

    def write():
        Fec = ledger.pool.get('account.fr.fec', type='wizard')
        wizard = Fec(Fec.create()[0])
        start = chosen(wizard, year_of(ledger, dt.date(2026, 1, 1)))
        assert start.deferral_period.type == 'adjustment'
        wizard.transition_generate()
        return wizard.result.file
    day = dt.date(2026, 1, 1)
    assert accountant.act(balance, ledger, day) == {'706': '100.00', '120': '-100.00'}
    assert accountant.act(balance, ledger, day) is None
    ledger.run(close, user=0, _skip_warnings=True)
    path = tmp_path / 'fec.txt'
    path.write_bytes(ledger.run(write, language='fr'))
    assert list(map(str, check(path).faults)) == []


def add_year(ledger, today, user=None):
    "The names of the years, once somebody has clicked on the menu"
    def click():
        Wizard = ledger.pool.get('asso.fiscalyear.add', type='wizard')
        with patch.object(ledger.get('ir.date'), 'today', lambda *_, **__: today):
            _, shown = Wizard(Wizard.create()[0]).do_open_({'views': []})
        return [y.name for y in ledger.get('account.fiscalyear').browse(shown['res_id'])]
    return ledger.run(click, user=user)


def last_years(ledger):
    with ledger.transaction():
        return [
            (y.name, str(y.start_date), str(y.end_date), y.state,
                [p.type for p in y.periods].count('standard'),
                [p.type for p in y.periods].count('adjustment'))
            for y in ledger.get('account.fiscalyear').search(
                [('end_date', '>', dt.date(2027, 1, 1))], order=[('start_date', 'ASC')])]


AS_NEXT = ('2028', '2028-01-01', '2028-12-31', 'open', 12, 1)


@pytest.mark.postgresql("a table is locked")
def test_year_is_added_by_one_click_and_the_second_shows_it(ledger):
    day = dt.date(2027, 11, 1)
    assert add_year(ledger, day) == ['2028']
    assert add_year(ledger, day) == ['2028']
    assert last_years(ledger) == [('2027', '2027-01-01', '2027-12-31', 'open', 12, 1), AS_NEXT]
    with ledger.transaction():
        year = year_of(ledger, dt.date(2028, 1, 1))
        invoices, = year.invoice_sequences
        assert (year.move_sequence.prefix, invoices.out_invoice_sequence.prefix) == (
            '2028-', 'F2028-')


def test_year_of_a_year_that_has_not_begun_is_that_one(ledger):
    assert add_year(ledger, dt.date(2026, 5, 1)) == ['2027']
    assert [name for name, *_ in last_years(ledger)] == ['2027']


@pytest.mark.stress
def test_year_after_one_that_is_closed_is_open(ledger):
    def close():
        for year in range(2021, 2028):
            ledger.get('account.fiscalyear').close([year_of(ledger, dt.date(year, 1, 1))])
    ledger.run(close, user=0, _skip_warnings=True)
    add_year(ledger, dt.date(2028, 1, 10))
    assert last_years(ledger)[1:] == [AS_NEXT]


@pytest.mark.stress
def test_year_after_a_short_one_has_twelve_months(bare_ledger):
    set_up(bare_ledger, {
            'company': "Asso", 'first_day': '2028-09-01', 'last_day': '2028-09-01'})
    set_up(bare_ledger, {
            'company': "Asso", 'first_day': '2028-03-01', 'last_day': '2028-03-01'})

    def shorten():
        FiscalYear = bare_ledger.get('account.fiscalyear')
        FiscalYear.delete(FiscalYear.search([('start_date', '=', dt.date(2028, 9, 1))]))
    bare_ledger.run(shorten)
    add_year(bare_ledger, dt.date(2028, 8, 1))
    assert last_years(bare_ledger) == [
        ('2028', '2028-03-01', '2028-08-31', 'open', 6, 1),
        ('2028-2029', '2028-09-01', '2029-08-31', 'open', 12, 1)]


def test_year_is_added_by_itself_once_the_last_is_about_to_end(ledger):
    def run(today):
        Cron = ledger.get('ir.cron')
        cron, = Cron.search([('method', '=', 'asso.association|add_years')])
        with patch.object(ledger.get('ir.date'), 'today', lambda *_, **__: today):
            cron.run_once()

    def years():
        return [name for name, *_ in last_years(ledger)]
    for today, found in [
            (dt.date(2027, 10, 31), ['2027']), (dt.date(2027, 11, 1), ['2027', '2028']),
            (dt.date(2027, 11, 2), ['2027', '2028'])]:
        ledger.run(run, today, user=0)
        assert years() == found


def test_year_is_added_by_itself_only_where_the_association_wants_it(ledger):
    def run():
        Association = ledger.get('asso.association')
        Association.write(Association.search([]), {'year_ahead': None})
        with patch.object(
                ledger.get('ir.date'), 'today', lambda *_, **__: dt.date(2027, 12, 30)):
            Association.add_years()
    ledger.run(run, user=0)
    assert [name for name, *_ in last_years(ledger)] == ['2027']


def test_year_of_a_company_without_an_association_is_refused(bare_ledger):
    with pytest.raises(UserError, match="no association"):
        add_year(bare_ledger, dt.date(2027, 11, 1))


@pytest.mark.stress
def test_set_up_completes_the_years_of_an_association_of_before(ledger, backend):
    def as_before():
        Period = ledger.get('account.period')
        Period.delete(Period.search([('type', '=', 'adjustment')]))
        FiscalYear = ledger.get('account.fiscalyear')
        FiscalYear.close(FiscalYear.search([('name', '=', '2021')]))
    ledger.run(as_before, user=0, _skip_warnings=True)
    set_up(ledger)
    with ledger.transaction():
        periods = ledger.get('account.period').search(
            [('type', '=', 'adjustment')], order=[('start_date', 'ASC')])
        assert [(p.name, str(p.start_date), str(p.end_date)) for p in periods] == [
            (f'Clôture {year}', f'{year}-12-31', f'{year}-12-31') for year in range(2022, 2028)]
    database = Database(ledger.database, backend)
    before = written(database)
    set_up(ledger, SETTINGS)
    assert written(database) == before
