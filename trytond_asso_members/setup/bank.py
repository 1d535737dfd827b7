"""The journal of statements of an association's bank, and the rules for its usual rows."""
from trytond.i18n import gettext
from trytond.pool import Pool

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
    found = Journal.search([('company', '=', company.id)], order=[('id', 'ASC')], limit=1)
    if found:
        return found[0]
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
