"""The next fiscal year: added in one click, or by itself before the last one ends."""
from dateutil.relativedelta import relativedelta
from trytond.i18n import gettext
from trytond.model import fields
from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction, without_check_access
from trytond.wizard import StateAction, Wizard

from ..exceptions import SetupError


class Association(metaclass=PoolMeta):
    __name__ = 'asso.association'

    year_ahead = fields.Integer(
        "Add Fiscal Years",
        domain=['OR', ('year_ahead', '=', None), ('year_ahead', '>=', 0)],
        help="So many days before the last fiscal year ends, the next one is added by itself.\n"
        "Leave empty to add fiscal years by hand.")

    @staticmethod
    def default_year_ahead():
        return 60

    @classmethod
    def add_years(cls):
        """Add the fiscal year that follows where the last one is about to end.

        Of the context's company, or of all.  A second call adds nothing.
        """
        pool = Pool()
        FiscalYear = pool.get('account.fiscalyear')
        today = pool.get('ir.date').today()
        company = Transaction().context.get('company')
        for association in cls.search([('year_ahead', '!=', None)]):
            if company not in {None, association.company.id}:
                continue
            days = relativedelta(days=association.year_ahead)
            if not FiscalYear.search([
                        ('company', '=', association.company.id),
                        ('end_date', '>', today + days)], limit=1):
                with association.own_context():
                    FiscalYear.add_next(association.company)


class AddYear(Wizard):
    __name__ = 'asso.fiscalyear.add'

    start_state = 'open_'
    open_ = StateAction('account.act_fiscalyear_form')

    def do_open_(self, action):
        pool = Pool()
        Association = pool.get('asso.association')
        FiscalYear = pool.get('account.fiscalyear')
        pool.get('ir.model.access').check('account.fiscalyear', 'create')
        company = Transaction().context.get('company')
        associations = Association.search([('company', '=', company)])
        if not associations:
            raise SetupError(gettext('asso_members.msg_fiscalyear_association'))
        with without_check_access():
            year = FiscalYear.add_next(associations[0].company)
        action['views'].reverse()
        return action, {'res_id': [year.id]}


class Cron(metaclass=PoolMeta):
    __name__ = 'ir.cron'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.method.selection += [
            ('asso.association|add_years', "Add Fiscal Years"),
            ]
