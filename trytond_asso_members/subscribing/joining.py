"""Somebody joins: party, member, subscriptions and first bill, in one act."""
from decimal import Decimal

from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.pyson import Eval
from trytond.transaction import Transaction
from trytond.wizard import Button, StateAction, StateTransition, StateView, Wizard

from ..exceptions import SubscriptionError, SubscriptionWarning
from . import preview
from .subscribed import new

_natural = {
    'invisible': Eval('kind') != 'natural', 'required': Eval('kind') == 'natural'}
_legal = {'invisible': Eval('kind') != 'legal', 'required': Eval('kind') == 'legal'}


class Chosen(ModelView):
    "An offer that somebody subscribes to"
    __name__ = 'asso.member.join.offer'

    company = fields.Many2One('company.company', "Company", readonly=True)
    offer = fields.Many2One(
        'asso.offer', "Offer", required=True,
        domain=[
            ('company', '=', Eval('company', -1)),
            ('billed_by', '=', 'tryton'),
            ])
    start = fields.Date("Start", required=True)
    quantity = fields.Numeric("Quantity", required=True, domain=[('quantity', '>', 0)])
    tariff = fields.Many2One(
        'asso.tariff', "Tariff", domain=[('company', '=', Eval('company', -1))])

    @staticmethod
    def default_company():
        return Transaction().context.get('company')

    @staticmethod
    def default_start():
        return Pool().get('ir.date').today()

    @staticmethod
    def default_quantity():
        return 1

    def subscribed(self):
        "The subscription, as it will be billed; None while something is missing."
        if self.offer and self.start and self.quantity:
            return new(
                self.offer, self.start, self.quantity, self.tariff.id if self.tariff else None)

    def values(self, member, payer):
        "The values of a subscription of the member (id)."
        return {
            'member': member,
            'payer': payer.id if payer else None,
            'offer': self.offer.id,
            'start': self.start,
            'quantity': self.quantity,
            'tariff': self.tariff.id if self.tariff else None,
            'free_months': self.offer.free_months,
            }


class Priced:
    "What forms have in common that say what will be billed at once."
    __slots__ = ()

    company = fields.Many2One('company.company', "Company", readonly=True)
    currency = fields.Many2One('currency.currency', "Currency", readonly=True)
    charges = fields.One2Many(
        'asso.subscription.preview', None, "What Is Billed Now", readonly=True)
    total = Monetary("Total", currency='currency', digits='currency', readonly=True)
    bill_now = fields.Boolean("Bill at Once")

    @staticmethod
    def default_bill_now():
        return True

    def show(self, subscribed):
        "Show what a run of today would bill of these."
        charges = preview.of_today(subscribed)
        self.charges = preview.rows(charges, self.currency)
        self.total = sum((charge.amount for charge in charges), Decimal(0))


class Join(Priced, ModelView):
    __name__ = 'asso.member.join.start'

    kind = fields.Selection([
            ('natural', "Person"),
            ('legal', "Organization"),
            ], "Kind", required=True)
    first_name = fields.Char("First Name", states=_natural)
    last_name = fields.Char("Last Name", states=_natural)
    organization_name = fields.Char("Name", states=_legal)
    email = fields.Char("E-mail")
    phone = fields.Char("Phone")
    street = fields.Text("Street")
    postal_code = fields.Char("Postal Code")
    city = fields.Char("City")
    joined = fields.Date("Joined", required=True)
    payer = fields.Many2One(
        'party.party', "Payer", context={'company': Eval('company', -1)}, depends={'company'},
        help="Who gets the bills, if that is not the member.")
    offers = fields.One2Many('asso.member.join.offer', None, "Subscribes to")

    @staticmethod
    def default_kind():
        return 'natural'

    @staticmethod
    def default_joined():
        return Pool().get('ir.date').today()

    @fields.depends('offers', 'charges', 'total', 'currency')
    def on_change_offers(self):
        self.show(chosen.subscribed() for chosen in self.offers or [])

    @property
    def name(self):
        if self.kind == 'legal':
            return self.organization_name
        return f'{self.first_name} {self.last_name}'

    def warn(self):
        "A member of the same name may be the same person."
        pool = Pool()
        Warning = pool.get('res.user.warning')
        same = pool.get('asso.member').search([
                ('company', '=', self.company.id), ('party.name', 'ilike', self.name)])
        key = f'asso_join_{self.name}'[:255]
        if same and Warning.check(key):
            raise SubscriptionWarning(key, gettext(
                    'asso_members.msg_join_same', name=self.name, member=same[0].rec_name))

    def make(self):
        "Make the member with party and subscriptions; return it."
        pool = Pool()
        party, = pool.get('party.party').create([{
                    'name': self.name,
                    'addresses': [('create', [{
                                    'street_unstructured': self.street,
                                    'postal_code': self.postal_code,
                                    'city': self.city,
                                    }])],
                    'contact_mechanisms': [('create', [
                                {'type': type_, 'value': value}
                                for type_, value in [
                                    ('email', self.email), ('phone', self.phone)] if value])],
                    }])
        member, = pool.get('asso.member').create([{
                    'company': self.company.id,
                    'party': party.id,
                    'kind': self.kind,
                    'first_name': self.first_name if self.kind == 'natural' else None,
                    'last_name': self.last_name if self.kind == 'natural' else None,
                    'organization_name':
                        self.organization_name if self.kind == 'legal' else None,
                    'joined': self.joined,
                    'payer': self.payer.id if self.payer else None,
                    }])
        pool.get('asso.subscription').create([
                chosen.values(member.id, self.payer) for chosen in self.offers])
        return member


class JoinWizard(Wizard):
    __name__ = 'asso.member.join'
    start = StateView(
        'asso.member.join.start', 'asso_members.member_join_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Join", 'join', 'tryton-ok', default=True),
            ])
    join = StateTransition()
    open_ = StateAction('asso_members.act_member_form')

    def default_start(self, names):
        return _company()

    def transition_join(self):
        self.start.warn()
        member = self.start.make()
        if self.start.bill_now:
            Pool().get('asso.association').of(self.start.company).bill_now(
                [member.billed_party.id])
        self.made = member
        return 'open_'

    def do_open_(self, action):
        action['views'].reverse()
        return action, {'res_id': [self.made.id]}


class Subscribe(Priced, ModelView):
    __name__ = 'asso.member.subscribe.start'

    members = fields.Many2Many('asso.member', None, None, "Members", readonly=True)
    offer = fields.Many2One(
        'asso.offer', "Offer", required=True,
        domain=[
            ('company', '=', Eval('company', -1)),
            ('billed_by', '=', 'tryton'),
            ])
    start = fields.Date("Start", required=True)
    tariff = fields.Many2One(
        'asso.tariff', "Tariff", domain=[('company', '=', Eval('company', -1))])
    left_out = fields.Integer(
        "Left Out", readonly=True,
        help="Members who subscribe to the offer already.")

    @staticmethod
    def default_start():
        return Pool().get('ir.date').today()

    @property
    def subscribing(self):
        "Those of the members who do not subscribe to the offer yet."
        Subscription = Pool().get('asso.subscription')
        have = {s.member for s in Subscription.search([
                    ('offer', '=', self.offer.id),
                    ('member', 'in', [m.id for m in self.members]),
                    ['OR', ('end', '=', None), ('end', '>=', self.start)],
                    ])}
        return [member for member in self.members if member not in have]

    @fields.depends(
        'members', 'offer', 'start', 'tariff', 'charges', 'total', 'currency', 'left_out')
    def on_change_offer(self):
        if not (self.offer and self.start):
            return
        members = self.subscribing
        self.left_out = len(self.members) - len(members)
        tariff = self.tariff.id if self.tariff else None
        self.show(
            new(
                self.offer, self.start, 1, tariff, member.id, member.party.id,
                member.billed_party.id)
            for member in members)

    on_change_start = on_change_tariff = on_change_offer


class SubscribeWizard(Wizard):
    __name__ = 'asso.member.subscribe'
    start = StateView(
        'asso.member.subscribe.start', 'asso_members.member_subscribe_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Subscribe", 'subscribe', 'tryton-ok', default=True),
            ])
    subscribe = StateTransition()

    def default_start(self, names):
        values = _company()
        dues = Pool().get('asso.offer').search([
                ('company', '=', values['company']), ('billed_by', '=', 'tryton'),
                ('kind', '=', 'membership_fee')])
        return {
            **values,
            'members': [member.id for member in self.records],
            'offer': dues[0].id if len(dues) == 1 else None,
            }

    def transition_subscribe(self):
        pool = Pool()
        form = self.start
        members = form.subscribing
        if not members:
            raise SubscriptionError(gettext(
                    'asso_members.msg_subscribe_all', offer=form.offer.rec_name))
        pool.get('asso.subscription').create([{
                    'member': member.id,
                    'payer': member.payer.id if member.payer else None,
                    'offer': form.offer.id,
                    'start': form.start,
                    'tariff': form.tariff.id if form.tariff else None,
                    'free_months': form.offer.free_months,
                    } for member in members])
        if form.bill_now:
            pool.get('asso.association').of(form.company).bill_now(
                list({member.billed_party.id for member in members}))
        return 'end'


def _company():
    company = Pool().get('asso.association').company_of_user()
    return {'company': company.id, 'currency': company.currency.id}
