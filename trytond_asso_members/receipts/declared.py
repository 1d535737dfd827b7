"""What the association declares each year: how many receipts, and for how much (CGI 222 bis)."""
from decimal import Decimal

from trytond.model import ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.pyson import Eval
from trytond.wizard import Button, StateView, Wizard


def declared(year):
    """Return (receipts, total, cancelled) of the gifts received in a fiscal year.

    A receipt that was replaced counts once, by the one that replaces it.
    """
    Line = Pool().get('asso.receipt.line')
    lines = Line.search([
            ('receipt.company', '=', year.company.id),
            ('receipt.state', 'in', ['issued', 'cancelled']),
            ('day', '>=', year.start_date), ('day', '<=', year.end_date)])
    issued = [line for line in lines if line.receipt.state == 'issued']
    return (
        len({line.receipt for line in issued}),
        sum((line.amount for line in issued), Decimal('0.00')),
        len({line.receipt for line in lines if line.receipt.state == 'cancelled'}))


def delivered(year):
    "How many receipts, for gifts of whatever year, were issued in a fiscal year and still hold."
    return Pool().get('asso.receipt').search([
            ('company', '=', year.company.id), ('state', '=', 'issued'),
            ('issued_on', '>=', year.start_date), ('issued_on', '<=', year.end_date)],
        count=True)


class DeclaredStart(ModelView):
    __name__ = 'asso.receipt.declared.start'

    company = fields.Many2One('company.company', "Company", readonly=True)
    currency = fields.Many2One('currency.currency', "Currency", readonly=True)
    year = fields.Many2One(
        'account.fiscalyear', "Fiscal Year", required=True,
        domain=[('company', '=', Eval('company', -1))],
        help="The year in which the gifts were received.")
    count = fields.Integer(
        "Receipts", readonly=True, help="Receipts for gifts that were received in the year.")
    total = Monetary("Total", currency='currency', digits='currency', readonly=True)
    delivered = fields.Integer(
        "Issued in the Year", readonly=True,
        help="Receipts that were issued in it, for gifts of whatever year.")
    cancelled = fields.Integer(
        "Cancelled", readonly=True, help="They are in neither the number nor the total.")

    @fields.depends('cancelled', 'count', 'currency', 'delivered', 'total', 'year')
    def on_change_year(self):
        self.count, self.total, self.cancelled = (
            declared(self.year) if self.year else (None, None, None))
        self.delivered = delivered(self.year) if self.year else None


class Declared(Wizard):
    "Number and total of the receipts of a fiscal year."
    __name__ = 'asso.receipt.declared'

    start = StateView(
        'asso.receipt.declared.start', 'asso_members.receipt_declared_start_view_form', [
            Button("Close", 'end', 'tryton-close', default=True),
            ])

    def default_start(self, names):
        "Of the last year that is over."
        pool = Pool()
        company = pool.get('asso.association').company_of_user()
        years = pool.get('account.fiscalyear').search([
                ('company', '=', company.id), ('end_date', '<', pool.get('ir.date').today()),
                ], order=[('end_date', 'DESC')], limit=1)
        return {
            'company': company.id, 'currency': company.currency.id,
            'year': years[0].id if years else None}
