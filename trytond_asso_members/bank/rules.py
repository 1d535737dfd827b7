"""Tryton's rules of statements, made of what a person has decided once."""
import re

from trytond.i18n import gettext
from trytond.pool import Pool

from ..exceptions import BankError

LEAST = 4  # letters of a text that tells rows apart
# What changes from one row to the next: numbers and dates
CHANGING = re.compile(r'\S*\d\S*')


def telling(label):
    "The words of a label that stay the same from one row to the next."
    return ' '.join(CHANGING.sub(' ', label).split())


def make(origin, text, part):
    """Make a rule that books rows with this text as the part of this row was.

    Raise BankError for a text that would be found in nearly all rows.
    """
    if len(text.replace(' ', '')) < LEAST:
        raise BankError(gettext('asso_members.msg_bank_rule_text', text=text))
    Rule = Pool().get('account.statement.rule')
    pattern = r'\s+(?:\S*\d\S*\s+)*'.join(re.escape(word) for word in text.split())
    rule, = Rule.create([{
                'name': text,
                'company': origin.company.id,
                'journal': origin.statement.journal.id,
                'amount_low': 0 if part.amount > 0 else None,
                'amount_high': 0 if part.amount < 0 else None,
                'description': f'(?i){pattern}',
                'lines': [('create', [{
                                'amount': 'pending', 'account': part.account,
                                'party': part.party}])],
                }])
    return rule
