"""What Tryton's wizards of a year's end ask for, proposed as the set-up has made it."""
from trytond.model import fields
from trytond.pool import Pool, PoolMeta

from . import journals
from .books import from_templates

JOURNAL = 'CLO'
PROFIT, LOSS = 'account_fr.120', 'account_fr.129'


class BalanceNonDeferralStart(metaclass=PoolMeta):
    __name__ = 'account.fiscalyear.balance_non_deferral.start'

    @fields.depends('fiscalyear', 'period', 'journal', 'credit_account', 'debit_account')
    def on_change_fiscalyear(self):
        "Fill in all for an association: what it earned goes to 120, what it lost to 129."
        Association = Pool().get('asso.association')
        if not self.fiscalyear:
            self.period = None
            return
        self.period = self.fiscalyear.closing_period()
        company = self.fiscalyear.company
        if not Association.search([('company', '=', company.id)], limit=1):
            return
        accounts = from_templates('account.account', company, [PROFIT, LOSS])
        self.journal = self.journal or journals.found([JOURNAL]).get(JOURNAL)
        self.credit_account = self.credit_account or accounts.get(PROFIT)
        self.debit_account = self.debit_account or accounts.get(LOSS)


class FrFECStart(metaclass=PoolMeta):
    __name__ = 'account.fr.fec.start'

    @fields.depends('fiscalyear', 'deferral_period')
    def on_change_fiscalyear(self):
        self.deferral_period = self.fiscalyear and self.fiscalyear.closing_period()
