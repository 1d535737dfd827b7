"""Gifts that are paid by bank statements in Tryton."""
import datetime as dt
from decimal import Decimal

import pytest

from tests.module.earned import promise, trial, wrong
from tests.module.portal import Portal, member


@pytest.fixture
def portal(make_ledger):
    portal = Portal(make_ledger())
    portal.send(member(), promise('2', '50.00'), promise('3', '30.00'))
    return portal


@pytest.fixture
def statement(portal):
    "A draft of a statement: 50.00 for the one gift, and 10.00 for the other."
    def make():
        get = portal.ledger.get
        feed, = portal.feed.search([('code', '=', 'portal')])
        company, = get('company.company').search([])
        account, = get('account.account').search([('code', '=', '5121')])
        journal, = get('account.journal').create([
                {'name': "Relevés", 'code': 'REL', 'type': 'statement'}])
        of_bank, = get('account.statement.journal').create([{
                    'name': "Relevés", 'journal': journal.id, 'company': company.id,
                    'currency': company.currency.id, 'validation': 'amount',
                    'account': account.id}])
        bills = get('account.invoice').search([], order=[('number', 'ASC')])
        found, = get('account.statement').create([{
            'name': "Relevé", 'company': company.id, 'journal': of_bank.id,
            'date': dt.date(2026, 2, 10), 'total_amount': Decimal('60.00'),
            'lines': [('create', [{
                            'number': number, 'date': dt.date(2026, 2, 10),
                            'amount': Decimal(amount), 'party': bill.party.id,
                            'account': feed.association.account_receivable.id,
                            'related_to': str(bill)}
                        for number, bill, amount in zip(
                            '12', bills, ['50.00', '10.00'], strict=True)])]}])
        return found.id
    return portal.ledger.run(make)


def press(portal, statement, button):
    def act():
        Statement = portal.ledger.get('account.statement')
        getattr(Statement, button)([Statement(statement)])
    portal.ledger.run(act, _skip_warnings=True)


@pytest.mark.postgresql("sums in SQL, and locks")
def test_gift_is_income_once_the_statement_that_pays_it_is_posted(portal, statement):
    press(portal, statement, 'validate_statement')
    assert trial(portal) == {'4672': '80.00'}
    press(portal, statement, 'post')
    assert trial(portal) == {'4672': '20.00', '7541': '60.00'}
    assert (wrong(portal), portal.faults()) == ({}, [])


def test_statement_that_is_cancelled_leaves_no_income(portal, statement):
    press(portal, statement, 'validate_statement')
    press(portal, statement, 'cancel')
    assert trial(portal) == {'4672': '80.00'}
    assert wrong(portal) == {}
