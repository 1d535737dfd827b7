"""The French chart of an association."""
from contextlib import contextmanager

from trytond.i18n import gettext
from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction

from ..exceptions import SetupError


class CreateChart(metaclass=PoolMeta):
    __name__ = 'account.create_chart'

    def default_properties(self, fields):
        pool = Pool()
        ModelData = pool.get('ir.model.data')
        defaults = super().default_properties(fields)
        if (self.account.account_template.id
                == ModelData.get_id('account_fr.root')):
            defaults.update({
                    'account_receivable': self.get_account(
                        'asso_members.account_template_4112'),
                    # An association sells and buys services first
                    'category_account_revenue': self.get_account(
                        'account_fr.706'),
                    'category_account_expense': self.get_account(
                        'account_fr.604'),
                    })
        return defaults


class Account(metaclass=PoolMeta):
    __name__ = 'account.account'

    @classmethod
    def complete_french_chart(cls, company):
        """Create the French chart, or add to it what came with the module.

        Raise SetupError if the company has another chart.
        """
        pool = Pool()
        Template = pool.get('account.account.template')
        ModelData = pool.get('ir.model.data')
        root = Template(ModelData.get_id('account_fr.root'))
        charts = cls.search([
                ('company', '=', company.id),
                ('parent', '=', None),
                ])
        if not charts:
            cls._create_chart(company, root)
            return
        charts = [c for c in charts if c.template == root]
        if not charts:
            raise SetupError(gettext(
                    'asso_members.msg_setup_chart', company=company.rec_name))
        templates = {
            d.db_id for d in ModelData.search([
                    ('module', '=', 'asso_members'),
                    ('model', '=', Template.__name__),
                    ])}
        accounts = cls.search([
                ('company', '=', company.id),
                ('template', 'in', list(templates)),
                ])
        if templates - {a.template.id for a in accounts}:
            cls._update_chart(charts[0])

    @classmethod
    def _update_mptt(cls, field_names, list_ids, values=None):
        if not Transaction().context.get('_asso_tree_later'):
            super()._update_mptt(field_names, list_ids, values=values)

    @classmethod
    def _create_chart(cls, company, root):
        with wizard('account.create_chart') as making:
            making.account.company = company
            making.account.account_template = root
            # To find their places in the tree one by one takes PostgreSQL a minute
            with Transaction().set_context(_asso_tree_later=True):
                making.transition_create_account()
            cls._rebuild_tree('parent', None, 0)
            for name, value in making.default_properties([]).items():
                setattr(making.properties, name, value)
            making.transition_create_properties()

    @classmethod
    def _update_chart(cls, chart):
        with wizard('account.update_chart') as making:
            making.start.account = chart
            making.transition_update()


@contextmanager
def wizard(name):
    "An instance of a standard wizard, whose transitions do the work"
    pool = Pool()
    Session = pool.get('ir.session.wizard')
    Wizard = pool.get(name, type='wizard')
    session, = Session.create([{}])
    yield Wizard(session.id)
    Session.delete([session])
