"""A run: what is due on a day, billed."""
from decimal import Decimal

from trytond.model import ModelSQL, ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool

from ..feed.uncopied import Uncopied


class Billing(Uncopied, ModelSQL, ModelView):
    __name__ = 'asso.billing'

    company = fields.Many2One(
        'company.company', "Company", required=True, readonly=True, ondelete='RESTRICT')
    date = fields.Date(
        "Date", required=True, readonly=True,
        help="The date of the bills: the day for which it billed what was due, or that of a run "
        "before, if that is later.")
    periods = fields.One2Many(
        'asso.subscription.period', 'billing', "Billed", readonly=True)
    bills = fields.Function(
        fields.Many2Many('account.invoice', None, None, "Bills"), 'get_bills')
    count = fields.Function(fields.Integer("Number of Bills"), 'get_sums')
    total = fields.Function(
        Monetary("Total", currency='currency', digits='currency'), 'get_sums')
    currency = fields.Function(
        fields.Many2One('currency.currency', "Currency"), 'get_currency')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order = [('date', 'DESC'), ('id', 'DESC')]

    @classmethod
    def get_bills(cls, billings, name):
        return {
            billing.id: list(dict.fromkeys(
                p.bill.id for p in sorted(billing.periods, key=lambda p: p.id) if p.bill))
            for billing in billings}

    @classmethod
    def get_sums(cls, billings, names):
        sums = {
            'count': {b.id: len(b.bills) for b in billings},
            'total': {
                b.id: sum((p.amount for p in b.periods), Decimal(0)) for b in billings},
            }
        return {name: sums[name] for name in names}

    def get_currency(self, name):
        return self.company.currency.id

    def get_rec_name(self, name):
        lang = Pool().get('ir.lang').get()
        return lang.strftime(self.date)
