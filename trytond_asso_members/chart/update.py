"""A chart brought up to date: the accounts made by hand stay, the others follow the templates."""
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
    def follow_parents(cls, chart):
        """Put accounts below those that their templates say.

        Tryton does so too, but only once they are on their new lines, where those above may
        not be.
        """
        accounts = cls.search([
                ('parent', 'child_of', [chart.id]), ('template', '!=', None)])
        of = {account.template: account for account in accounts}
        moved = []
        for account in accounts:
            parent = of.get(account.template.parent)
            if parent and account.parent != parent and not account.template_override:
                account.parent = parent
                moved.append(account)
        cls.save(moved)

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
            chart = Account(self.start.account.id)
            Account.adopt(chart)
            Account.follow_parents(chart)
        return super().transition_update()
