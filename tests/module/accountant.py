"""What an accountant does in Tryton's client, for tests of what the feed makes of it."""
import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

FIRST, SECOND = dt.date(2026, 2, 9), dt.date(2026, 3, 9)


def cancel_move(ledger, move):
    "What the wizard Cancel Moves does"
    Wizard = ledger.pool.get('account.move.cancel', type='wizard')
    from trytond.transaction import Transaction
    with Transaction().set_context(
            active_model='account.move', active_id=move.id, active_ids=[move.id]):
        wizard = Wizard(Wizard.create()[0])
        wizard.default.reversal = True
        wizard.default.description = None
        wizard.transition_cancel()


class Accountant:
    "Somebody at work in Tryton's client, by what its wizards and buttons write."

    def __init__(self, ledger, portal):
        self.ledger, self.portal = ledger, portal

    def bill(self, number='F-1'):
        found, = self.ledger.get('account.invoice').search([('number', '=', number)])
        return found

    def party(self, name):
        found, = self.ledger.get('party.party').search([('name', 'like', f'%{name}')])
        return found

    def wizard(self, name):
        return self.ledger.pool.get(name, type='wizard')

    def journal(self):
        feed, = self.portal.feed.search([])
        return feed.association.journal_lettering

    def act(self, work, *arguments):
        "Do something, and prove that the books are sound."
        result = self.ledger.run(work, *arguments)
        faults = self.portal.faults()
        assert faults == [], faults
        return result

    def pay(self, amount, number='F-1'):
        "Pay a part of the bill with the wizard Pay."
        def work():
            Method = self.ledger.get('account.invoice.payment.method')
            feed, = self.portal.feed.search([])
            bank, = self.ledger.get('account.journal').create([
                    {'name': "Banque", 'type': 'cash'}])
            method, = Method.create([{
                        'name': "Banque", 'journal': bank.id,
                        'debit_account': feed.association.account_suspense.id,
                        'credit_account': feed.association.account_suspense.id}])
            self.bill(number).pay_invoice(Decimal(amount), method, FIRST)
        self.act(work)

    def reschedule(self, *terms, number='F-1'):
        "Replace what is open of the bill by these terms, with the wizard Reschedule Lines."
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

    def delegate(self, name, date=None, number='F-1'):
        "Delegate all that is open, or the term of that date, with the wizard Delegate Lines."
        def work():
            lines = [
                line for line in self.open_lines(number)
                if date in {None, line.maturity_date}]
            move = self.wizard('account.move.line.delegate').delegate_lines(
                lines, self.party(name), self.journal(), FIRST)
            move.post()
        self.act(work)

    def group(self, *numbers, with_payments=False):
        def work():
            lines = [line for number in numbers for line in self.open_lines(number)]
            if with_payments:
                lines += [
                    line for number in numbers
                    for line in self.bill(number).payment_lines]
            move, _ = self.wizard('account.move.line.group').group_lines(
                lines, self.journal(), FIRST)
            move.post()
        self.act(work)

    def cancel(self, number='F-1'):
        self.act(self.cancelling, number)

    def cancelling(self, number):
        feed, = self.portal.feed.search([])
        feed.company.cancel_invoice_out = True
        feed.company.save()
        self.bill(number).cancel([self.bill(number)])

    def open_lines(self, number='F-1'):
        return [line for line in self.bill(number).lines_to_pay if not line.reconciliation]

    def letter(self, *lines):
        "Letter the lines, with a line of the bank for what is missing."
        Line = self.ledger.get('account.move.line')
        missing = sum(line.debit - line.credit for line in lines)
        paid = self.post(lines[0].party, lines[0].account, -missing)
        return Line.reconcile([*lines, paid])[0].id

    def post(self, party, account, amount, draft=False):
        "Post a line of the party against suspense, positive when owed, and return it."
        feed, = self.portal.feed.search([])
        Move, Period = self.ledger.get('account.move'), self.ledger.get('account.period')
        move, = Move.create([{
            'journal': feed.association.journal_suspense.id, 'date': FIRST,
            'period': Period.find(feed.company, date=FIRST).id,
            'lines': [('create', [
                {'account': account.id, 'party': party.id,
                    'debit': max(amount, 0), 'credit': max(-amount, 0)},
                {'account': feed.association.account_suspense.id,
                    'debit': max(-amount, 0), 'credit': max(amount, 0)}])]}])
        if not draft:
            Move.post([move])
        line, = (line for line in move.lines if line.party)
        return line

    def reconcile(self, lines):
        self.ledger.get('account.move.line').reconcile(lines)

    def reconcile_all(self, name):
        "Letter all that is open of a member."
        self.reconcile(self.ledger.get('account.move.line').search([
                    ('party', '=', self.party(name).id), ('reconciliation', '=', None),
                    ('account.type.receivable', '=', True)]))

    def unletter(self, number='F-1'):
        "Undo the last lettering of the bill."
        last = self.last_lettering(number)
        last.__class__.delete([last])

    def last_lettering(self, number):
        return max(
            (line.reconciliation for line in self.bill(number).lines_to_pay),
            key=lambda r: r.id)

    def unletter_all(self):
        Reconciliation = self.ledger.get('account.move.reconciliation')
        Reconciliation.delete(Reconciliation.search([]))

    def write_off(self):
        "Write off what is open of the bill."
        def work():
            loss = next(
                a for a in self.ledger.get('account.account').search([
                    ('code', 'like', '65%'), ('type', '!=', None), ('closed', '=', False)])
                if not a.party_required)
            journal, = self.ledger.get('account.journal').create([
                {'name': "Pertes", 'type': 'write-off'}])
            way, = self.ledger.get('account.move.reconcile.write_off').create([{
                'name': "Pertes", 'company': loss.company.id, 'journal': journal.id,
                'credit_account': loss.id, 'debit_account': loss.id}])
            self.ledger.get('account.move.line').reconcile(
                self.open_lines(), writeoff=way, date=FIRST)
        self.act(work)

    def cancel_move(self, find):
        "Cancel the move with the wizard Cancel Moves."
        from trytond.transaction import Transaction

        def work():
            move, Wizard = find(), self.wizard('account.move.cancel')
            with Transaction().set_context(
                    active_model='account.move', active_id=move.id, active_ids=[move.id],
                    _skip_warnings=True):
                wizard = Wizard(Wizard.create()[0])
                wizard.default.reversal = True
                wizard.default.description = None
                wizard.transition_cancel()
        self.act(work)

    def pay_by_draft(self):
        "Letter what is open of the bill with a line whose move stays a draft, as a statement does."
        def work():
            open_ = self.open_lines() + [
                line for line in self.bill().payment_lines if not line.reconciliation]
            missing = sum(line.debit - line.credit for line in open_)
            paid = self.post(open_[0].party, open_[0].account, -missing, draft=True)
            paid.reconcile([*open_, paid])
        self.ledger.run(work)

    def attach_payment(self, name, amount):
        "Add a line of an alternative payee to the payments of the bill."
        def work():
            bill, payee = self.bill(), self.party(name)
            bill.__class__.write([bill], {'alternative_payees': [('add', [payee.id])]})
            line = self.post(payee, bill.account, -Decimal(amount))
            bill.__class__.add_payment_lines({bill: [line]})
        self.act(work)

    def overdue(self):
        with self.ledger.transaction():
            Member = self.ledger.get('asso.member')
            member, = Member.search([('party', '=', self.party('Morin 1').id)])
            return member.overdue

    def dunned(self, date):
        "What the first member is reminded of on the date: [(maturity, amount)]."
        def work():
            Procedure = self.ledger.get('account.dunning.procedure')
            Dunning = self.ledger.get('account.dunning')
            party = self.party('Morin 1')
            party.dunning_procedure, = Procedure.create([{
                'name': "Relance",
                'levels': [('create', [{'overdue': dt.timedelta()}])]}])
            party.save()
            Dunning.generate_dunnings(date)
            dunnings = Dunning.search([])
            found = sorted((d.line.maturity_date, d.amount) for d in dunnings)
            Dunning.delete(dunnings)
            return found
        return self.act(work)

    def dollar(self):
        "The currency, at 1.25 for a euro."
        def work():
            Currency = self.ledger.get('currency.currency')
            feed, = self.portal.feed.search([])
            since = dt.date(2025, 1, 1)
            dollar, = Currency.create([{
                'name': "Dollar", 'symbol': '$', 'code': 'USD', 'rates': [
                    ('create', [{'date': since, 'rate': Decimal('1.25')}])]}])
            Currency.write([feed.company.currency], {
                'rates': [('create', [{'date': since, 'rate': Decimal(1)}])]})
            return dollar.id
        return self.act(work)

    def invoice(self, amount, currency=None, account=None, of='Morin 1'):
        "Post an invoice of a member, the first, or a credit note if it is negative."
        def work():
            Invoice = self.ledger.get('account.invoice')
            feed, = self.portal.feed.search([])
            party = self.party(of)
            invoice, = Invoice.create([{
                'type': 'out', 'party': party.id, 'company': feed.company.id,
                'invoice_address': party.address_get().id,
                'currency': currency or feed.company.currency.id,
                'account': account or feed.association.account_receivable.id,
                'journal': feed.association.journal_bill.id,
                'invoice_date': FIRST, 'lines': [('create', [{
                    'type': 'line', 'quantity': 1, 'unit_price': Decimal(amount),
                    'account': feed.association.account_revenue.id, 'company': feed.company.id,
                    'currency': currency or feed.company.currency.id,
                    'description': "Conseil"}])]}])
            Invoice.post([invoice])
            return invoice.number
        return self.act(work)

    def terms(self):
        "What is open of the bill: [(maturity, amount)]."
        with self.ledger.transaction():
            return [(line.maturity_date, str(line.debit)) for line in self.open_lines()]
