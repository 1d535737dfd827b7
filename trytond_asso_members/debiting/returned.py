"""Debits that came back: the bill is open again, and may be collected again.

Money that the bank has not shown yet is taken out of the books: it never came.  What it has
shown stays, and a repayment takes it back, which the bank's row of the return clears later.
"""
from trytond.i18n import gettext
from trytond.pool import Pool

from ..bank import receipt
from ..bank.receipt import Receipt
from ..bank.returned import came_back, take_back
from ..exceptions import DebitError
from ..settlement.act import acting
from ..settlement.settle import settle
from ..settlement.withdraw import withdraw
from . import collected


def book(payments):
    "Take back what the debits had brought; of what has come back already, nothing."
    brought = [p for p in payments if p.asso_payment and p.asso_payment.state == 'booked']
    _note(brought)
    back = came_back([payment.asso_payment.id for payment in brought])
    brought = [p for p in brought if p.asso_payment.id not in back]
    for association, theirs in collected.by_association(brought):
        with acting(association, DebitError) as act:
            unseen = [p for p in theirs if not p.asso_payment.statement_line]
            _take_out(act, unseen)
            for payment in theirs:
                if payment not in unseen:
                    _pay_back(act, payment)


def _note(payments):
    "Their bank has taken them: the next debit of their mandates is not the first one."
    Payment = Pool().get('account.payment')
    Payment.write([p for p in payments if not p.sepa_return_reason_information], {
            'sepa_return_reason_information': gettext('asso_members.msg_debit_returned')})


def _take_out(act, payments):
    if payments:
        Pool().get('asso.payment').were_returned([p.asso_payment.id for p in payments])
        act.parties |= withdraw(
            act, [payment.asso_payment.id for payment in payments], to_suspense=False)
        settle(act)
        Pool().get('account.payment').write(payments, {'asso_payment': None})


def _pay_back(act, payment):
    money = payment.asso_payment
    reason = payment.return_reason or gettext('asso_members.msg_debit_returned')
    back = Receipt.of(
        act, money.party.id, -money.amount, Pool().get('ir.date').today(),
        f"{gettext('asso_members.msg_debit_returned')} {payment.reference or ''}".strip(),
        act.association.transit)
    back.values['means'] = 'other'
    receipt.store([back])
    act.bookings.append(back)
    settle(act)
    take_back(act, money, back.id, reason)
