"What a run would collect on a day, and what not, shown and then collected."
from decimal import Decimal

from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.pyson import Bool, Eval
from trytond.wizard import Button, StateAction, StateTransition, StateView, Wizard

from .due import WHY, due

# Bills that are shown before they are collected
SHOWN = 200


class CollectStart(ModelView):
    __name__ = 'asso.debit.collect.start'

    company = fields.Many2One('company.company', "Company", readonly=True)
    currency = fields.Many2One('currency.currency', "Currency", readonly=True)
    first = fields.Date(
        "Earliest Day", readonly=True,
        help="Members are to be told before: see the days of notice of the association.")
    day = fields.Date(
        "Day of the Debit", required=True,
        help="What is due on this day is collected on it.")
    count = fields.Integer("Debits", readonly=True)
    total = Monetary("Total", currency='currency', digits='currency', readonly=True)
    left_out = fields.Integer(
        "Left Out", readonly=True, help="Bills that are due and are not collected.")
    more = fields.Char("More", readonly=True, states={'invisible': ~Bool(Eval('more'))})
    debits = fields.One2Many('asso.debit.collect.preview', None, "Bills", readonly=True)
    run = fields.Many2One(
        'account.payment.group', "Run", readonly=True, states={'invisible': ~Eval('run')})

    @fields.depends('company', 'count', 'currency', 'day', 'debits', 'left_out', 'more', 'total')
    def on_change_day(self):
        for name, value in preview(self.company, self.day).items():
            setattr(self, name, value)


class CollectPreview(ModelView):
    __name__ = 'asso.debit.collect.preview'

    party = fields.Many2One('party.party', "Party", readonly=True)
    bill = fields.Many2One('account.invoice', "Bill", readonly=True)
    due = fields.Date("Due", readonly=True)
    open = Monetary("Open", currency='currency', digits='currency', readonly=True)
    ahead = Monetary(
        "Paid Already", currency='currency', digits='currency', readonly=True,
        help="What has paid a part of it, and what the member is ahead.")
    amount = Monetary(
        "To Collect", currency='currency', digits='currency', readonly=True)
    mandate = fields.Many2One('account.payment.sepa.mandate', "Mandate", readonly=True)
    why = fields.Selection([(None, "")] + WHY, "Why Not", readonly=True, sort=False)
    currency = fields.Many2One('currency.currency', "Currency", readonly=True)


def preview(company, day):
    "The values of the form of a day: what would be collected, and what not."
    if not (company and day):
        return {'count': None, 'total': None, 'left_out': None, 'more': None, 'debits': []}
    debits = due(Pool().get('asso.association').of(company), day)
    collected = [debit for debit in debits if debit.amount]
    left_out = [debit for debit in debits if not debit.amount]
    return {
        'count': len(collected),
        'total': sum((debit.amount for debit in collected), Decimal(0)),
        'left_out': len(left_out),
        'more': gettext('asso_members.msg_debit_more', count=len(debits) - SHOWN)
        if len(debits) > SHOWN else None,
        # What is left out is looked at first
        'debits': [
            _shown(debit, company.currency) for debit in (left_out + collected)[:SHOWN]],
        }


def _shown(debit, currency):
    return {
        'party': debit.party,
        'bill': debit.bill,
        'due': debit.due,
        'open': debit.open,
        'ahead': debit.open - debit.left,
        'amount': debit.amount,
        'mandate': debit.mandate.id if debit.mandate else None,
        'why': debit.why,
        'currency': currency.id,
        }


class Collect(Wizard):
    __name__ = 'asso.debit.collect'

    start = StateView(
        'asso.debit.collect.start', 'asso_members.debit_collect_start_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Collect", 'collect', 'tryton-ok', default=True),
            ])
    collect = StateTransition()
    open_ = StateAction('account_payment.act_payment_group_form')

    def default_start(self, names):
        Association = Pool().get('asso.association')
        company = Association.company_of_user()
        association = Association.of(company)
        association.check_debits()
        day = association.first_debit
        return {
            'company': company.id,
            'currency': company.currency.id,
            'first': day,
            'day': day,
            **preview(company, day),
            }

    def transition_collect(self):
        association = Pool().get('asso.association').of(self.start.company)
        self.start.run = association.collect_due(self.start.day)
        return 'open_' if self.start.run else 'end'

    def do_open_(self, action):
        action['views'].reverse()
        return action, {'res_id': [self.start.run.id]}
