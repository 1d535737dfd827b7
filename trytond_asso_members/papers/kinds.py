"""What a document is called on papers, in the language of the transaction."""
from trytond.i18n import gettext

# Journals of Tryton that say what an entry is which is neither bill nor payment
JOURNALS = {'write-off': 'write_off', 'situation': 'opening'}
GIVEN = {'membership_fee', 'donation'}


def word(document, amount):
    "The word for a document of the figures, as it adds the amount to a balance."
    return gettext(f'asso_members.msg_paper_{_kind(document, amount)}')


def _kind(document, amount):
    if document.kind == 'other':
        return JOURNALS.get(document.journal, 'entry')
    if document.kind == 'bill':
        is_note = document.bill_kind == 'credit_note' or document.amount > 0
        kind = document.bill_kind if document.bill_kind in GIVEN else 'invoice'
    else:
        is_note = document.is_note
        kind = 'repayment' if document.amount < 0 else 'payment'
    gives = is_note or kind == 'payment'
    if gives != (amount > 0):
        return 'taken_back'
    return 'credit_note' if is_note else kind
