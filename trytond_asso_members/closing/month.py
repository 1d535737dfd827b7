"""A month closed: nothing more is booked in it."""
from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.pool import Pool
from trytond.pyson import Date, Eval, PYSONEncoder
from trytond.wizard import Button, StateAction, StateTransition, StateView, Wizard

from ..exceptions import ClosingError
from . import points

# What is to be known of a month; drafts keep it open
KINDS = ['quarantine', 'unmatched', 'suspense', 'drafts']


class MonthStart(ModelView):
    __name__ = 'asso.closing.month.start'

    company = fields.Many2One('company.company', "Company", readonly=True)
    period = fields.Many2One(
        'account.period', "Month", required=True,
        domain=[
            ('company', '=', Eval('company', -1)), ('state', '=', 'open'),
            ('type', '=', 'standard'), ('end_date', '<', Date())],
        help="Nothing more can be booked in it, until somebody reopens it and says why.")
    drafts = fields.Integer("Draft Entries", readonly=True)
    quarantine = fields.Integer("Changes in Quarantine", readonly=True)
    unmatched = fields.Integer("Payments without a Member", readonly=True)
    suspense = fields.Integer("Open Entries on Suspense", readonly=True)

    @fields.depends('period')
    def on_change_period(self):
        if self.period:
            Pool().get('asso.association').check_reader(self.period.company)
        for name, value in counts(self.period).items():
            setattr(self, name, value)


def counts(period):
    "What is still to be done until the end of the period, {kind: number}."
    if not period:
        return dict.fromkeys(KINDS)
    return {kind: point.count for kind, point in points.read(period, KINDS).items()}


class CloseMonth(Wizard):
    "Close the oldest month that is over and open."
    __name__ = 'asso.closing.month'

    start = StateView(
        'asso.closing.month.start', 'asso_members.closing_month_start_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button(
                "Show the Drafts", 'drafts', 'tryton-open',
                states={'invisible': ~Eval('drafts')}),
            Button("Reopen a Month...", 'closed', 'tryton-open', validate=False),
            Button("Close the Month", 'close', 'tryton-ok', default=True),
            ])
    close = StateTransition()
    drafts = StateAction('account.act_move_form')
    closed = StateAction('account.act_period_form')
    open_ = StateAction('account.act_period_form')

    def default_start(self, names):
        pool = Pool()
        company = pool.get('asso.association').company_of_user()
        periods = pool.get('account.period').search([
                ('company', '=', company.id), ('state', '=', 'open'),
                ('type', '=', 'standard'), ('end_date', '<', pool.get('ir.date').today()),
                ], order=[('start_date', 'ASC')], limit=1)
        period = periods[0] if periods else None
        return {
            'company': company.id, 'period': period.id if period else None, **counts(period)}

    def transition_close(self):
        period = self.start.period
        if drafts := points.read(period, ['drafts'])['drafts'].count:
            raise ClosingError(gettext(
                    'asso_members.msg_closing_drafts', month=period.rec_name, count=drafts))
        Pool().get('account.period').close([period])
        return 'open_'

    def do_drafts(self, action):
        drafts = points.read(self.start.period, ['drafts'])['drafts']
        action['pyson_domain'] = PYSONEncoder().encode([('id', 'in', drafts.ids)])
        return action, {}

    def do_closed(self, action):
        "The months that are closed, each with the button by which it is opened again."
        action['pyson_domain'] = PYSONEncoder().encode([
                ('company', '=', self.start.company.id), ('state', '=', 'closed')])
        return action, {}

    def do_open_(self, action):
        "The months of its year, each with its state."
        action['pyson_domain'] = PYSONEncoder().encode([
                ('fiscalyear', '=', self.start.period.fiscalyear.id)])
        return action, {}
