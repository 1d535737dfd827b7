"""A subscription that Tryton bills: for whom, at what price, and on which days."""
from sql import Literal, Null
from sql.conditionals import Case
from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.modules.product import price_digits
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Bool, Eval

from ..exceptions import SubscriptionError
from .calendar import days
from .subscribed import read

_ours = {'invisible': Eval('billed_by') != 'tryton'}
_once_billed = {**_ours, 'readonly': Bool(Eval('next_period'))}


class Subscription(metaclass=PoolMeta):
    __name__ = 'asso.subscription'

    billed_by = fields.Function(
        fields.Selection('get_billers', "Billed By"), 'on_change_with_billed_by',
        searcher='search_billed_by')
    # Clients send no field that is read-only by itself
    draft = fields.Boolean(
        "Draft", states={'readonly': Bool(True)},
        help="It is not billed before it is started.")
    payer = fields.Many2One(
        'party.party', "Payer", ondelete='RESTRICT', states=_ours,
        context={'company': Eval('company', -1)}, depends={'company'},
        help="Who gets the bills, if that is not the member.")
    quantity = fields.Numeric(
        "Quantity", domain=[('quantity', '>', 0)],
        states={**_ours, 'required': Eval('billed_by') == 'tryton'})
    tariff = fields.Many2One(
        'asso.tariff', "Tariff", ondelete='RESTRICT', states=_ours,
        domain=[('company', '=', Eval('company', -1))])
    price = Monetary(
        "Own Price", currency='currency', digits=price_digits, states=_ours,
        help="The price per period, instead of that of the offer.")
    discount = fields.Numeric(
        "Discount", digits=(5, 4), domain=[
            ('discount', '>=', 0),
            ('discount', '<=', 1),
            ], states={**_ours, 'required': Eval('billed_by') == 'tryton'})
    discount_reason = fields.Char(
        "Reason of the Discount", states={
            'invisible': _ours['invisible'] | ~Eval('discount', 0),
            'required': (Eval('discount', 0) > 0) & (Eval('billed_by') == 'tryton'),
            })
    free_months = fields.Integer(
        "Free Months", domain=[
            'OR', ('free_months', '=', None), ('free_months', '>=', 0)], states=_once_billed,
        help="The first months, which cost nothing.")
    suspensions = fields.One2Many(
        'asso.subscription.suspension', 'subscription', "Suspensions", states=_ours)
    anchor = fields.Date(
        "Periods from", readonly=True, states=_ours,
        help="The day from which the periods are counted, once one was billed.")
    previous = fields.Many2One(
        'asso.subscription', "Before", readonly=True, ondelete='RESTRICT',
        states={'invisible': ~Eval('previous')},
        help="The subscription that this one has replaced.")
    next_period = fields.Integer("Next Period", readonly=True, states=_ours)
    covered = fields.Text("Billed Days", readonly=True)
    periods = fields.One2Many(
        'asso.subscription.period', 'subscription', "Billed", readonly=True, states=_ours)
    billed_until = fields.Function(fields.Date(
            "Billed Until", states=_ours, help="The last day that was billed."),
        'get_billed_until')
    next_bill = fields.Function(fields.Date(
            "Next Bill", states=_ours,
            help="The day on which the next period falls due to be billed."),
        'get_next_bill')
    end_reason = fields.Char(
        "Reason of the End", states={'invisible': ~Eval('end', None)})
    problem = fields.Char(
        "Not Billed", readonly=True, states={'invisible': ~Eval('problem')},
        help="Why the last run could not bill it.")
    currency = fields.Function(
        fields.Many2One('currency.currency', "Currency"), 'on_change_with_currency')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.state.selection = [
            ('draft', "Draft"),
            ('future', "Future"),
            ('running', "Running"),
            ('suspended', "Suspended"),
            ('ended', "Ended"),
            ]
        cls._buttons.update({
            'start_billing': {
                'invisible': ~Eval('draft', False),
                'depends': ['draft'],
                },
            'suspend': {
                'invisible': (Eval('billed_by') != 'tryton') | (
                    ~Eval('state').in_(['future', 'running'])),
                'depends': ['billed_by', 'state'],
                },
            'resume': {
                'invisible': Eval('state') != 'suspended',
                'depends': ['state'],
                },
            'end_it': {
                'invisible': (Eval('billed_by') != 'tryton') | (
                    Eval('state').in_(['draft', 'ended'])),
                'depends': ['billed_by', 'state'],
                },
            'change_offer': {
                'invisible': (Eval('billed_by') != 'tryton') | (
                    Eval('state').in_(['draft', 'ended'])),
                'depends': ['billed_by', 'state'],
                },
            })

    @staticmethod
    def default_quantity():
        return 1

    @staticmethod
    def default_discount():
        return 0

    @classmethod
    def get_billers(cls):
        return Pool().get('asso.offer').billed_by.selection

    @fields.depends('offer', '_parent_offer.billed_by')
    def on_change_with_billed_by(self, name=None):
        return self.offer.billed_by if self.offer else None

    @classmethod
    def search_billed_by(cls, name, clause):
        return [('offer.' + clause[0], *clause[1:])]

    @fields.depends('company')
    def on_change_with_currency(self, name=None):
        return self.company.currency if self.company else None

    @fields.depends('id', 'offer', '_parent_offer.billed_by', '_parent_offer.free_months')
    def on_change_offer(self):
        if not self.id or self.id < 0:
            self.draft = bool(self.offer and self.offer.billed_by == 'tryton')
            self.free_months = self.offer.free_months if self.offer else None

    @fields.depends('draft', 'suspensions')
    def on_change_with_state(self, name=None):
        state = super().on_change_with_state(name=name)
        today = Pool().get('ir.date').today()
        if self.draft:
            return 'draft'
        if state == 'running' and any(
                s.first_day and s.first_day <= today and (not s.last_day or today <= s.last_day)
                for s in self.suspensions or []):
            return 'suspended'
        return state

    @classmethod
    def _state_expression(cls, table):
        pool = Pool()
        today = pool.get('ir.date').today()
        suspension = pool.get('asso.subscription.suspension').__table__()
        rests = suspension.select(
            suspension.subscription, where=(suspension.first_day <= today)
            & ((suspension.last_day == Null) | (suspension.last_day >= today)))
        state = super()._state_expression(table)
        return Case(
            (table.draft == Literal(True), 'draft'),
            ((state == 'running') & table.id.in_(rests), 'suspended'),
            else_=state)

    @property
    def billed_days(self):
        "The days that were billed, as ranges."
        return days.read(self.covered)

    def get_billed_until(self, name):
        billed = self.billed_days
        return billed[-1][1] if billed else None

    @classmethod
    def get_next_bill(cls, subscriptions, name):
        found = read(subscriptions)
        return {s.id: found[s.id].next_bill if s.id in found else None for s in subscriptions}

    @classmethod
    def copy(cls, subscriptions, default=None):
        default = default.copy() if default is not None else {}
        for name in ['anchor', 'covered', 'next_period', 'previous', 'problem', 'periods']:
            default.setdefault(name, None)
        default.setdefault('draft', lambda data: bool(data['draft'] or data['next_period']))
        return super().copy(subscriptions, default=default)

    @classmethod
    def check_modification(cls, mode, subscriptions, values=None, external=False):
        super().check_modification(mode, subscriptions, values=values, external=external)
        for subscription in subscriptions:
            if subscription.next_period is not None and (
                    mode == 'delete' or mode == 'write' and subscription._moves(values)):
                raise SubscriptionError(gettext(
                        'asso_members.msg_subscription_billed',
                        subscription=subscription.rec_name))

    def _moves(self, values):
        "Whether the values would count other periods than those that were billed."
        return (
            values.get('offer', self.offer.id) != self.offer.id
            or values.get('start', self.start) < self.anchor)

    @classmethod
    @ModelView.button
    def start_billing(cls, subscriptions):
        cls.write([s for s in subscriptions if s.draft], {'draft': False})

    @classmethod
    @ModelView.button_action('asso_members.wizard_subscription_suspend')
    def suspend(cls, subscriptions):
        pass

    @classmethod
    @ModelView.button_action('asso_members.wizard_subscription_resume')
    def resume(cls, subscriptions):
        pass

    @classmethod
    @ModelView.button_action('asso_members.wizard_subscription_end')
    def end_it(cls, subscriptions):
        pass

    @classmethod
    @ModelView.button_action('asso_members.wizard_subscription_change')
    def change_offer(cls, subscriptions):
        pass

