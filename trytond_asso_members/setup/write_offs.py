"""The methods by which what nobody will pay is written off."""
from trytond.i18n import gettext
from trytond.pool import Pool

from . import journals
from .books import from_templates

# {name: (account of what is lost, account of what is gained)}: debts that are given up are told
# apart from the cents by which a payment and its bill differ.
METHODS = {
    'msg_write_off_debt': ('account_fr.6541', 'account_fr.758'),
    'msg_write_off_difference': ('account_fr.658', 'account_fr.758'),
    }
JOURNAL = 'PER'


def get_or_create(company):
    "Make the methods of the company, unless it has some already."
    WriteOff = Pool().get('account.move.reconcile.write_off')
    if WriteOff.search([
                ('company', '=', company.id), ('active', 'in', [True, False])], limit=1):
        return
    accounts = from_templates(
        'account.account', company, {one for pair in METHODS.values() for one in pair})
    WriteOff.create([{
                'company': company.id,
                'name': gettext(f'asso_members.{name}'),
                'journal': journals.get_or_create([JOURNAL])[JOURNAL],
                'debit_account': accounts[lost],
                'credit_account': accounts[gained],
                } for name, (lost, gained) in METHODS.items()])
