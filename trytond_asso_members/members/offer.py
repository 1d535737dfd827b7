"""What the association offers, and how its bills for that are booked."""
from trytond.model import DeactivableMixin, ModelSQL, ModelView, Unique, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.pyson import Eval
from trytond.transaction import Transaction, inactive_records

from ..copies import free_name
from . import names


class Offer(DeactivableMixin, ModelSQL, ModelView):
    __name__ = 'asso.offer'

    company = fields.Many2One(
        'company.company', "Company", required=True, ondelete='RESTRICT')
    currency = fields.Function(
        fields.Many2One('currency.currency', "Currency"),
        'on_change_with_currency')
    reference = fields.Char(
        "Reference", required=True,
        help="The reference by which bills name the offer.")
    name = fields.Char("Name", required=True)
    period_months = fields.Integer(
        "Months per Period", required=True,
        domain=[
            ('period_months', '>=', 0),
            ])
    period_price = Monetary(
        "Price per Period", currency='currency', digits='currency')
    setup_price = Monetary(
        "Set-up Price", currency='currency', digits='currency')
    billable = fields.Boolean("Billable")
    account = fields.Many2One(
        'account.account', "Account", ondelete='RESTRICT',
        domain=[
            ('closed', '!=', True),
            ('type.revenue', '=', True),
            ('company', '=', Eval('company', -1)),
            ],
        help="The revenue account of the lines that are billed.\n"
        "Leave empty to use that of the association.")
    taxes = fields.Many2Many(
        'asso.offer-account.tax', 'offer', 'tax', "Taxes",
        order=[('tax.sequence', 'ASC'), ('tax.id', 'ASC')],
        domain=[
            ('parent', '=', None),
            ('group.kind', 'in', ['sale', 'both']),
            ('company', '=', Eval('company', -1)),
            ],
        help="The taxes of the lines that are billed.\n"
        "Leave empty to use those that the feed sets by rate.")
    product = fields.Many2One(
        'product.product', "Product", ondelete='RESTRICT',
        context={
            'company': Eval('company', -1),
            },
        depends={'company'})
    subscriptions = fields.One2Many(
        'asso.subscription', 'offer', "Subscriptions")

    @classmethod
    def __setup__(cls):
        cls.reference.search_unaccented = False
        super().__setup__()
        t = cls.__table__()
        cls._sql_constraints += [
            ('reference_unique', Unique(t, t.company, t.reference),
                'asso_members.msg_offer_reference_unique'),
            ]
        cls._order.insert(0, ('reference', 'ASC'))

    @staticmethod
    def default_company():
        return Transaction().context.get('company')

    @staticmethod
    def default_period_months():
        return 1

    @staticmethod
    def default_billable():
        return True

    @fields.depends('company')
    def on_change_with_currency(self, name=None):
        return self.company.currency if self.company else None

    def get_rec_name(self, name):
        return f'[{self.reference}] {self.name}'

    @classmethod
    def search_rec_name(cls, name, clause):
        return names.search_rec_name(clause, 'reference', 'name')

    @classmethod
    def check_modification(cls, mode, offers, values=None, external=False):
        super().check_modification(mode, offers, values=values, external=external)
        if mode == 'delete':
            Pool().get('asso.binding').check_unbound(offers)

    @classmethod
    def copy(cls, offers, default=None):
        default = default.copy() if default is not None else {}
        default.setdefault('subscriptions', None)
        with inactive_records():
            taken = {offer.reference for offer in cls.search([])}
        default.setdefault(
            'reference', lambda data: free_name(data['reference'], taken))
        return super().copy(offers, default=default)


class OfferTax(ModelSQL):
    __name__ = 'asso.offer-account.tax'

    offer = fields.Many2One(
        'asso.offer', "Offer", required=True, ondelete='CASCADE')
    tax = fields.Many2One(
        'account.tax', "Tax", required=True, ondelete='RESTRICT',
        domain=[('parent', '=', None)])

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__access__.add('offer')
