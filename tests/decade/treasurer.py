"""A treasurer who acts at random, by the wizards and buttons of the lists."""
import datetime as dt
from decimal import Decimal

from tests.module.clerk import Clerk

CENT = Decimal('0.01')
DAY = dt.timedelta(days=1)


class Treasurer(Clerk):
    """`user` is who acts, with the rights of one who keeps the accounts.

    What Tryton refuses, as a person would be told, has done nothing.
    """

    def __init__(self, ledger, proofs, rng, user):
        super().__init__(ledger, proofs)
        self.rng, self.user = rng, user

    def act(self, day, since):
        """Do something that day; return its name, and what was said if it was refused.

        Payments and acts of days before `since` stay as they are.
        """
        from trytond.exceptions import UserError
        from trytond.model.exceptions import AccessError, ValidationError
        self.today, self.since = day, since
        name = self.rng.choice(ACTS)
        try:
            getattr(self, name)()
        except (AccessError, ValidationError):
            raise
        except UserError as error:
            return f'{name}: {error}'
        return name

    def pick(self, model, *domain):
        "The id of one of the newest, or None."
        def find():
            found = self.ledger.get(model).search(
                list(domain), order=[('id', 'DESC')], limit=200)
            return self.rng.choice([record.id for record in found]) if found else None
        return self.ledger.run(find)

    def _do(self, name, model, id_, fill):
        if id_:
            self.do(name, lambda: [self.ledger.get(model)(id_)], name, fill, user=self.user)

    def _reason(self, *words):
        return self.rng.choice(words)

    # -- acts -----------------------------------------------------------------

    def take_cash(self):
        def fill(form):
            form.update(
                amount=self.rng.choice([form['amount'] or Decimal(10), Decimal('12.30')]),
                means=self.rng.choice(['cash', 'check']), label=f'reçu {self.rng.randrange(999)}',
                pays=self.rng.choice([form['pays'], 'advance']))
        if self.rng.random() < 0.5:
            self._do('receive', 'asso.member', self.pick('asso.member'), fill)
        else:
            self._do('receive', 'account.invoice', self._bill('posted'), fill)

    def refund_ahead(self):
        def fill(form):
            amount = form['amount'] or CENT
            form.update(
                amount=self.rng.choice([amount, amount / 2]).quantize(CENT),
                reason=self._reason("trop payé", "parti"),
                means=self.rng.choice(['cash', 'transfer']))
        self._do('refund', 'asso.member', self.pick('asso.member', ('ahead', '>', 0)), fill)

    def credit_bill(self):
        def fill(form):
            form.update(how='whole', reason=self._reason("geste", "panne"))
            if self.rng.random() < 0.5 and form['left']:
                form.update(how='amount', amount=(form['left'] / 2).quantize(CENT))
        def work(form):
            form.setdefault('left', None)
            fill(form)
        self._do('credit', 'account.invoice', self._bill('posted', 'paid'), work)

    def give_up(self):
        def fill(form):
            form['reason'] = self._reason("parti sans adresse", "erreur ancienne")
        self._do('write_off', 'account.invoice', self._bill('posted'), fill)

    def attach_or_move(self):
        "What waits for its member, or what was another's."
        states = self.rng.choice([['unmatched'], ['booked']])
        payment = self.pick(
            'asso.payment', ('state', 'in', states), ('kind', '=', 'payment'),
            ('date', '>=', max(self.since, self.today - 60 * DAY)))
        to = self.pick('asso.member')

        def fill(form):
            form.pop('date')
            member = self.ledger.get('asso.member')(to)
            form.update(party=member.party.id, reason=self._reason("il l'a dit", "même nom"))
        self._do('attach', 'asso.payment', payment, fill)

    def give_payment_back(self):
        payment = self.pick(
            'asso.payment', ('decided_by', '=', 'person'), ('feed', '!=', None),
            ('date', '>=', self.since))
        if payment:
            self._press('asso.payment', payment, 'give_back')

    def undo_act(self):
        "One of this month; now and then an older one, whose month is closed."
        month = self.today.replace(day=1)
        act = self.pick(
            'asso.act', ('undone', '=', False), ('date', '>=', self.since),
            ('date', '>=' if self.rng.random() < 0.8 else '<', month))
        if act:
            for _ in range(2):
                self._press('asso.act', act, 'undo', checked=False)

    def give_time(self):
        "Let a member pay in instalments."
        from trytond.transaction import Transaction
        member = self.pick('asso.member', ('owed', '>', 20))
        if not member:
            return

        def work():
            Wizard = self.ledger.pool.get('asso.arrangement.propose', type='wizard')
            Start = self.ledger.get('asso.arrangement.propose.start')
            wizard = Wizard(Wizard.create()[0])
            with Transaction().set_context(
                    active_model='asso.member', active_id=member, active_ids=[member]):
                values = wizard.default_start([])
                values.pop('parts')
                wizard.start = Start(**values, reason="chômage")
                wizard.start.first = self.today + 5 * DAY
                wizard.start.on_change_first()
                wizard.transition_agree()
        self.ledger.run(work, user=self.user, _check_access=True)

    def take_supplier_bill(self):
        "Post it; it stays to be paid."
        def work():
            Invoice = self.ledger.get('account.invoice')
            accounts = {a.code: a.id for a in self.ledger.get('account.account').search(
                    [('code', 'in', ['401', '4011', '606', '6064'])])}
            association, = self.ledger.get('asso.association').search([])
            Party = self.ledger.get('party.party')
            found = Party.search([('name', '=', "Papeterie")])
            party, = found or Party.create([{
                        'name': "Papeterie", 'addresses': [('create', [{'city': "Brest"}])]}])
            journal, = self.ledger.get('account.journal').search([('type', '=', 'expense')])
            bill, = Invoice.create([{
                        'type': 'in', 'party': party.id, 'company': association.company.id,
                        'invoice_address': party.addresses[0].id, 'journal': journal.id,
                        'currency': association.company.currency.id,
                        'account': accounts.get('4011', accounts.get('401')),
                        'invoice_date': self.today, 'accounting_date': self.today,
                        'lines': [('create', [{
                                        'type': 'line', 'quantity': 1,
                                        'unit_price': Decimal('33.30'),
                                        'company': association.company.id,
                                        'currency': association.company.currency.id,
                                        'account': accounts.get('6064', accounts.get('606')),
                                        'description': "Papier"}])]}])
            Invoice.post([bill])
        self.ledger.run(work, _skip_warnings=True)

    # -- what there is --------------------------------------------------------

    def _bill(self, *states):
        return self.pick(
            'account.invoice', ('type', '=', 'out'), ('state', 'in', states),
            ('bill_kind', '!=', 'credit_note'), ('total_amount', '>', 0))

    def _press(self, model, id_, button, checked=True):
        def work():
            Model = self.ledger.get(model)
            getattr(Model, button)([Model(id_)])
        self.ledger.run(work, user=self.user, _check_access=checked)


ACTS = [
    'take_cash', 'take_cash', 'refund_ahead', 'credit_bill', 'give_up', 'attach_or_move',
    'attach_or_move', 'give_payment_back', 'undo_act', 'undo_act', 'give_time',
    'take_supplier_bill']
