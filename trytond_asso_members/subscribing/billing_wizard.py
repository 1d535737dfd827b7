"""What is due on a day, shown beside what was billed before, and then billed."""
from collections import Counter
from decimal import Decimal

from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.pyson import Bool, Eval
from trytond.wizard import Button, StateAction, StateTransition, StateView, Wizard

from . import run

# Bills that are shown before they are made
SHOWN = 200


class BillStart(ModelView):
    __name__ = 'asso.billing.bill.start'

    company = fields.Many2One('company.company', "Company", readonly=True)
    currency = fields.Many2One('currency.currency', "Currency", readonly=True)
    day = fields.Date("Date", required=True, help="What is due on this day is billed, as of it.")
    count = fields.Integer("Bills", readonly=True)
    total = Monetary("Total", currency='currency', digits='currency', readonly=True)
    last = fields.Many2One(
        'asso.billing', "Last Run", readonly=True, states={'invisible': ~Eval('last')})
    last_total = Monetary(
        "Total of the Last Run", currency='currency', digits='currency', readonly=True,
        states={'invisible': ~Eval('last')})
    new = fields.Integer(
        "New", readonly=True, help="Subscriptions that are billed for the first time.")
    corrected = fields.Integer(
        "Corrected", readonly=True,
        help="Subscriptions of which billed days are credited, or charged after all.")
    ended = fields.Integer(
        "Ended", readonly=True, states={'invisible': ~Eval('last')},
        help="Subscriptions that the last run billed, and that have ended since.")
    more = fields.Char("More", readonly=True, states={'invisible': ~Bool(Eval('more'))})
    bills = fields.One2Many(
        'asso.billing.bill.preview', None, "Bills", readonly=True)

    @fields.depends(
        'bills', 'company', 'corrected', 'count', 'currency', 'day', 'ended', 'last', 'last_total',
        'more', 'new', 'total')
    def on_change_day(self):
        for name, value in preview(self.company, self.day).items():
            setattr(self, name, value)


class BillPreview(ModelView):
    __name__ = 'asso.billing.bill.preview'

    payer = fields.Many2One('party.party', "Payer", readonly=True)
    lines = fields.Text("Lines", readonly=True)
    why = fields.Char("Why", readonly=True)
    total = Monetary("Total", currency='currency', digits='currency', readonly=True)
    currency = fields.Many2One('currency.currency', "Currency", readonly=True)


def preview(company, day):
    "The values of the form of a day: what would be billed, and what the last run billed."
    if not (company and day):
        return {'count': None, 'total': None, 'bills': []}
    pool = Pool()
    Billing, Subscription = pool.get('asso.billing'), pool.get('asso.subscription')
    charges, planned = run.due(company, day)
    planned = [bill for bill in planned if not bill.is_empty]
    whys = {s: {charge.why for charge in theirs} for s, theirs in charges.of.items()}
    last = next(iter(Billing.search([
                    ('company', '=', company.id),
                    ('taken_back', '=', False),
                    ], order=[('id', 'DESC')], limit=1)), None)
    return {
        'count': len(planned),
        'total': sum((bill.total for bill in planned), Decimal(0)),
        'last': last.id if last else None,
        'last_total': last.total if last else None,
        'new': sum('new' in why for why in whys.values()),
        'corrected': sum('changed' in why for why in whys.values()),
        'ended': Subscription.search([
                ('periods.billing', '=', last.id),
                ('end', '<', day),
                ('id', 'not in', [s.id for s in whys]),
                ], count=True) if last else 0,
        'more': gettext(
            'asso_members.msg_billing_more', count=len(planned) - SHOWN)
        if len(planned) > SHOWN else None,
        'bills': [_shown(bill, company.currency) for bill in planned[:SHOWN]],
        }


def _shown(bill, currency):
    Why = Pool().get('asso.subscription.preview')
    names = dict(Why.fields_get(['why'])['why']['selection'])
    lang = Pool().get('ir.lang').get()
    counted = Counter(charge.why for charge in bill.charges)
    return {
        'payer': bill.payer,
        'lines': '\n'.join(
            f'{charge.subscribed.offer.name}, {lang.strftime(charge.first)} – '
            f'{lang.strftime(charge.last)}: {lang.currency(charge.amount, currency)}'
            for charge in bill.charges),
        'why': ', '.join(names[why] for why in counted),
        'total': bill.total,
        'currency': currency.id,
        }


class Bill(Wizard):
    __name__ = 'asso.billing.bill'
    start = StateView(
        'asso.billing.bill.start', 'asso_members.billing_bill_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Bill", 'bill', 'tryton-ok', default=True),
            ])
    bill = StateTransition()
    open_ = StateAction('asso_members.act_billing_form')
    billing = None

    def default_start(self, names):
        company = Pool().get('asso.association').company_of_user()
        day = Pool().get('ir.date').today()
        return {
            'company': company.id,
            'currency': company.currency.id,
            'day': day,
            **preview(company, day),
            }

    def transition_bill(self):
        Association = Pool().get('asso.association')
        self.start.last = next(iter(Association.bill(
                    [Association.of(self.start.company)], self.start.day)), None)
        return 'open_' if self.start.last else 'end'

    def do_open_(self, action):
        action['views'].reverse()
        return action, {'res_id': [self.start.last.id]}
