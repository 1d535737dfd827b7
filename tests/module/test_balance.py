"""What a treasurer reads of members, and finds them by: balances, terms, memberships."""
from decimal import Decimal

import pytest

from tests.module.members import bill, credit_note, day, find, member, numbers, payment, send, today

on_postgresql = pytest.mark.postgresql("balances, searches and orders are queries in SQL")


def test_balance_is_positive_when_ahead_and_negative_when_owing(association):
    assert {n: m.balance for n, m in association.items()} == {
        '1': Decimal('-39.00'), '2': Decimal('5.00'),
        '3': Decimal('-15.00'), '10': Decimal('0.00')}


def test_balance_is_of_the_members_company_whatever_the_users(books):
    with books.transaction(company=None):
        ada = find(books, '1')
        assert (ada.balance, ada.overdue, ada.currency.code) == (
            Decimal('-39.00'), Decimal('29.00'), 'EUR')
        assert numbers(books, ('balance', '=', 0)) == ['10']


def test_balance_ignores_draft_moves(ledger):
    def draft():
        feed, = ledger.get('asso.feed').search([])
        Period = ledger.get('account.period')
        ledger.get('account.move').create([{
                    'company': feed.company.id, 'date': today(),
                    'journal': feed.association.journal_income.id,
                    'period': Period.find(feed.company, date=today()).id,
                    'lines': [('create', [
                                {'account': feed.association.account_receivable.id,
                                    'party': find(ledger, '1').party.id,
                                    'debit': Decimal('7.00')},
                                {'account': feed.association.account_revenue.id,
                                    'credit': Decimal('7.00')},
                                ])],
                    }])
    send(ledger, member('1', "Ada Un"), bill('11', '1', '39.00', day(-60)))
    ledger.run(draft)
    with ledger.transaction():
        assert find(ledger, '1').balance == Decimal('-39.00')
        assert find(ledger, '1').party.receivable == Decimal('46.00')


def test_overdue_is_net_of_what_is_attached(association):
    assert {n: m.overdue for n, m in association.items()} == {
        '1': Decimal('29.00'), '2': Decimal('0.00'),
        '3': Decimal('15.00'), '10': Decimal('0.00')}


@on_postgresql
def test_search_by_what_a_treasurer_types_finds(books, association):
    found = {
        ('balance', '<', 0): ['1', '3'],
        ('balance', '=', 0): ['10'],
        ('balance', '>=', 0): ['2', '10'],
        ('balance', 'in', (Decimal('5.00'), Decimal('-15.00'))): ['2', '3'],
        ('overdue', '>', 0): ['1', '3'],
        ('membership_state', '=', 'current'): ['2'],
        ('membership_state', 'in', ('never', 'none')): ['1', '3', '10'],
        ('membership_until', '=', None): ['1', '3', '10'],
        ('membership_until', '>=', today()): ['2'],
        ('portal_id', '=', '10'): ['10'],
        ('portal_id', '=', None): [],
        ('email', 'ilike', 'ada%'): ['1'],
        ('email', '=', None): ['2', '3', '10'],
        ('mobile', '!=', None): ['2'],
        ('rec_name', 'ilike', '%1%'): ['1', '10'],
        ('rec_name', 'ilike', '%trois%'): ['3'],
        ('rec_name', 'ilike', '%exemple.org%'): ['1'],
        ('rec_name', 'ilike', '%lovelace%'): ['1'],
        }
    assert {clause: numbers(books, clause) for clause in found} == found


@on_postgresql
def test_search_for_no_balance_finds_cents_that_cancel_out(ledger):
    send(
        ledger,
        member('1', "Ada Un"),
        bill('11', '1', '0.10', day(-3)),
        bill('12', '1', '0.20', day(-2)),
        payment('91', '1', '0.30', day(-1)))
    with ledger.transaction():
        assert len(find(ledger, '1').open_entries) == 3
        assert numbers(ledger, ('balance', '=', 0)) == ['1']
        assert numbers(ledger, ('balance', '<', 0)) == []


@on_postgresql
def test_search_with_order_sorts(books, association):
    found = {
        ('number', 'DESC'): ['10', '3', '2', '1'],
        ('balance', 'ASC'): ['1', '3', '10', '2'],
        ('overdue', 'DESC'): ['1', '3', '2', '10'],
        ('membership_until', 'ASC NULLS LAST'): ['2', '1', '3', '10'],
        ('membership_state', 'ASC'): ['2', '1', '3', '10'],
        }
    assert {
        order: numbers(books, order=[order, ('number', 'ASC')])
        for order in found} == found


@on_postgresql
def test_open_entries_are_the_lines_not_lettered_in_order_of_due_date(
        association):
    assert [
        (line.debit - line.credit, line.invoice_payment is not None)
        for line in association['1'].open_entries] == [
            (Decimal('39.00'), False), (Decimal('-10.00'), True),
            (Decimal('10.00'), False)]
    assert [line.credit for line in association['2'].open_entries] == [
        Decimal('5.00')]
    assert list(association['10'].open_entries) == []


def test_membership_paid_is_current_until_its_end(association):
    assert {
        n: (str(m.membership_until), m.membership_state)
        for n, m in association.items()} == {
            '1': ('None', 'never'), '2': (day(275), 'current'),
            '3': ('None', 'never'), '10': ('None', 'none')}


def test_membership_credited_in_full_is_not_paid(ledger):
    send(
        ledger,
        member('3', "Cy Trois"),
        bill('31', '3', '15.00', day(-90), kind='membership_fee',
            start=day(-90), end=day(275)))
    send(ledger, credit_note('93', '3', '31', '15.00', day(-1)))
    with ledger.transaction():
        cy = find(ledger, '3')
        fee, = ledger.get('account.invoice').search([
                ('party', '=', cy.party.id),
                ('bill_kind', '=', 'membership_fee')])
        assert (fee.state, cy.membership_until, cy.membership_state) == (
            'paid', None, 'never')


def test_membership_deleted_in_the_portal_is_not_paid(ledger):
    send(
        ledger,
        member('3', "Cy Trois"),
        bill('31', '3', '15.00', day(-90), kind='membership_fee',
            start=day(-90), end=day(275)))
    send(ledger, ('bill', '31', None))
    with ledger.transaction():
        cy = find(ledger, '3')
        assert (cy.balance, cy.membership_until, cy.membership_state) == (
            Decimal('0.00'), None, 'never')


def test_reading_a_page_asks_once_however_many_members(
        books, association, monkeypatch):
    Member = books.get('asso.member')
    asked = []
    query = Member._amount_query.__func__

    def count(cls, name, parties=None):
        asked.append((name, len(parties)))
        return query(cls, name, parties)
    monkeypatch.setattr(Member, '_amount_query', classmethod(count))
    Member.read(
        [m.id for m in association.values()], ['balance', 'overdue'])
    assert sorted(asked) == [('balance', 4), ('overdue', 4)]
