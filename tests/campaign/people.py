"""People at work in Tryton while a portal changes: each act is one of Tryton's own.

An act that Tryton refuses, as a person would be told, has done nothing.
"""
import datetime as dt
from decimal import Decimal
from itertools import combinations
from types import SimpleNamespace

from tests.module.accountant import cancel_move

CENT = Decimal('0.01')


class People:
    """Acts on the books of a ledger in this process, chosen by a random generator.

    `day` is that of what they book.
    """
    day = dt.date(2025, 6, 2)

    def __init__(self, ledger, rng):
        self.ledger, self.rng = ledger, rng
        self.ledger.run(self._set_up, user=0)

    def get(self, name):
        return self.ledger.get(name)

    def wizard(self, name):
        return self.ledger.pool.get(name, type='wizard')

    def _set_up(self):
        association, = self.get('asso.association').search([])
        association.company.cancel_invoice_out = True
        association.company.save()
        bank, = self.get('account.journal').create([{'name': "Caisse", 'type': 'cash'}])
        suspense = association.account_suspense.id
        self.get('account.invoice.payment.method').create([{
            'name': "Caisse", 'journal': bank.id, 'debit_account': suspense,
            'credit_account': suspense}])
        loss = next(
            a for a in self.get('account.account').search([
                ('code', 'like', '65%'), ('type', '!=', None), ('closed', '=', False)])
            if not a.party_required)
        losses, = self.get('account.journal').create([
            {'name': "Pertes", 'type': 'write-off'}])
        self.get('account.move.reconcile.write_off').create([{
            'name': "Pertes", 'company': association.company.id, 'journal': losses.id,
            'credit_account': loss.id, 'debit_account': loss.id}])

    def act(self):
        "Do something; return its name, and what Tryton said if it refused."
        from trytond.exceptions import UserError, UserWarning
        name = self.rng.choice(ACTS)
        try:
            self.ledger.run(getattr(self, name), _skip_warnings=True)
        except (UserError, UserWarning) as error:
            return f'{name}: {error}'
        return name

    def pick(self, things):
        things = list(things)
        return self.rng.choice(things) if things else None

    # -- what there is ------------------------------------------------------

    def _party(self):
        return self.pick(m.party for m in self.get('asso.member').search(
            [], order=[('id', 'ASC')]))

    def _lines(self, *domain):
        return self.get('account.move.line').search([
            ('account.type.receivable', '=', True), ('move.state', '=', 'posted'),
            *domain], order=[('id', 'ASC')])

    def _open(self, party):
        return self._lines(('party', '=', party.id), ('reconciliation', '=', None))

    def _bill(self, *states):
        return self.pick(self.get('account.invoice').search([
            ('state', 'in', states)], order=[('id', 'ASC')]))

    def _payment(self):
        return self.pick(self.get('asso.payment').search(
            [('state', '=', 'booked')], order=[('id', 'ASC')]))

    def _journal(self):
        association, = self.get('asso.association').search([])
        return association.journal_lettering

    def _some(self, lines):
        return self.rng.sample(lines, min(len(lines), self.rng.randint(1, 3)))

    # -- acts ---------------------------------------------------------------

    def letter(self):
        "Letter two or three lines that sum to zero."
        lines = self._open(self._party())
        self.rng.shuffle(lines)
        for count in [2, 3]:
            for some in combinations(lines, count):
                if not sum(line.debit - line.credit for line in some):
                    some[0].reconcile(list(some))
                    return

    def write_off(self):
        lines = self._some(self._open(self._party()))
        way = self.pick(self.get('account.move.reconcile.write_off').search([]))
        if lines:
            lines[0].reconcile(lines, writeoff=way, date=self.day)

    def unletter(self):
        line = self.pick(self._lines(('reconciliation', '!=', None)))
        if line:
            self.wizard('account.move.unreconcile_lines').make_unreconciliation([line])

    def unletter_and_letter_again(self):
        line = self.pick(self._lines(
            ('reconciliation', '!=', None), ('reconciliation.delegate_to', '=', None)))
        if line:
            lines = list(line.reconciliation.lines)
            self.wizard('account.move.unreconcile_lines').make_unreconciliation([line])
            Line = self.get('account.move.line')
            Line.reconcile(Line.browse([line.id for line in lines]))

    def pay(self):
        "What the wizard Pay does, for all that is left or a part."
        bill = self._bill('posted')
        if not bill or bill.amount_to_pay <= CENT:
            return
        method, = self.get('account.invoice.payment.method').search([('name', '=', "Caisse")])
        whole = bill.amount_to_pay
        amount = self.rng.choice([whole, (whole / 2).quantize(CENT)])
        lines, rest = bill.get_reconcile_lines_for_amount(amount, bill.currency)
        paid = bill.pay_invoice(amount, method, self.day)
        if not rest:
            self.get('account.move.line').reconcile(lines + paid)

    def credit(self):
        "Credit a bill, with a refund, or with a note that is posted apart."
        bill = self._bill('posted')
        if bill and bill.total_amount > 0:
            refund = self.rng.choice([True, False])
            notes = bill.credit([bill], refund=refund, invoice_date=self.day)
            if not refund:
                bill.post(notes)

    def cancel(self):
        bill = self._bill('posted')
        if bill:
            bill.cancel([bill])

    def cancel_move(self):
        "What the wizard Cancel Moves does, of a payment or of anything."
        payment = self._payment()
        line = self.pick(self._open(self._party()))
        move = self.pick(filter(None, [payment and payment.move, line and line.move]))
        if move:
            cancel_move(self.ledger, move)

    def reschedule(self):
        line = self.pick(self._open(self._party()))
        amount = line and line.debit - line.credit
        if not line or abs(amount) < 2 * CENT:
            return
        part = (amount / 3).quantize(CENT) or CENT.copy_sign(amount)
        move, _ = self.wizard('account.move.line.reschedule').reschedule_lines(
            [line], self._journal(), [
                SimpleNamespace(date=self.day, amount=part),
                SimpleNamespace(date=self.day, amount=amount - part)])
        move.origin = line.move.origin
        move.save()
        move.post()

    def delegate(self):
        party = self._party()
        line = self.pick(self._open(party))
        other = self.pick(
            m.party for m in self.get('asso.member').search([('party', '!=', party.id)]))
        if line and other:
            move = self.wizard('account.move.line.delegate').delegate_lines(
                [line], other, self._journal(), self.day)
            move.post()

    def group(self):
        lines = self._some(self._open(self._party()))
        if len(lines) > 1:
            move, _ = self.wizard('account.move.line.group').group_lines(
                lines, self._journal(), self.day)
            move.post()

    def attach(self):
        "Say on a line which bill it pays."
        party = self._party()
        line = self.pick(line for line in self._open(party) if line.credit)
        bill = self.pick(self.get('account.invoice').search([
            ('party', '=', party.id), ('state', '=', 'posted')], order=[('id', 'ASC')]))
        if line and bill:
            line.invoice_payment = bill
            line.save()

    def take_off(self):
        line = self.pick(self._lines(
            ('invoice_payments', '!=', None), ('reconciliation', '=', None)))
        if line:
            self.get('account.invoice').remove_payment_lines([line])

    def allocate(self):
        "What the wizard Allocate by Hand does."
        payment = self._payment()
        if not payment or payment.amount < 0:
            return
        bill = self.pick(self.get('account.invoice').search([
            ('party', '=', payment.party.id), ('state', '=', 'posted')],
            order=[('id', 'ASC')]))
        amount = min(payment.residual, bill.amount_to_pay) if bill else 0
        wish = {('bill', bill.id): amount} if amount > 0 else {}
        payment.allocate_by_hand(wish, "it was said so")

    def give_back(self):
        payment = self.pick(self.get('asso.payment').search(
            [('decided_by', '=', 'person')], order=[('id', 'ASC')]))
        if payment:
            payment.give_back([payment])


ACTS = [
    'letter', 'letter', 'write_off', 'unletter', 'unletter_and_letter_again', 'pay', 'credit',
    'cancel', 'cancel_move', 'reschedule', 'delegate', 'group', 'attach', 'take_off',
    'allocate', 'give_back', 'give_back']
