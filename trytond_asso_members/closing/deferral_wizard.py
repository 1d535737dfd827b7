"""Income of the next year, shown and booked."""
from decimal import Decimal

from trytond.model import ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.pyson import Eval

from . import deferral
from .steps import BookingWizard, booking_form, chosen


class DeferralPart(ModelView):
    __name__ = 'asso.closing.deferral.part'

    account = fields.Many2One('account.account', "Account", readonly=True)
    offer = fields.Many2One('asso.offer', "Offer", readonly=True)
    lines = fields.Integer("Lines of Bills", readonly=True)
    amount = Monetary("Next Year's", currency='currency', digits='currency', readonly=True)
    currency = fields.Many2One('currency.currency', "Currency", readonly=True)


class DeferralStart(ModelView):
    __name__ = 'asso.closing.deferral.start'

    company = fields.Many2One('company.company', "Company", readonly=True)
    currency = fields.Many2One('currency.currency', "Currency", readonly=True)
    year = fields.Many2One(
        'account.fiscalyear', "Fiscal Year", required=True,
        domain=[('company', '=', Eval('company', -1)), ('state', '=', 'open')])
    parts = fields.One2Many('asso.closing.deferral.part', None, "Income", readonly=True)
    total = Monetary("Next Year's", currency='currency', digits='currency', readonly=True)
    booked = Monetary(
        "Booked Already", currency='currency', digits='currency', readonly=True)

    @fields.depends('booked', 'currency', 'parts', 'total', 'year')
    def on_change_year(self):
        if self.year:
            Pool().get('asso.association').check_reader(self.year.company)
        for name, value in shown(self.year).items():
            setattr(self, name, value)


def shown(year):
    "The values of the form of a year."
    if not year:
        return {'parts': [], 'total': None, 'booked': None}
    currency = year.company.currency.id
    parts = deferral.parts(year)
    return {
        'parts': [{
                'account': part.account.id,
                'offer': part.offer.id if part.offer else None,
                'lines': part.lines,
                'amount': part.amount,
                'currency': currency,
                } for part in parts],
        'total': sum((part.amount for part in parts), Decimal(0)),
        'booked': sum(
            (amount for amount in deferral.booked(year).values() if amount > 0), Decimal(0)),
        }


class Defer(BookingWizard):
    "Take income of the next year off this one, or give it back."
    __name__ = 'asso.closing.defer'

    start = booking_form(
        'asso.closing.deferral.start', 'asso_members.closing_deferral_start_view_form')

    def default_start(self, names):
        company, year = chosen(self)
        return {
            'company': company.id,
            'currency': company.currency.id,
            'year': year.id if year else None,
            **shown(year),
            }

    def transition_book(self):
        return self.post(deferral.book, None)

    def transition_take_back(self):
        return self.post(deferral.book, {})
