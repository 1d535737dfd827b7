"""What an accountant does in Tryton's client, for tests of what the feed makes of it."""
import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

FIRST, SECOND = dt.date(2026, 2, 9), dt.date(2026, 3, 9)


class Accountant:
    "Who works in Tryton's client: its wizards and buttons, as far as they write"

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
        "Do something, and prove that the books are sound."
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

    def reschedule(self, *terms, number='F-1'):
        "The wizard Reschedule Lines, whose terms are open from then on."
        def work():
            invoice = self.bill(number)
            move, _ = self.wizard('account.move.line.reschedule').reschedule_lines(
                self.open_lines(number), self.journal(), [
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

    def open_lines(self, number='F-1'):
        return [line for line in self.bill(number).lines_to_pay if not line.reconciliation]

    def letter(self, *lines):
        "Letter the lines, with a line of the bank for what is missing."
        feed, = self.portal.feed.search([])
        Move, Line = self.ledger.get('account.move'), self.ledger.get('account.move.line')
        missing = sum(line.debit - line.credit for line in lines)
        period, = (
            p for p in lines[0].move.period.fiscalyear.periods
            if p.start_date <= FIRST <= p.end_date)
        move, = Move.create([{
            'journal': feed.journal_suspense.id, 'date': FIRST, 'period': period.id,
            'lines': [('create', [
                {'account': lines[0].account.id, 'party': lines[0].party.id,
                    'credit': missing},
                {'account': feed.account_suspense.id, 'debit': missing}])]}])
        Move.post([move])
        return Line.reconcile([*lines, *(line for line in move.lines if line.party)])[0].id

    def terms(self):
        "What is open of the bill: [(maturity, amount)]."
        with self.ledger.transaction():
            return [(line.maturity_date, str(line.debit)) for line in self.open_lines()]
