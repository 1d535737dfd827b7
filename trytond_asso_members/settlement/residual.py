"""What payments and credit notes have not given yet, by sets."""
from collections import defaultdict
from decimal import Decimal

from sql import Null
from trytond.pool import Pool

from .. import bulk


def residuals_of_payments(ids):
    """Return {payment id: what is left}, negative where a repayment still takes.

    It is the sum of the open lines of the payment's moves that no bill was given; for
    a payment without a known member, what stands on the suspense account.  Payments
    with nothing left may be missing.
    """
    left = defaultdict(Decimal)
    for id_, amount in _of_payments(ids) + _of_notes(ids) + _of_rescheduled_notes(ids):
        left[id_] += bulk.money(amount)
    return left


def _of_payments(ids):
    pool = Pool()
    line = pool.get('account.move.line').__table__()
    move = pool.get('account.move').__table__()
    account = pool.get('account.account').__table__()
    attached = pool.get('account.invoice-account.move.line').__table__()
    payment = pool.get('asso.payment').__table__()
    association = pool.get('asso.association').__table__()
    open_ = ((line.reconciliation == Null) & (attached.id == Null)
        & (account.reconcile == True))  # noqa: E712
    return bulk.select_among(
        lambda where: payment
        .join(move, condition=(
                move.origin == bulk.reference('asso.payment', payment.id)))
        .join(line, condition=line.move == move.id)
        .join(account, condition=line.account == account.id)
        .join(attached, 'LEFT', condition=attached.line == line.id)
        .join(association, 'LEFT', condition=payment.company == association.company)
        .select(
            payment.id, line.credit - line.debit,
            where=where & open_ & (
                (account.party_required == True)  # noqa: E712
                | ((payment.state == 'unmatched')
                    & (line.account == association.account_suspense)))),
        payment.id, ids)


def _of_notes(ids):
    "The lines of the moves of credit notes."
    line, invoice, payment = _tables_of_notes()
    return bulk.select_among(
        lambda where: payment
        .join(invoice, condition=payment.credit_note == invoice.id)
        .join(line, condition=(line.move == invoice.move)
            & (line.account == invoice.account))
        .select(
            payment.id, line.credit - line.debit,
            where=where & (line.reconciliation == Null)),
        payment.id, ids)


def _of_rescheduled_notes(ids):
    "The lines of the moves that reschedule credit notes."
    line, invoice, payment = _tables_of_notes()
    additional = Pool().get('account.invoice-additional-account.move').__table__()
    return bulk.select_among(
        lambda where: payment
        .join(invoice, condition=payment.credit_note == invoice.id)
        .join(additional, condition=additional.invoice == invoice.id)
        .join(line, condition=(line.move == additional.move)
            & (line.account == invoice.account) & (line.party == invoice.party))
        .select(
            payment.id, line.credit - line.debit,
            where=where & (line.reconciliation == Null)),
        payment.id, ids)


def _tables_of_notes():
    return [Pool().get(name).__table__() for name in [
            'account.move.line', 'account.invoice', 'asso.payment']]
