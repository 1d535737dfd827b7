"""Closed periods, closed years and the cut-over."""
import datetime as dt

import pytest

from tests.module.portal import Portal, bill, gone, member, note, payment


@pytest.fixture
def portal(ledger):
    portal = Portal(ledger)
    portal.send(member())
    return portal


def close(portal, year=None, month=None):
    "Close the fiscal year, or the month of 2026."
    def act():
        FiscalYear = portal.ledger.get('account.fiscalyear')
        Period = portal.ledger.get('account.period')
        if year:
            fiscalyear, = FiscalYear.search([('name', 'like', f'{year}%')])
            _take_result(portal, fiscalyear)
            FiscalYear.close([fiscalyear])
        else:
            Period.close(Period.search([
                        ('start_date', '=', dt.date(2026, month, 1)),
                        ('type', '=', 'standard')]))
    portal.ledger.run(act, user=0, _skip_warnings=True)


def _take_result(portal, fiscalyear):
    "Balance the year's revenue with the result, as an accountant does before closing."
    from trytond.transaction import Transaction
    Account = portal.ledger.get('account.account')
    Move = portal.ledger.get('account.move')
    with Transaction().set_context(
            fiscalyear=fiscalyear.id, company=fiscalyear.company.id):
        revenue, = Account.search([('code', '=', '706')])
        result, = Account.search([('code', '=', '120')])
        balance = -Account(revenue.id).balance
    period = fiscalyear.periods[-1]
    move, = Move.create([{
                'journal': portal.ledger.get('account.journal').search([], limit=1)[0].id,
                'period': period.id, 'date': period.end_date,
                'lines': [('create', [
                            {'account': revenue.id, 'debit': balance},
                            {'account': result.id, 'credit': balance}])]}])
    Move.post([move])


def dates(portal):
    "{number: (date of the document, date in the books)} of the bills."
    with portal.ledger.transaction():
        Invoice = portal.ledger.get('account.invoice')
        return {
            i.number: (str(i.invoice_date), str(i.move.date))
            for i in Invoice.search([])}


def test_bill_of_a_closed_period_is_refused(portal):
    close(portal, month=1)
    assert portal.send(bill('1', '10.00', '2026-01-15')) == {'1': 'closed_period'}
    assert portal.quarantine() == {('bill', '1'): 'closed_period'}


def test_bill_of_a_closed_period_moves_if_so_set(portal):
    portal.settings(closed_periods='move')
    close(portal, month=1)
    portal.send(bill('1', '10.00', '2026-01-15'), payment('1', '4.00', '2026-01-16'))
    assert dates(portal) == {'F-1': ('2026-01-15', '2026-02-01')}
    assert portal.balances() == {'1': '-6.00'}


def test_refused_bill_is_applied_once_the_period_is_open(portal):
    close(portal, month=1)
    portal.send(bill('1', '10.00', '2026-01-15'))

    def reopen():
        Period = portal.ledger.get('account.period')
        Period.reopen(Period.search([('state', '=', 'closed')]))
    portal.ledger.run(reopen, user=0)
    portal.call('finish', str(portal.run), '{"state": "done"}')
    assert portal.quarantine() == {}
    assert portal.balances() == {'1': '-10.00'}


def test_date_without_fiscal_year_is_refused(portal):
    assert portal.send(bill('1', '10.00', '1999-01-15')) == {'1': 'no_period'}


def test_lettering_in_a_closed_year_may_be_added(portal):
    portal.send(bill('1', '10.00', '2021-06-01'))
    close(portal, year=2021)
    portal.send(payment('1', '10.00', '2022-02-01', ('1', '10.00')))
    assert portal.states() == {'1': 'paid'}


def test_lettering_in_a_closed_year_is_not_undone(portal):
    paid = payment('1', '10.00', '2021-06-02', ('1', '10.00'))
    portal.send(
        bill('1', '10.00', '2021-06-01'), bill('2', '10.00', '2022-02-01'), paid)
    close(portal, year=2021)
    moved = payment('1', '10.00', '2021-06-02', ('2', '10.00'))
    assert portal.send(moved) == {'1': 'lettering_closed'}
    assert portal.send(gone('payment', '1')) == {'1': 'payment_lettered'}
    assert portal.send(gone('bill', '1')) == {'1': 'bill_lettered'}
    assert portal.states() == {'1': 'paid', '2': 'posted'}


def test_bill_whose_deletion_is_in_a_closed_year_is_not_restored(portal):
    came = bill('1', '10.00', '2021-06-01')
    portal.send(came, bill('2', '20.00', '2021-06-01'))
    portal.send(gone('bill', '1'))
    close(portal, year=2021)
    assert [portal.send(came) for _ in range(2)] == [{'1': 'bill_restored'}] * 2
    assert portal.balances() == {'1': '-20.00'}


def test_ledger_leaves_what_a_closed_year_has_lettered(portal):
    portal.send(
        bill('2', '10.00', '2021-06-01'),
        payment('1', '15.00', '2021-06-02', allocations=None))
    close(portal, year=2021)
    portal.settings(closed_periods='move')
    portal.send(bill('1', '10.00', '2021-05-01'))
    assert portal.allocations() == {'1': {'2': '10.00', '1': '5.00'}}


def test_cutover_brings_older_documents_as_opening_entries(portal):
    portal.settings(cutover=dt.date(2024, 1, 1))
    portal.send(
        bill('1', '10.00', '2021-06-01'), bill('2', '20.00', '2022-06-01'),
        payment('1', '15.00', '2022-07-01', ('1', '10.00'), ('2', '5.00')))
    assert dates(portal) == {
        'F-1': ('2021-06-01', '2024-01-01'), 'F-2': ('2022-06-01', '2024-01-01')}
    assert portal.open() == {('bill', '2'): '15.00'}
    with portal.ledger.transaction():
        Move = portal.ledger.get('account.move')
        assert {str(m.date) for m in Move.search([])} == {'2024-01-01'}
        feed, = portal.feed.search([])
        books = feed.association
        assert [
            str(a.balance) for a in [books.account_opening, books.account_revenue]
            ] == ['-15.00', '0.00']


def test_payment_after_the_cutover_settles_an_opening_entry(portal):
    portal.settings(cutover=dt.date(2024, 1, 1))
    portal.send(
        bill('1', '10.00', '2021-06-01'),
        payment('1', '10.00', '2024-07-01', ('1', '10.00')))
    assert portal.states() == {'1': 'paid'}


def test_credit_note_after_the_cutover_is_of_its_own_year(portal):
    portal.settings(cutover=dt.date(2024, 1, 1))
    portal.send(
        bill('1', '10.00', '2021-06-01'),
        note('2', '4.00', '2024-07-01', '1', ('1', '4.00')))
    assert portal.open() == {('bill', '1'): '6.00'}
    with portal.ledger.transaction():
        feed, = portal.feed.search([])
        books = feed.association
        assert [
            str(a.balance) for a in [books.account_opening, books.account_revenue]
            ] == ['-10.00', '4.00']
