"""Members who have owed for long, shown, and the loss booked."""
from trytond.model import ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.pyson import Eval

from . import doubtful
from .steps import BookingWizard, booking_form, chosen


class DoubtfulPart(ModelView):
    __name__ = 'asso.closing.doubtful.part'

    party = fields.Many2One('party.party', "Party", readonly=True)
    oldest = fields.Date("Due Since", readonly=True)
    owed = Monetary("Owed", currency='currency', digits='currency', readonly=True)
    net = Monetary(
        "Of It Income", currency='currency', digits='currency', readonly=True,
        help="Without VAT, and without dues and gifts that are income once they are paid.")
    amount = Monetary("Loss", currency='currency', digits='currency', readonly=True)
    currency = fields.Many2One('currency.currency', "Currency", readonly=True)


class DoubtfulStart(ModelView):
    __name__ = 'asso.closing.doubtful.start'

    company = fields.Many2One('company.company', "Company", readonly=True)
    currency = fields.Many2One('currency.currency', "Currency", readonly=True)
    year = fields.Many2One(
        'account.fiscalyear', "Fiscal Year", required=True,
        domain=[('company', '=', Eval('company', -1)), ('state', '=', 'open')])
    months = fields.Integer(
        "Months", required=True, domain=[('months', '>=', 0)],
        help="Members who have owed for more than so many months at the end of the year.")
    rate = fields.Numeric(
        "Rate (%)", digits=(None, 2), required=True,
        domain=[('rate', '>=', 0), ('rate', '<=', 100)],
        help="How much of it is taken for lost.")
    parts = fields.One2Many('asso.closing.doubtful.part', None, "Members", readonly=True)
    total = Monetary("Loss", currency='currency', digits='currency', readonly=True)
    before = Monetary(
        "Depreciated Before", currency='currency', digits='currency', readonly=True,
        help="What was taken off in the years before, or by hand.")
    booked = Monetary(
        "Booked for the Year", currency='currency', digits='currency', readonly=True,
        help="Below zero where less is taken for lost than the year before.")

    @fields.depends('before', 'booked', 'currency', 'months', 'parts', 'rate', 'total', 'year')
    def on_change_year(self):
        if self.year:
            Pool().get('asso.association').check_reader(self.year.company)
        for name, value in shown(self.year, self.months, self.rate).items():
            setattr(self, name, value)

    @fields.depends(methods=['on_change_year'])
    def on_change_months(self):
        self.on_change_year()

    @fields.depends(methods=['on_change_year'])
    def on_change_rate(self):
        self.on_change_year()


def shown(year, months, rate):
    "The values of the form of a year."
    if not year or months is None or rate is None:
        return {'parts': [], 'total': None, 'booked': None, 'before': None}
    association = Pool().get('asso.association').of(year.company)
    account = association.account_doubtful
    parts = doubtful.parts(year, months, rate)
    return {
        'parts': [{
                'party': part.party,
                'oldest': part.oldest,
                'owed': part.owed,
                'net': part.net,
                'amount': part.amount,
                'currency': year.company.currency.id,
                } for part in parts],
        'total': sum((part.amount for part in parts), doubtful.ZERO),
        'before': doubtful.before(association, year) if account else doubtful.ZERO,
        'booked': doubtful.ZERO - doubtful.booked(association, year).get(
            account and account.id, doubtful.ZERO),
        }


class Doubt(BookingWizard):
    "Depreciate what members have owed for long, or take that back."
    __name__ = 'asso.closing.doubt'

    start = booking_form(
        'asso.closing.doubtful.start', 'asso_members.closing_doubtful_start_view_form')

    def default_start(self, names):
        company, year = chosen(self)
        months, rate = doubtful.MONTHS, doubtful.WHOLE
        return {
            'company': company.id,
            'currency': company.currency.id,
            'year': year.id if year else None,
            'months': months,
            'rate': rate,
            **shown(year, months, rate),
            }

    def transition_book(self):
        start = self.start
        return self.post(doubtful.book, sum(
                (part.amount for part in doubtful.parts(start.year, start.months, start.rate)),
                doubtful.ZERO))

    def transition_take_back(self):
        return self.post(doubtful.book, None)
