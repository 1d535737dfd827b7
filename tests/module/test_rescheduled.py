"""A bill that an accountant rescheduled is open again once what it is due by is not lettered."""
import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest

from tests.module.portal import Portal, bill, member, offer

DAY = dt.date(2026, 2, 9)


@pytest.mark.parametrize('own', [False, True])
def test_rescheduled_bill_is_open_again_when_its_term_is_unlettered(ledger, own):
    portal = Portal(ledger)
    portal.send(offer(), member(), bill('1', '30.00', '2026-01-05'))

    def states():
        from trytond.transaction import Transaction

        from trytond_asso_members.books import Books
        from trytond_asso_members.periods import Calendar
        feed, = portal.feed.search([])
        Invoice = ledger.get('account.invoice')
        invoice, = Invoice.search([])
        reconciliation = pay(ledger, feed, invoice, reschedule(ledger, feed, invoice))
        found = [Invoice(invoice.id).state]
        with Transaction().set_context(_asso_own_way=own):
            Books(Calendar(feed.company)).unletter({reconciliation.id})
        return [*found, Invoice(invoice.id).state]
    assert ledger.run(states) == ['paid', 'posted']


def reschedule(ledger, feed, invoice):
    "The line of the one term by which the bill is due now"
    Reschedule = ledger.pool.get('account.move.line.reschedule', type='wizard')
    move, balance = Reschedule.reschedule_lines(
        list(invoice.lines_to_pay), feed.journal_lettering,
        [SimpleNamespace(date=DAY, amount=Decimal('30.00'))])
    move.post()
    line, = (line for line in move.lines if line != balance)
    return line


def pay(ledger, feed, invoice, term):
    "The lettering of the term with money that came, after which the bill is paid"
    Move, Line = ledger.get('account.move'), ledger.get('account.move.line')
    move, = Move.create([{
        'journal': feed.journal_suspense.id, 'period': term.move.period.id,
        'date': term.move.date, 'lines': [('create', [
            {'account': term.account.id, 'party': term.party.id, 'credit': 30, 'debit': 0},
            {'account': feed.account_suspense.id, 'credit': 0, 'debit': 30}])]}])
    Move.post([move])
    credit, = (line for line in move.lines if line.party)
    reconciliation, = Line.reconcile([term, credit])
    ledger.get('account.invoice').process([invoice])
    return reconciliation
