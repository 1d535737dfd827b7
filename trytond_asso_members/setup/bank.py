"""The account of an association at its bank: its statements, and the rules for usual rows."""
from trytond.i18n import gettext
from trytond.pool import Pool

from ..exceptions import SetupError
from .books import from_templates, get_id

ACCOUNT = 'account_fr.5121'
JOURNAL = 'account_statement.journal_statement'
# {name: (account, of which amounts, what is in the label)}
RULES = {
    'msg_rule_fees': (
        'account_fr.6278', 'amount_high',
        r'(?i)\b(FRAIS|AGIOS|COMMISSIONS?|TENUE DE COMPTE|COTIS\w* (CARTE|COMPTE|CONTRAT))\b'),
    'msg_rule_payouts': (
        'account_fr.58', 'amount_low', r'(?i)\b(HELLOASSO|STRIPE|PAYPAL|SUMUP|ZETTLE)\b'),
    }


def get_or_create(company):
    "Return the first journal of statements of the company, or create it on its account 5121."
    Journal = Pool().get('account.statement.journal')
    if found := _first_journal(company):
        return found
    accounts = from_templates('account.account', company, [ACCOUNT])
    journal, = Journal.create([{
                'name': gettext('asso_members.msg_statement_journal'),
                'journal': get_id(JOURNAL),
                'currency': company.currency.id,
                'company': company.id,
                'validation': 'balance',
                'account': accounts[ACCOUNT],
                }])
    _make_rules(company, journal)
    return journal


def _first_journal(company):
    found = Pool().get('account.statement.journal').search(
        [('company', '=', company.id)], order=[('id', 'ASC')], limit=1)
    return found[0] if found else None


def _make_rules(company, journal):
    Rule = Pool().get('account.statement.rule')
    accounts = from_templates(
        'account.account', company, [account for account, *_ in RULES.values()])
    Rule.create([{
                'name': gettext(f'asso_members.{name}'),
                'company': company.id,
                'journal': journal.id,
                'description': text,
                side: 0,
                'lines': [('create', [{'amount': 'pending', 'account': accounts[account]}])],
                } for name, (account, side, text) in RULES.items()])


def account_of(company):
    "The bank account of the company's first journal of statements, or else its first one."
    journal = _first_journal(company)
    accounts = company.party.bank_accounts
    if journal and journal.bank_account:
        accounts = [journal.bank_account]
    return accounts[0] if accounts else None


def write_account(company, iban, bic):
    """Let members pay to this account, whose rows the first journal of statements books.

    An account that the company had before stays.  Without a BIC its bank is left as it is.
    """
    pool = Pool()
    Account = pool.get('bank.account')
    if not iban:
        raise SetupError(gettext('asso_members.msg_setup_iban'))
    accounts = Account.search([
            ('numbers', 'where', [('type', '=', 'iban'), ('number', '=', iban)])], limit=1)
    if not accounts:
        accounts = Account.create([{
                    'owners': [('add', [company.party.id])],
                    'numbers': [('create', [{'type': 'iban', 'number': iban}])],
                    }])
    account, = accounts
    if bic and (not account.bank or account.bank.bic != bic):
        Account.write(accounts, {'bank': _bank(bic).id})
    journal = get_or_create(company)
    if journal.bank_account != account:
        journal.bank_account = account
        journal.save()


def _bank(bic):
    Bank = Pool().get('bank')
    banks = Bank.search([('bic', '=', bic)], limit=1)
    if not banks:
        party, = Pool().get('party.party').create([{'name': bic}])
        banks = Bank.create([{'party': party.id, 'bic': bic}])
    return banks[0]
