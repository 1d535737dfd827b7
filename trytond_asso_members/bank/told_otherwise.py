"""Payments that a row of the bank was paired with, and that the portal tells otherwise.

Of another means, the row is not its money: it waits again, and the payment is in transit by
that means.  Once it is deleted, the row waits too.  Of another member it stays paired: whose
the money is, the portal may say.  Each is in the log of the row.
"""
from collections import defaultdict

from trytond.i18n import gettext

from .. import bulk
from .by_hand import Rows
from .undo import send_back


def follow(act, payments, how):
    "What becomes of the rows of the payments, {payment: its party from now on}."
    by_row = defaultdict(list)
    for payment in payments:
        if payment.statement_line:
            by_row[payment.statement_line.origin].append(payment)
    for origin, theirs in by_row.items():
        rows = Rows([origin], act)
        if how == 'means':
            send_back(rows, [p.id for p in theirs])
        for payment in theirs:
            _log(rows, payment, payments[payment], how)


def _log(rows, payment, party, how):
    "Note it; from what was decided before nothing more is learned."
    reason = gettext(f'asso_members.msg_bank_told_{how}')
    bulk.update('asso.bank.decision', [
            d.id for d in rows.origins[0].decisions
            if not d.undone and d.party and d.party == payment.party], undone=True)
    if how == 'member':
        rows.log('cleared', reason, by_person=False, party=party)
    else:
        rows.log(
            'undone', reason, by_person=False, party=payment.party and payment.party.id)
