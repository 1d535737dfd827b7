"""Fiscal years renewed by Tryton's own wizard, and what numbers their documents."""
import datetime as dt

import pytest

from tests.module.test_association import SETTINGS, set_up


def renew(ledger, reset=True):
    "Run the wizard as the client does; return the new year's id"
    Renew = ledger.pool.get('account.fiscalyear.renew', type='wizard')
    session, state, _ = Renew.create()
    values = Renew.execute(session, {}, state)['view']['defaults']
    values = {name: value for name, value in values.items() if '.' not in name}
    start = ledger.get('account.fiscalyear.renew.start')()
    start.previous_fiscalyear = ledger.get('account.fiscalyear')(values['previous_fiscalyear'])
    start.on_change_previous_fiscalyear()
    values.update(
        name=start.name, start_date=start.start_date, end_date=start.end_date,
        reset_sequences=reset)
    result = Renew.execute(session, {state: values}, 'create_')
    return result['actions'][0][1]['res_id']


def affixes(year):
    sequences, = year.invoice_sequences
    return {
        sequence.prefix for sequence in [
            year.move_sequence, sequences.out_invoice_sequence,
            sequences.out_credit_note_sequence, sequences.in_invoice_sequence,
            sequences.in_credit_note_sequence]}


def number(ledger, year):
    "The number of the next invoice of the year"
    sequences, = ledger.get('account.fiscalyear')(year).invoice_sequences
    return sequences.out_invoice_sequence.get()


@pytest.mark.parametrize('first, last, years', [
        pytest.param('2026-01-01', '2026-12-31', ['2027', '2028'], marks=pytest.mark.stress),
        ('2025-07-01', '2026-06-30', ['2026-2027', '2027-2028'])])
@pytest.mark.stress
def test_renewed_year_numbers_by_its_own_name(bare_ledger, first, last, years):
    set_up(bare_ledger, {**SETTINGS, 'first_day': first, 'last_day': last})
    for year in years:
        id_ = bare_ledger.run(renew, bare_ledger)
        with bare_ledger.transaction():
            new = bare_ledger.get('account.fiscalyear')(id_)
            assert affixes(new) == {
                f'{year}-', f'F{year}-', f'FA{year}-', f'A{year}-', f'AA{year}-'}
            assert [p.type for p in new.periods].count('standard') == 12
        assert bare_ledger.run(number, bare_ledger, id_) == f'F{year}-000001'


@pytest.mark.stress
def test_year_renewed_under_a_name_of_a_persons_numbers_by_its_dates(bare_ledger):
    set_up(bare_ledger, {**SETTINGS, 'first_day': '2026-01-01', 'last_day': '2026-12-31'})

    def rename():
        FiscalYear = bare_ledger.get('account.fiscalyear')
        FiscalYear.write(FiscalYear.search([]), {'name': "Exercice 1"})
    bare_ledger.run(rename)
    id_ = bare_ledger.run(renew, bare_ledger)
    with bare_ledger.transaction():
        year = bare_ledger.get('account.fiscalyear')(id_)
        assert (year.start_date, affixes(year)) == (dt.date(2027, 1, 1), {
                '2027-', 'F2027-', 'FA2027-', 'A2027-', 'AA2027-'})


@pytest.mark.stress
def test_year_renewed_without_a_reset_shares_the_sequences_of_invoices(bare_ledger):
    set_up(bare_ledger, {**SETTINGS, 'first_day': '2026-01-01', 'last_day': '2026-12-31'})
    id_ = bare_ledger.run(renew, bare_ledger, False)
    with bare_ledger.transaction():
        years = bare_ledger.get('account.fiscalyear').search([], order=[('start_date', 'ASC')])
        assert years[1].id == id_
        old, new = (year.invoice_sequences[0].out_invoice_sequence for year in years)
        assert (old, old.prefix) == (new, 'F2026-')
        assert [year.move_sequence.prefix for year in years] == ['2026-', '2027-']
