"""A forecast of the money in the bank for three months, as it was made on its day."""
import json

from dateutil.relativedelta import relativedelta
from trytond.i18n import gettext
from trytond.model import ModelSQL, ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.pyson import Eval, If, PYSONEncoder
from trytond.transaction import Transaction

from .. import days
from . import expected
from .expected import DAY

COUNT = 3
KINDS = [
    ('owed', "Members Owe"),
    ('billed', "Subscriptions to Bill"),
    ('unpaid', "Share Never Paid"),
    ('supplier', "Suppliers' Bills"),
    ('cost', "Recurring Costs"),
    ('bank', "In the Bank at the End"),
    ]
ORDER = [kind for kind, _ in KINDS]


class Forecast(ModelSQL, ModelView):
    "Made when it is saved, and kept: what was expected then can be compared with what came."
    __name__ = 'asso.forecast'

    company = fields.Many2One(
        'company.company', "Company", required=True, readonly=True, ondelete='CASCADE')
    currency = fields.Function(
        fields.Many2One('currency.currency', "Currency"), 'on_change_with_currency')
    day = fields.Date("On", required=True, readonly=True)
    opening = Monetary(
        "In the Bank", currency='currency', digits='currency', readonly=True,
        help="The balance of the accounts of the bank in the books.")
    share = fields.Numeric(
        "Never Paid (%)", digits=(1, 4), readonly=True,
        help="How much of what fell due in the twelve months before is still not paid.")
    lines = fields.One2Many('asso.forecast.line', 'forecast', "Lines", readonly=True)
    method = fields.Function(fields.Text("How It Is Worked Out"), 'on_change_with_method')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order = [('day', 'DESC'), ('id', 'DESC')]

    @staticmethod
    def default_company():
        return Transaction().context.get('company')

    @staticmethod
    def default_day():
        return Pool().get('ir.date').today()

    @staticmethod
    def default_method():
        return gettext('asso_members.msg_forecast_method')

    @fields.depends('company')
    def on_change_with_currency(self, name=None):
        return self.company.currency if self.company else None

    def on_change_with_method(self, name=None):
        return self.default_method()

    def get_rec_name(self, name):
        return days.in_words(self.day, Pool().get('ir.lang').get())

    @classmethod
    def create(cls, vlist):
        "With its lines, from the books as they are now."
        Association = Pool().get('asso.association')
        company = Association.company_of_user()
        day = cls.default_day()
        with Transaction().set_context(_check_access=False):
            share = expected.never_paid(company, day)
            opening, accounts = expected.bank(company, day)
            lines = _lines(day, opening, accounts, expected.read(company, day, share, COUNT))
        return super().create([{
                    **values, 'company': company.id, 'day': day, 'opening': opening,
                    'share': share, 'lines': [('create', lines)]} for values in vlist])

    @classmethod
    def copy(cls, forecasts, default=None):
        "A copy is made on its own day."
        default = {'lines': None, **(default or {})}
        return super().copy(forecasts, default=default)


def _lines(day, opening, accounts, found):
    "The values of the lines, month by month, each month closed by what is in the bank."
    lines, balance = [], opening
    for month in range(COUNT):
        first = day + relativedelta(months=month)
        span = {'first_day': first, 'last_day': day + relativedelta(months=month + 1) - DAY}
        theirs = [one for one in found if one.month == month]
        for one in sorted(theirs, key=lambda one: (ORDER.index(one.kind), one.label or '')):
            balance += one.amount
            lines.append({
                    **span, 'kind': one.kind, 'label': one.label if one.kind == 'cost' else None,
                    'amount': one.amount, 'model': one.model, 'records': json.dumps(one.ids)})
        lines.append({
                **span, 'kind': 'bank', 'label': None, 'amount': balance,
                'model': 'account.account', 'records': json.dumps(accounts)})
    return lines


class ForecastLine(ModelSQL, ModelView):
    __name__ = 'asso.forecast.line'

    forecast = fields.Many2One(
        'asso.forecast', "Forecast", required=True, readonly=True, ondelete='CASCADE')
    first_day = fields.Date("From", readonly=True)
    last_day = fields.Date("To", readonly=True)
    kind = fields.Selection(KINDS, "What", required=True, readonly=True, sort=False)
    label = fields.Char("Accounts", readonly=True, help="The first digits of their codes.")
    amount = Monetary(
        "Amount", currency='currency', digits='currency', readonly=True,
        help="Below zero, what is to be paid.")
    model = fields.Char("Model", readonly=True)
    records = fields.Text("Records", readonly=True)
    currency = fields.Function(
        fields.Many2One('currency.currency', "Currency"), 'get_currency')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__access__.add('forecast')
        cls._order = [('id', 'ASC')]
        cls._buttons['show'] = {}

    @classmethod
    def view_attributes(cls):
        return super().view_attributes() + [
            ('/tree/field[@name="amount"]', 'visual', If(
                    (Eval('kind') == 'bank') & (Eval('amount', 0) < 0), 'danger', '')),
            ]

    def get_currency(self, name):
        return self.forecast.company.currency.id

    @classmethod
    @ModelView.button_action('asso_members.act_figure_show')
    def show(cls, lines):
        "Open the records behind the first of them."
        if not lines:
            return None
        line = lines[0]
        return {
            'name': cls.kind.get_selection_string(
                cls.kind.get_selection(cls, 'kind', line), line.kind),
            'res_model': line.model,
            'pyson_domain': PYSONEncoder().encode([('id', 'in', json.loads(line.records))])}
