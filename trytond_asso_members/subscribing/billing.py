"""A run: what is due on a day, billed."""
from decimal import Decimal

from trytond.model import ModelSQL, ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool

from .. import bulk
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
        "In the order in which they were made."
        pool = Pool()
        period = pool.get('asso.subscription.period').__table__()
        line = pool.get('account.invoice.line').__table__()
        bills = {billing.id: {} for billing in billings}
        for _, billing, bill in sorted(bulk.select_among(
                lambda where: period
                .join(line, condition=period.line == line.id)
                .select(period.id, period.billing, line.invoice, where=where),
                period.billing, bills)):
            bills[billing][bill] = None
        return {billing: list(theirs) for billing, theirs in bills.items()}

    @classmethod
    def get_sums(cls, billings, names):
        period = Pool().get('asso.subscription.period').__table__()
        total = {billing.id: Decimal(0) for billing in billings}
        for billing, amount in bulk.select_among(
                lambda where: period.select(period.billing, period.amount, where=where),
                period.billing, total):
            total[billing] += bulk.money(amount)
        bills = cls.get_bills(billings, 'bills')
        count = {billing: len(theirs) for billing, theirs in bills.items()}
        return {name: {'count': count, 'total': total}[name] for name in names}

    def get_currency(self, name):
        return self.company.currency.id

    def get_rec_name(self, name):
        lang = Pool().get('ir.lang').get()
        return lang.strftime(self.date)
