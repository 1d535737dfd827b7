"""How long each kind of personal data is kept; what is older is forgotten every month.

What is a voucher counts from the end of its fiscal year (Code de commerce, L123-22).
"""
from dateutil.relativedelta import relativedelta
from sql import Column
from sql.functions import CurrentTimestamp
from trytond.model import ModelSQL, ModelView, Unique, fields
from trytond.pool import Pool
from trytond.pyson import Eval, If, PYSONEncoder
from trytond.tools import grouped_slice
from trytond.transaction import Transaction, without_check_access

from ..members.erasing import ERASED
from .kept import BOOKS

KINDS = [
    ('bank', "Texts of the Bank's Rows"),
    ('labels', "Labels of Payments"),
    ('papers', "Documents Attached to Bills"),
    ('members', "Members Who Have Left"),
    ]
VOUCHERS = ['bank', 'labels', 'papers']
AT_LEAST = BOOKS.years * 12


class Retention(ModelSQL, ModelView):
    "What is kept of a kind, and for how long."
    __name__ = 'asso.retention'

    kind = fields.Selection(KINDS, "Kind", required=True, readonly=True, sort=False)
    months = fields.Integer(
        "Kept for Months", required=True,
        domain=[('months', '>=', If(Eval('kind').in_(VOUCHERS), AT_LEAST, 1))],
        help="Vouchers at least for ten years after the end of their year.")
    before = fields.Function(
        fields.Date("Kept Since", help="What is older is due to be forgotten."), 'get_before')
    due = fields.Function(
        fields.Integer("Due to Be Forgotten"), 'get_due')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        table = cls.__table__()
        cls._sql_constraints.append(
            ('kind_unique', Unique(table, table.kind), 'asso_members.msg_retention_unique'))
        cls._order = [('id', 'ASC')]
        cls._buttons.update({
                'show': {'invisible': ~Eval('due'), 'depends': ['due']},
                'forget': {
                    'invisible': ~Eval('due') | (Eval('kind') == 'members'),
                    'depends': ['due', 'kind']},
                })

    def get_before(self, name):
        day = Pool().get('ir.date').today() - relativedelta(months=self.months)
        if self.kind in VOUCHERS:
            return _first_day_kept(day)
        return day

    def get_due(self, name):
        with without_check_access():
            Table, domain = self._old()
            return Table.search(domain, count=True)

    def _old(self):
        "What is older: a model and a domain."
        return getattr(self, f'_old_{self.kind}')(Pool())

    def _old_bank(self, pool):
        return pool.get('account.statement.origin'), [
            ('date', '<', self.before), ('statement.state', '=', 'posted'),
            ('description', 'not in', [None, ERASED])]

    def _old_labels(self, pool):
        return pool.get('asso.payment'), [
            ('date', '<', self.before), ('label', 'not in', [None, '', ERASED])]

    def _old_papers(self, pool):
        return pool.get('ir.attachment'), [
            ('resource.invoice_date', '<', self.before, 'account.invoice')]

    def _old_members(self, pool):
        return pool.get('asso.member'), [('left', '<', self.before), ('party.name', '!=', None)]

    @classmethod
    @ModelView.button_action('asso_members.act_retention_show')
    def show(cls, retentions):
        "Open what is due of the first of them."
        if not retentions:
            return None
        Table, domain = retentions[0]._old()
        return {
            'res_model': Table.__name__,
            'pyson_domain': PYSONEncoder().encode(domain)}

    @classmethod
    @ModelView.button
    def forget(cls, retentions):
        "Forget what is older; a second call finds nothing.  Members are left to a person to erase."
        for retention in retentions:
            if retention.kind != 'members':
                with without_check_access():
                    Table, domain = retention._old()
                    getattr(cls, f'_forget_{retention.kind}')(Table, Table.search(domain))

    @classmethod
    def forget_all(cls):
        "What the cron does."
        cls.forget(cls.search([]))

    @classmethod
    def _forget_bank(cls, Table, rows):
        overwrite(
            Table, rows, description=ERASED, payer=None, payer_iban=None, texts=None,
            information=None, evidence=None)
        Line = Pool().get('account.statement.line')
        overwrite(
            Line, Line.search([
                    ('origin', 'in', [row.id for row in rows]), ('description', '!=', None)]),
            description=ERASED)

    @classmethod
    def _forget_labels(cls, Table, rows):
        overwrite(Table, rows, label=ERASED)

    @classmethod
    def _forget_papers(cls, Table, rows):
        Table.delete(rows)


def _first_day_kept(day):
    "What is before is of years that had ended by the day, of whatever company and length."
    with without_check_access():
        years = Pool().get('account.fiscalyear').search([
                ('start_date', '<=', day), ('end_date', '>=', day)])
    return min([day.replace(month=1, day=1), *(year.start_date for year in years)])


def overwrite(Table, rows, **values):
    "In SQL, as a party is erased: what is posted takes no other writing."
    table = Table.__table__()
    cursor = Transaction().connection.cursor()
    for some in grouped_slice(rows):
        cursor.execute(*table.update(
            [Column(table, name) for name in values] + [table.write_date],
            [*values.values(), CurrentTimestamp()],
            where=table.id.in_([row.id for row in some])))
    Transaction().counter += 1
