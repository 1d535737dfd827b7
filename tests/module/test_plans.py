"""What an accountant agrees upon in Tryton: part payments, terms, delegated and grouped debts."""
import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest

from tests.module.portal import Portal, bill, gone, line, member, offer, payment

FIRST, SECOND = dt.date(2026, 2, 9), dt.date(2026, 3, 9)


@pytest.fixture(params=[True, False], ids=['by sets', "Tryton's own way"])
def portal(ledger, request):
    portal = Portal(ledger)
    portal.settings(by_sets=request.param)
    portal.send(offer(), member(), member('2'), bill('1', '100.00', '2026-01-05'))
    return portal


@pytest.fixture
def tools(ledger, portal):
    return Tools(ledger, portal)


class Tools:
    "Tryton's wizards, as far as they write"

    def __init__(self, ledger, portal):
        self.ledger, self.portal = ledger, portal

    def bill(self, number='F-1'):
        found, = self.ledger.get('account.invoice').search([('number', '=', number)])
        return found

    def wizard(self, name):
        return self.ledger.pool.get(name, type='wizard')

    def journal(self):
        feed, = self.portal.feed.search([])
        return feed.journal_lettering

    def act(self, work, *arguments):
        result = self.ledger.run(work, *arguments)
        assert self.portal.faults() == []
        return result

    def pay(self, amount):
        "The wizard Pay, for a part."
        def work():
            Method = self.ledger.get('account.invoice.payment.method')
            feed, = self.portal.feed.search([])
            bank, = self.ledger.get('account.journal').create([
                    {'name': "Banque", 'type': 'cash'}])
            method, = Method.create([{
                        'name': "Banque", 'journal': bank.id,
                        'debit_account': feed.account_suspense.id,
                        'credit_account': feed.account_suspense.id}])
            self.bill().pay_invoice(Decimal(amount), method, FIRST)
        self.act(work)

    def reschedule(self, *terms):
        "The wizard Reschedule Lines, whose line is open from then on."
        def work():
            invoice = self.bill()
            move, _ = self.wizard('account.move.line.reschedule').reschedule_lines(
                self.open_lines(), self.journal(), [
                    SimpleNamespace(date=date, amount=Decimal(amount))
                    for date, amount in terms])
            move.origin = invoice
            move.save()
            move.post()
        self.act(work)

    def delegate(self, party):
        def work():
            Party = self.ledger.get('party.party')
            other, = Party.search([('name', 'like', f'%{party}')])
            move = self.wizard('account.move.line.delegate').delegate_lines(
                list(self.bill().lines_to_pay), other, self.journal(), FIRST)
            move.post()
        self.act(work)

    def group(self, *numbers):
        def work():
            lines = [line for number in numbers for line in self.bill(number).lines_to_pay]
            move, _ = self.wizard('account.move.line.group').group_lines(
                lines, self.journal(), FIRST)
            move.post()
        self.act(work)

    def open_lines(self):
        return [line for line in self.bill().lines_to_pay if not line.reconciliation]

    def terms(self):
        "What is open of the bill: [(maturity, amount)]."
        with self.ledger.transaction():
            return [(line.maturity_date, str(line.debit)) for line in self.open_lines()]


def test_rest_of_a_bill_paid_in_part_in_tryton_is_for_the_portal(portal, tools):
    tools.pay('30.00')
    assert portal.open() == {('bill', '1'): '70.00'}
    assert portal.send(payment('1', '70.01', '2026-02-10', ('1', '70.01'))) == {
        '1': 'allocation_above_bill'}
    assert portal.send(payment('1', '70.00', '2026-02-10', ('1', '70.00'))) == {
        '1': 'applied'}
    assert portal.states() == {'1': 'paid'}
    assert portal.open() == {}


def test_ledger_gives_what_a_part_payment_in_tryton_has_left(portal, tools):
    tools.pay('30.00')
    portal.send(payment('1', '80.00', '2026-02-10', allocations=None))
    assert portal.allocations() == {'1': {'1': '70.00'}}
    assert portal.states() == {'1': 'paid'}
    assert portal.open() == {('payment', '1'): '10.00'}


def test_rescheduled_bill_is_paid_term_by_term(portal, tools):
    tools.reschedule((FIRST, '40.00'), (SECOND, '60.00'))
    assert portal.open() == {('bill', '1'): '100.00'}
    portal.send(payment('1', '40.00', '2026-02-10', ('1', '40.00')))
    assert (portal.open(), portal.states()) == ({('bill', '1'): '60.00'}, {'1': 'posted'})
    portal.send(payment('2', '60.00', '2026-03-10', allocations=None))
    assert (portal.open(), portal.states()) == ({}, {'1': 'paid'})
    portal.send(gone('payment', '1'))
    assert (portal.open(), portal.states()) == ({('bill', '1'): '40.00'}, {'1': 'posted'})
    portal.send(payment('3', '40.00', '2026-03-11', ('1', '40.00')))
    assert (portal.open(), portal.states()) == ({}, {'1': 'paid'})


def test_terms_stay_when_the_portal_changes_a_label(portal, tools):
    tools.reschedule((FIRST, '40.00'), (SECOND, '60.00'))
    changed = {'lines': [line('100.00', label="Accès en fibre")]}
    portal.send(bill('1', '100.00', '2026-01-05', **changed))
    portal.send(bill('1', '100.00', '2026-01-05', due='2026-04-01', **changed))
    assert tools.terms() == [(FIRST, '40.00'), (SECOND, '60.00')]


def test_date_that_a_person_has_set_stays_until_the_portal_sets_another(portal, tools):
    def put_off():
        line, = tools.open_lines()
        line.__class__.write([line], {'maturity_date': SECOND})
    tools.act(put_off)
    changed = {'lines': [line('100.00', label="Accès en fibre")]}
    portal.send(bill('1', '100.00', '2026-01-05', **changed))
    assert tools.terms() == [(SECOND, '100.00')]
    portal.send(bill('1', '100.00', '2026-01-05', due='2026-02-09', **changed))
    assert tools.terms() == [(FIRST, '100.00')]


def test_bill_lettered_by_hand_with_another_is_left_alone(portal, tools, ledger):
    portal.send(bill('2', '50.00', '2026-01-06'))

    def letter():
        feed, = portal.feed.search([])
        Move, Line = ledger.get('account.move'), ledger.get('account.move.line')
        lines = [tools.bill(number).lines_to_pay[0] for number in ['F-1', 'F-2']]
        move, = Move.create([{
            'journal': feed.journal_suspense.id, 'date': FIRST, 'period': [
                p.id for p in lines[0].move.period.fiscalyear.periods
                if p.start_date <= FIRST <= p.end_date][0],
            'lines': [('create', [
                {'account': lines[0].account.id, 'party': lines[0].party.id, 'credit': 150},
                {'account': feed.account_suspense.id, 'debit': 150}])]}])
        Move.post([move])
        Line.reconcile(lines + [line for line in move.lines if line.party])
    tools.act(letter)
    assert portal.send(payment('9', '10.00', '2026-02-10', ('1', '10.00'))) == {
        '9': 'allocation_above_bill'}
    assert portal.send(gone('bill', '1'))['1'] == 'bill_lettered'
    assert portal.states() == {'1': 'paid', '2': 'paid'}


def test_rescheduled_bill_is_not_deleted(portal, tools):
    tools.reschedule((FIRST, '40.00'), (SECOND, '60.00'))
    assert portal.send(gone('bill', '1')) == {'1': 'bill_lettered'}
    assert portal.open() == {('bill', '1'): '100.00'}


def test_bill_delegated_to_another_is_owed_by_that_one(portal, tools):
    tools.delegate('Morin 2')
    assert portal.balances() == {'1': '0.00', '2': '-100.00'}
    assert portal.send(payment('1', '100.00', '2026-02-10', ('1', '100.00'))) == {
        '1': 'allocation_above_bill'}
    portal.send(
        payment('2', '100.00', '2026-02-10', allocations=None),
        payment('3', '100.00', '2026-02-10', member='2', allocations=None))
    assert portal.allocations() == {'2': {}, '3': {}}
    assert portal.balances() == {'1': '100.00', '2': '0.00'}


def test_grouped_bill_is_open_until_the_group_is_paid(portal, tools):
    portal.send(
        bill('2', '50.00', '2026-01-06'),
        payment('1', '30.00', '2026-02-10', ('1', '30.00')))
    tools.group('F-1', 'F-2')
    portal.send(gone('payment', '1'))
    assert portal.states() == {'1': 'posted', '2': 'posted'}
    assert portal.balances() == {'1': '-150.00', '2': '0.00'}


def test_rescheduled_bill_is_open_again_when_its_term_is_unlettered(portal, tools, ledger):
    from trytond_asso_members.books import Books
    from trytond_asso_members.periods import Calendar
    tools.reschedule((FIRST, '100.00'))

    def pay():
        feed, = portal.feed.search([])
        Move, Line = ledger.get('account.move'), ledger.get('account.move.line')
        term, = tools.open_lines()
        move, = Move.create([{
            'journal': feed.journal_suspense.id, 'period': term.move.period.id,
            'date': term.move.date, 'lines': [('create', [
                {'account': term.account.id, 'party': term.party.id, 'credit': 100},
                {'account': feed.account_suspense.id, 'debit': 100}])]}])
        Move.post([move])
        credit, = (line for line in move.lines if line.party)
        return Line.reconcile([term, credit])[0].id
    reconciliation = tools.act(pay)
    assert portal.states() == {'1': 'paid'}

    def unletter():
        feed, = portal.feed.search([])
        with feed.own_context():
            Books(Calendar(feed.company)).unletter({reconciliation})
    ledger.run(unletter)
    assert portal.states() == {'1': 'posted'}
