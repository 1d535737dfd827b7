"""The figures as records, so that a list, a board and an export show them."""
from trytond.model import ModelSQL, ModelView, Unique, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.pyson import Eval, PYSONEncoder
from trytond.transaction import Transaction

from ..feed.uncopied import Uncopied
from .read import read

CODES = [
    ('members', "Members"),
    ('up_to_date', "Members Up to Date"),
    ('to_renew', "Members to Renew"),
    ('late', "Members Late with Their Dues"),
    ('joined', "Joined This Year"),
    ('left', "Left This Year"),
    ('subscriptions', "Subscriptions Running"),
    ('accesses', "Internet Accesses Running"),
    ('dues', "Dues Called This Year"),
    ('dues_before', "Dues Called Last Year until the Same Day"),
    ('not_due', "Owed, Not Due Yet"),
    ('overdue_month', "Overdue for up to 30 Days"),
    ('overdue_quarter', "Overdue for 31 to 90 Days"),
    ('overdue_year', "Overdue for 91 to 365 Days"),
    ('overdue_older', "Overdue for over a Year"),
    ('ahead', "Members Ahead"),
    ('bank_rows', "Rows of the Bank That Wait"),
    ('unmatched', "Payments to Match"),
    ('quarantine', "Changes in Quarantine"),
    ('bank_until', "Bank Known until"),
    ]


class Figure(Uncopied, ModelSQL, ModelView):
    "A figure of the company of the user, as of today."
    __name__ = 'asso.figure'

    code = fields.Selection(CODES, "Figure", required=True, readonly=True, sort=False)
    number = fields.Function(fields.Integer("Number"), 'get_values')
    amount = fields.Function(
        Monetary("Amount", currency='currency', digits='currency'), 'get_values')
    day = fields.Function(fields.Date("Day"), 'get_values')
    as_of = fields.Function(fields.Date("As of"), 'get_values')
    currency = fields.Function(
        fields.Many2One('currency.currency', "Currency"), 'get_values')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        table = cls.__table__()
        cls._sql_constraints.append(
            ('code_unique', Unique(table, table.code), 'asso_members.msg_figure_unique'))
        cls._order = [('id', 'ASC')]
        cls._buttons['show'] = {
            'invisible': (Eval('number', 0) == 0) & ~Eval('day'), 'depends': ['number', 'day']}

    def get_rec_name(self, name):
        return self.__class__.code.get_selection_string(
            self.__class__.code.get_selection(self.__class__, 'code', self), self.code)

    @classmethod
    def get_values(cls, figures, names):
        "Without a company in the context nothing is counted."
        pool = Pool()
        today = pool.get('ir.date').today()
        id_ = Transaction().context.get('company')
        company = (
            pool.get('asso.association').company_of_user() if id_ and id_ > 0 else None)
        found = read(company, today) if company else {}
        values = {name: dict.fromkeys(f.id for f in figures) for name in names}
        for figure in figures:
            if one := found.get(figure.code):
                known = {
                    'number': one.number, 'amount': one.amount, 'day': one.day,
                    'as_of': today,
                    # Clients show the sign of a currency even where there is no amount
                    'currency': company.currency.id if one.amount is not None else None}
                for name in names:
                    values[name][figure.id] = known[name]
        return values

    @classmethod
    def told(cls, company):
        "The figures of a company as the bridge is answered: see doc/reference/contract.md."
        pool = Pool()
        today = pool.get('ir.date').today()
        found = read(company, today)
        return {
            'as_of': str(today), 'currency': company.currency.code,
            'figures': [{
                'code': figure.code,
                'name': figure.rec_name,
                'number': one.number,
                'amount': None if one.amount is None else str(one.amount),
                'day': str(one.day) if one.day else None,
                } for figure in cls.search([]) for one in [found[figure.code]]],
            'months': pool.get('asso.figure.month').told(company),
            'offers': pool.get('asso.figure.service').told(company),
            # The counts of isp.json, the FFDN's format of providers
            'isp': {
                'memberCount': found['members'].number,
                'subscriberCount': found['accesses'].number},
            }

    @classmethod
    @ModelView.button_action('asso_members.act_figure_show')
    def show(cls, figures):
        "Open the records behind the first of them."
        pool = Pool()
        if not figures:
            return None
        company = pool.get('asso.association').company_of_user()
        one = read(company, pool.get('ir.date').today())[figures[0].code]
        shown = {
            'name': figures[0].rec_name, 'res_model': one.model,
            'pyson_domain': PYSONEncoder().encode(one.domain)}
        if one.action:
            Action, ModelData = pool.get('ir.action'), pool.get('ir.model.data')
            action = Action(Action.get_action_id(ModelData.get_id(one.action)))
            shown = {**action.get_action_value(), **shown}
        return shown
