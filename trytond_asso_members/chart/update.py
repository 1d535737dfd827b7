"""A chart that is brought up to date keeps the accounts that were made by hand."""
from trytond.pool import Pool, PoolMeta
from trytond.transaction import inactive_records, without_check_access


class Account(metaclass=PoolMeta):
    __name__ = 'account.account'

    @classmethod
    def adopt(cls, chart):
        """Bind accounts below the chart to our templates that it has not got, by their codes.

        They were made by hand, and stay as they are: else Tryton would make each a second time.
        """
        missing = cls._missing_templates(chart)
        taken = set()
        found = cls.search([
                ('parent', 'child_of', [chart.id]),
                ('template', '=', None),
                ('type', '!=', None),
                ('code', 'in', list(missing)),
                ], order=[('id', 'ASC')])
        for account in found:
            if account.code not in taken:
                taken.add(account.code)
                account.template = missing[account.code]
                account.template_override = True
        cls.save(found)

    @classmethod
    def _missing_templates(cls, chart):
        "{code: template of this module} of which the company has no account yet."
        pool = Pool()
        ModelData = pool.get('ir.model.data')
        Template = pool.get('account.account.template')
        ours = Template.browse({d.db_id for d in ModelData.search([
                    ('module', '=', 'asso_members'), ('model', '=', Template.__name__)])})
        there = {a.template for a in cls.search([
                    ('company', '=', chart.company.id),
                    ('template', 'in', [t.id for t in ours])])}
        return {t.code: t for t in ours if t not in there}


class UpdateChart(metaclass=PoolMeta):
    __name__ = 'account.update_chart'

    def transition_update(self):
        Account = Pool().get('account.account')
        with inactive_records(), without_check_access():
            Account.adopt(Account(self.start.account.id))
        return super().transition_update()
