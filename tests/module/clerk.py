"""A treasurer who acts from the lists of members, bills and payments, by wizards and buttons."""
import datetime as dt
from decimal import Decimal

TODAY = dt.date(2026, 2, 10)


def sent(values):
    "The values of a form as a client sends them back: without the names that it shows."
    if isinstance(values, dict):
        return {name: sent(v) for name, v in values.items() if not name.endswith('.')}
    return list(map(sent, values)) if isinstance(values, list) else values


class Clerk:
    """What the person at work does, each act in a transaction of its own as the dispatcher does.

    `today` is the day of what they book.
    """
    today = TODAY

    def __init__(self, ledger, portal):
        self.ledger, self.portal = ledger, portal

    def member(self, number='1'):
        found, = self.ledger.get('asso.member').search([('portal_id', '=', number)])
        return found

    def bill(self, number):
        found, = self.ledger.get('account.invoice').search([('number', '=', number)])
        return found

    def acts(self):
        "(kind, amount, reason, undone) of the log, the oldest first."
        return self.ledger.run(lambda: [
                (a.kind, str(a.amount), a.reason, a.undone)
                for a in self.ledger.get('asso.act').search([], order=[('id', 'ASC')])])

    def do(self, name, records, state, fill, user=None):
        "Open the wizard asso.act.`name` on the records, fill its form in and press the button."
        from trytond.transaction import Transaction

        def work():
            chosen = records()
            Wizard = self.ledger.pool.get(f'asso.act.{name}', type='wizard')
            with Transaction().set_context(
                    active_model=chosen[0].__name__, active_id=chosen[0].id,
                    active_ids=[r.id for r in chosen], language='en'):
                session, start, _ = Wizard.create()
                view = Wizard.execute(session, {}, start)['view']
                values = {**sent(view['defaults']), 'date': self.today}
                values.pop('left', None)
                fill(values)
                Wizard.execute(session, {start: values}, state)
        self.ledger.run(work, user=user, _check_access=True)
        assert self.portal.faults() == []

    def receive(self, amount, *bills, pays=None, means='cash', label=None, **values):
        def fill(form):
            form.update(amount=Decimal(amount), means=means, label=label, **values)
            form['pays'] = pays or form['pays']
        self.do('receive', lambda: list(map(self.bill, bills)) or [self.member()], 'receive', fill)

    def refund(self, amount, reason="trop payé", means='cash', **values):
        def fill(form):
            form.update(amount=Decimal(amount), reason=reason, means=means, **values)
        self.do('refund', lambda: [self.member()], 'refund', fill)

    def write_off(self, *bills, amount=None, reason="parti sans adresse", **values):
        def fill(form):
            form.update(reason=reason, **values)
            for row in form['bills'] if amount else []:
                row['amount'] = Decimal(amount)
        self.do('write_off', lambda: list(map(self.bill, bills)), 'write_off', fill)

    def undo(self, index=-1, user=None, checked=True):
        "Press the button of the act at this place of the log; unchecked: though it is not shown."
        def work():
            Act = self.ledger.get('asso.act')
            Act.undo([Act.search([], order=[('id', 'ASC')])[index]])
        self.ledger.run(work, user=user, _check_access=checked)
        assert self.portal.faults() == []

    def credit(self, number, how='whole', reason="geste", lines=(), **values):
        def fill(form):
            form.update(how=how, reason=reason, **values)
            for row, amount in zip(form['lines'], lines, strict=False):
                row['amount'] = Decimal(amount)
        self.do('credit', lambda: [self.bill(number)], 'credit', fill)

    def attach(self, payment, to=None, reason="il l'a dit"):
        "Attach the portal's payment to the member, or to the first who is proposed."
        def fill(form):
            form.pop('date')
            form['reason'] = reason
            if to:
                form['party'] = self.member(to).party.id
        self.do('attach', lambda: [self.payment(payment)], 'attach', fill)

    def payment(self, number):
        found, = self.ledger.get('asso.payment').search([('portal_id', '=', number)])
        return found

    def give_back(self, number):
        def work():
            payment = self.payment(number)
            payment.give_back([payment])
        self.ledger.run(work)
