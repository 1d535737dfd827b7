"""What an offer costs from a day on, also for those who pay less."""
from trytond.i18n import gettext
from trytond.model import DeactivableMixin, ModelSQL, ModelView, Unique, fields
from trytond.modules.currency.fields import Monetary
from trytond.modules.product import price_digits
from trytond.pool import Pool
from trytond.pyson import Bool, Eval
from trytond.transaction import Transaction

from ..exceptions import TariffError
from . import formula


class Tariff(DeactivableMixin, ModelSQL, ModelView):
    __name__ = 'asso.tariff'

    company = fields.Many2One(
        'company.company', "Company", required=True, ondelete='RESTRICT')
    name = fields.Char(
        "Name", required=True, translate=True,
        help="The people who pay these prices: students, families, benefactors.")
    formula = fields.Char(
        "Formula",
        help="What is paid for an offer that has no price for the tariff, of the periods that are "
        "billed from now on.\n"
        "price: the offer's price per period; quantity: that of the subscription; "
        "rank: 1 for the payer's first subscription to the offer, 2 for the second...\n"
        "Examples: price * 0.5, or price if rank == 1 else price / 2")
    example = fields.Function(fields.Text(
            "Example", states={'invisible': ~Bool(Eval('formula'))},
            help="What the formula gives for a price of 100."),
        'on_change_with_example')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order.insert(0, ('name', 'ASC'))

    @staticmethod
    def default_company():
        return Transaction().context.get('company')

    @fields.depends('formula')
    def on_change_with_example(self, name=None):
        if not self.formula:
            return None
        lang = Pool().get('ir.lang').get()
        try:
            formula.check(self.formula)
            return gettext('asso_members.msg_tariff_example', price=lang.format_number(100), **{
                    f'rank_{rank}': lang.format_number(
                        formula.amount(self.formula, 100, rank=rank), digits=2)
                    for rank in (1, 2, 3)})
        except formula.FormulaError as error:
            return str(error)

    @classmethod
    def validate_fields(cls, tariffs, names):
        super().validate_fields(tariffs, names)
        for tariff in tariffs:
            if tariff.formula:
                try:
                    formula.check(tariff.formula)
                except formula.FormulaError as error:
                    raise TariffError(gettext(
                            'asso_members.msg_tariff_formula', formula=tariff.formula,
                            tariff=tariff.rec_name, why=error))


class OfferPrice(ModelSQL, ModelView):
    __name__ = 'asso.offer.price'

    offer = fields.Many2One(
        'asso.offer', "Offer", required=True, ondelete='CASCADE')
    start = fields.Date(
        "From", required=True,
        help="The periods that begin on this day or later are billed at this price.")
    tariff = fields.Many2One(
        'asso.tariff', "Tariff", ondelete='RESTRICT',
        domain=[('company', '=', Eval('company', -1))],
        help="Leave empty for the price of those who have no tariff of their own.")
    amount = Monetary(
        "Price per Period", currency='currency', digits=price_digits, required=True,
        help="What the member pays for a whole period, taxes included.")
    company = fields.Function(
        fields.Many2One('company.company', "Company"), 'on_change_with_company')
    currency = fields.Function(
        fields.Many2One('currency.currency', "Currency"), 'on_change_with_currency')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__access__.add('offer')
        t = cls.__table__()
        cls._sql_constraints += [
            ('start_unique', Unique(t, t.offer, t.start, t.tariff),
                'asso_members.msg_offer_price_unique'),
            ]
        cls._order = [('start', 'DESC'), ('id', 'DESC')]

    @fields.depends('offer', '_parent_offer.company')
    def on_change_with_company(self, name=None):
        return self.offer.company if self.offer else None

    @fields.depends('offer', '_parent_offer.company')
    def on_change_with_currency(self, name=None):
        return self.offer.company.currency if self.offer and self.offer.company else None
