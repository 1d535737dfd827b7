"""Cash or a cheque that a member hands over."""
from decimal import Decimal

from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.pyson import Eval
from trytond.wizard import Button, StateTransition, StateView, Wizard

from ..bank.receipt import call_fees
from ..exceptions import ActError
from ..settlement.settle import settle
from . import open_bills
from .acting import acting
from .log import log
from .money import Money
from .subject import begun_with, company_and_party, company_of, party_field


def receive(company, party, amount, date, means, label=None, wish=None):
    """Book what the party (id) has paid; return the payment.

    `wish` is {('bill', id): amount}: it pays these, and the rest stays ahead.  None: the
    ledger decides, as of a transfer.  Raise ActError where it cannot be booked on that day.
    """
    if amount <= 0:
        raise ActError(gettext('asso_members.msg_act_positive'))
    with acting(company) as act:
        money = Money.of(
            act, party, amount, date, means, label,
            decided_by='ledger' if wish is None else 'person')
        if wish is None:
            call_fees(act, [money])
        payment = money.store(act)
        settle(act)
        if wish:
            payment.allocate_by_hand(
                wish, label or gettext('asso_members.msg_allocation_by_hand'))
        log(company, 'received', party, amount, date, label, payment=payment.id)
    return payment


class Receive(Wizard):
    "Receive cash or a cheque, for a member or for some bills of one."
    __name__ = 'asso.act.receive'
    start = StateView('asso.act.receive.start', 'asso_members.act_receive_start_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Receive", 'receive', 'tryton-ok', default=True),
            ])
    receive = StateTransition()

    def default_start(self, names):
        records = begun_with(self)
        company = company_of(records)
        values = {
            'company': company.id, 'currency': company.currency.id, 'pays': 'oldest',
            'date': Pool().get('ir.date').today(), 'means': 'cash'}
        if not records:
            return values
        _, party = company_and_party(records)
        chosen = records if records[0].__name__ == 'account.invoice' else []
        left = open_bills.left_of_bills(company, {party.id})
        due = sum((a for b, a in left.items() if not chosen or b in chosen), Decimal(0))
        return {
            **values, 'chosen': True, 'party': party.id, 'amount': due or None,
            'pays': 'bills' if chosen else 'oldest',
            'bills': open_bills.rows(left, chosen or None)}

    def transition_receive(self):
        start, wish = self.start, None
        if start.pays == 'advance':
            wish = {}
        elif start.pays == 'bills':
            wish = {('bill', row.bill.id): row.amount for row in start.bills if row.amount}
        receive(
            start.company, start.party.id, start.amount, start.date, start.means,
            start.label or None, wish)
        return 'end'

    def end(self):
        return 'reload'


class ReceiveStart(ModelView):
    __name__ = 'asso.act.receive.start'

    company = fields.Many2One('company.company', "Company", readonly=True)
    currency = fields.Many2One('currency.currency', "Currency", readonly=True)
    chosen = fields.Boolean("Chosen before", readonly=True)
    party = party_field()
    date = fields.Date("Date", required=True)
    means = fields.Selection([
            ('cash', "Cash"),
            ('check', "Check"),
            ], "Means", required=True, sort=False)
    amount = Monetary("Amount", currency='currency', digits='currency', required=True)
    label = fields.Char(
        "Label", help="The number of the cheque, or why it was paid; members read it.")
    pays = fields.Selection([
            ('oldest', "The Oldest Bills First"),
            ('bills', "These Bills"),
            ('advance', "Nothing: It Stays Ahead"),
            ], "Pays", required=True, sort=False)
    bills = fields.One2Many(
        'asso.act.bill', None, "Bills", states={'invisible': Eval('pays') == 'advance'})
    left = fields.Function(Monetary(
            "Stays Ahead", currency='currency', digits='currency',
            states={'invisible': Eval('pays') != 'bills'}),
        'on_change_with_left')

    @fields.depends('amount', 'bills')
    def on_change_with_left(self, name=None):
        given = sum((row.amount or Decimal(0) for row in self.bills or []), Decimal(0))
        return (self.amount or Decimal(0)) - given

    @fields.depends('bills', 'company', 'party')
    def on_change_party(self):
        "The bills of the member, and what is due of them."
        if self.party:
            Pool().get('asso.association').check_reader(self.company)
        left = open_bills.left_of_bills(self.company, {self.party.id}) if self.party else {}
        self.amount = sum(left.values(), Decimal(0)) or None
        self.bills = open_bills.rows(left)

    def _oldest_first(self):
        "What each of the bills gets of the amount, the oldest first, as the ledger decides."
        rest, given = self.amount or Decimal(0), []
        for row in self.bills or []:
            given.append(max(min(rest, row.due or Decimal(0)), Decimal(0)))
            rest -= given[-1]
        return given

    @fields.depends('amount', 'bills', 'pays')
    def on_change_amount(self):
        if self.pays == 'oldest':
            bills = list(self.bills or [])
            for row, amount in zip(bills, self._oldest_first()):
                row.amount = amount or None
            self.bills = bills

    @fields.depends(methods=['on_change_amount'])
    def on_change_pays(self):
        self.on_change_amount()

    @fields.depends('amount', 'bills', 'pays')
    def on_change_bills(self):
        "Whoever gives a bill another amount has chosen the bills."
        given = [row.amount or Decimal(0) for row in self.bills or []]
        if self.pays == 'oldest' and given != self._oldest_first():
            self.pays = 'bills'
