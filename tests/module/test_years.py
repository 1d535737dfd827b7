"""Closed periods, closed years and the cut-over."""
import datetime as dt

import pytest

from tests.module.closed_year import DELETED
from tests.module.portal import Portal, bill, gone, member, note, payment


@pytest.fixture
def portal(ledger):
    portal = Portal(ledger)
    portal.send(member())
    return portal


@pytest.fixture
def of_a_closed_year(make_ledger):
    "A portal whose documents of 2021 are in a year that was closed: tests.module.closed_year"
    return Portal(make_ledger('closed'))


def close(portal, month):
    "Close the month of 2026."
    def act():
        Period = portal.ledger.get('account.period')
        Period.close(Period.search([
                    ('start_date', '=', dt.date(2026, month, 1)), ('type', '=', 'standard')]))
    portal.ledger.run(act, user=0, _skip_warnings=True)


def dates(portal):
    "{number: (date of the document, date in the books)} of the bills."
    with portal.ledger.transaction():
        Invoice = portal.ledger.get('account.invoice')
        return {
            i.number: (str(i.invoice_date), str(i.move.date))
            for i in Invoice.search([])}


def test_bill_of_a_closed_period_is_refused(portal):
    close(portal, 1)
    assert portal.send(bill('1', '10.00', '2026-01-15')) == {'1': 'closed_period'}
    assert portal.quarantine() == {('bill', '1'): 'closed_period'}


def test_payment_of_a_closed_period_is_booked_on_the_first_open_day(portal):
    portal.send(bill('1', '10.00', '2026-01-15'))
    close(portal, 1)
    portal.send(
        payment('1', '4.00', '2026-01-16', ('1', '4.00')), payment('2', '-1.00', '2026-01-16'))
    assert portal.balances() == {'1': '-7.00'}
    with portal.ledger.transaction():
        Payment = portal.ledger.get('asso.payment')
        assert [(str(p.date), str(p.booked_on)) for p in Payment.search([])] == [
            ('2026-01-16', '2026-02-01')] * 2
        assert Payment.search([('booked_on', '>', '2026-01-31')], count=True) == 2
    portal.send(gone('payment', '1'))
    assert portal.balances() == {'1': '-11.00'}


def test_bill_of_a_closed_period_moves_if_so_set(portal):
    portal.settings(closed_periods='move')
    close(portal, 1)
    portal.send(bill('1', '10.00', '2026-01-15'), payment('1', '4.00', '2026-01-16'))
    assert dates(portal) == {'F-1': ('2026-01-15', '2026-02-01')}
    assert portal.balances() == {'1': '-6.00'}


def test_refused_bill_is_applied_once_the_period_is_open(portal):
    close(portal, 1)
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


def test_lettering_in_a_closed_year_may_be_added(of_a_closed_year):
    portal = of_a_closed_year
    assert portal.states()['1'] == 'posted'
    portal.send(payment('9', '10.00', '2022-02-01', ('1', '10.00')))
    assert portal.states()['1'] == 'paid'


def test_lettering_in_a_closed_year_is_not_undone(of_a_closed_year):
    portal = of_a_closed_year
    portal.send(bill('9', '10.00', '2022-02-01', member='2'))
    moved = payment('2', '10.00', '2021-06-02', ('9', '10.00'), member='2')
    assert portal.send(moved) == {'2': 'lettering_closed'}
    assert portal.send(gone('payment', '2')) == {'2': 'payment_lettered'}
    assert portal.send(gone('bill', '2')) == {'2': 'bill_lettered'}
    assert (portal.states()['2'], portal.states()['9']) == ('paid', 'posted')


def test_money_paid_back_in_a_closed_year_stays_so(of_a_closed_year):
    portal = of_a_closed_year
    portal.send(bill('9', '10.00', '2022-02-01', member='5'))
    moved = payment('5', '10.00', '2021-06-02', ('9', '10.00'), member='5')
    for outcome in ['applied', 'unchanged']:
        assert portal.send(moved) == {'5': outcome}
        assert portal.excess() == {'5': {'9': '10.00'}}
    assert portal.send(gone('payment', '5')) == {'5': 'payment_lettered'}
    assert portal.send(gone('payment', '6')) == {'6': 'payment_lettered'}
    portal.send(payment('7', '8.00', '2021-06-03', member='5'))
    assert [portal.residuals()[id_] for id_ in '567'] == ['0.00', '0.00', '3.00']
    with portal.ledger.transaction():
        repayment, = portal.ledger.get('asso.payment').search([('portal_id', '=', '6')])
        letterings = {line.reconciliation for line in repayment.lines if line.party}
        assert sorted(sum(x.debit for x in r.lines) for r in letterings) == [5, 10]


def test_bill_whose_deletion_is_in_a_closed_year_is_not_restored(of_a_closed_year):
    portal = of_a_closed_year
    assert [portal.send(DELETED) for _ in range(2)] == [{'3': 'bill_restored'}] * 2
    assert portal.balances()['3'] == '0.00'


def test_ledger_leaves_what_a_closed_year_has_lettered(of_a_closed_year):
    portal = of_a_closed_year
    assert portal.allocations()['4'] == {'4': '10.00'}
    portal.settings(closed_periods='move')
    portal.send(bill('9', '10.00', '2021-05-01', member='4'))
    assert portal.allocations()['4'] == {'4': '10.00', '9': '5.00'}


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
