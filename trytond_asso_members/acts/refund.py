"""What a member has ahead is paid back."""
from decimal import Decimal

from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.wizard import Button, StateTransition, StateView, Wizard

from ..books.periods import Calendar
from ..exceptions import ActError
from ..settlement.act import Act
from ..settlement.fragments import Settlement
from ..settlement.positions import Positions
from ..settlement.settle import settle
from .acting import acting, check_amount
from .log import log
from .money import Money
from .subject import begun_with, company_and_party, company_of, party_field


def refund(company, party, amount, date, means, reason):
    """Book a refund to the party (id) of what no bill has taken; return its payment.

    By transfer it waits for the row of the bank, as the portal's do.  Raise ActError if it
    is more than the party has ahead on that day.
    """
    with acting(company) as act:
        most, name = ahead(act, party, date), Pool().get('party.party')(party).rec_name
        if most <= 0:
            raise ActError(gettext('asso_members.msg_act_nothing_ahead', party=name))
        check_amount(company, amount, most, 'msg_act_ahead', party=name)
        payment = Money.of(
            act, party, -amount, date, means,
            gettext('asso_members.msg_act_refund_label')).store(act)
        settle(act)
        _take_from_decided(act, party, payment.id, reason)
        log(company, 'refunded', party, amount, date, reason, payment=payment.id)
    return payment


def ahead(act, party, date):
    "What the party has paid until that day and no bill has taken, less what is paid back."
    _, payments = Positions.of(act, [party]).of_party(party)
    return sum((
            f.amount for payment in payments for f in payment.free
            if payment.amount < 0 or payment.date <= date), Decimal(0))


def _most(company, party, date):
    "The most that may be paid back to the party (record) on the day."
    association = Pool().get('asso.association').of(company)
    return ahead(Act(association, Calendar(company)), party.id, date)


def _take_from_decided(act, party, back, reason):
    "Let the refund take the rest from payments that persons have allocated: no rule touches them."
    positions = Positions.of(act, [party])
    rest = -sum((f.amount for f in positions.payments[back].free), Decimal(0))
    wishes = {
        payment.id: dict(payment.given) for payment in positions.payments.values()
        if ('repayment', back) in payment.given}
    for payment in positions.of_party(party)[1]:
        free = sum((f.amount for f in payment.free), Decimal(0))
        part = min(free, rest)
        if payment.amount > 0 and payment.decided_by == 'person' and part > 0:
            wishes[payment.id] = {**payment.given, ('repayment', back): part}
            rest -= part
    Settlement(act, positions, wishes, reason).run()


class Refund(Wizard):
    "Pay back what a member has ahead."
    __name__ = 'asso.act.refund'
    start = StateView('asso.act.refund.start', 'asso_members.act_refund_start_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Refund", 'refund', 'tryton-ok', default=True),
            ])
    refund = StateTransition()

    def default_start(self, names):
        records = begun_with(self)
        company = company_of(records)
        today = Pool().get('ir.date').today()
        values = {
            'company': company.id, 'currency': company.currency.id, 'date': today,
            'means': 'transfer'}
        if records:
            _, party = company_and_party(records)
            most = _most(company, party, today)
            values |= {'chosen': True, 'party': party.id, 'ahead': most, 'amount': most}
        return values

    def transition_refund(self):
        start = self.start
        refund(
            start.company, start.party.id, start.amount, start.date, start.means,
            start.reason)
        return 'end'

    def end(self):
        return 'reload'


class RefundStart(ModelView):
    __name__ = 'asso.act.refund.start'

    company = fields.Many2One('company.company', "Company", readonly=True)
    currency = fields.Many2One('currency.currency', "Currency", readonly=True)
    chosen = fields.Boolean("Chosen before", readonly=True)
    party = party_field()
    ahead = Monetary("Ahead", currency='currency', digits='currency', readonly=True)
    date = fields.Date("Date", required=True)
    means = fields.Selection([
            ('transfer', "Transfer"),
            ('cash', "Cash"),
            ('check', "Check"),
            ], "Means", required=True, sort=False)
    amount = Monetary("Amount", currency='currency', digits='currency', required=True)
    reason = fields.Char("Reason", required=True)

    @fields.depends('company', 'party', 'date')
    def on_change_party(self):
        if self.party:
            Pool().get('asso.association').check_reader(self.company)
        self.ahead = self.amount = (
            _most(self.company, self.party, self.date) if self.party and self.date else None)
