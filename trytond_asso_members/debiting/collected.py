"""Money that has come: each debit becomes a payment of its member, for the one bill.

It stands on the account of transfers until the bank's row of the whole run takes it off, as
cheques that are taken to the bank do.
"""
from collections import defaultdict

from sql import Literal, Null
from sql.aggregate import Sum
from trytond.i18n import gettext
from trytond.pool import Pool
from trytond.transaction import Transaction

from .. import bulk
from ..bank import receipt
from ..bank.receipt import Receipt
from ..bank.returned import came_back
from ..bills.owing import join_bill
from ..exceptions import DebitError
from ..settlement import decisions
from ..settlement.act import acting
from ..settlement.settle import settle
from ..settlement.withdraw import withdraw


def bills(payments):
    "Return {id of a debit: the bill of a member (an id) that it collects, or None}."
    pool = Pool()
    line = pool.get('account.move.line').__table__()
    account = pool.get('account.account').__table__()
    invoice = pool.get('account.invoice').__table__()
    source, bill = join_bill(
        line.join(account, condition=line.account == account.id), line)
    source = source.join(invoice, condition=invoice.id == bill)
    of_line = dict(bulk.select_among(
            lambda where: source.select(
                line.id, invoice.id, where=where & (invoice.type == 'out')
                & (account.of_members == Literal(True))),
            line.id, {p.line.id for p in payments if p.line and p.kind == 'receivable'}))
    return {p.id: of_line.get(p.line.id) if p.line else None for p in payments}


def by_association(payments):
    "Yield (association, its debits of bills), in the order of the companies."
    Association = Pool().get('asso.association')
    theirs = defaultdict(list)
    for payment in payments:
        # What the module account_payment_clearing books is left to it
        if payment.bill and not getattr(payment, 'clearing_move', None):
            theirs[payment.company].append(payment)
    for company in sorted(theirs, key=lambda company: company.id):
        yield Association.of(company), theirs[company]


def book(payments):
    "Book what debits have brought, those of bills; of what is booked already, nothing."
    for association, theirs in by_association(payments):
        with acting(association, DebitError) as act:
            for payment in theirs:
                _check(payment)
            back = came_back([p.asso_payment.id for p in theirs if p.asso_payment])
            _stand_again(act, [
                    p for p in theirs if p.asso_payment and p.asso_payment.id in back])
            _receive(act, [p for p in theirs if not p.asso_payment])


def _check(payment):
    "Raise DebitError for a debit of a run that was taken back, or whose bill is collected again."
    if payment.group and payment.group.taken_back:
        raise DebitError(gettext(
                'asso_members.msg_debit_taken_back', run=payment.group.rec_name))
    for other in payment.line.payments:
        if other != payment and other.id > payment.id and other.state != 'failed':
            raise DebitError(gettext(
                    'asso_members.msg_debit_again', payment=payment.rec_name,
                    other=other.rec_name))


def _receive(act, payments):
    receipts = []
    act.read_bills({payment.bill.id for payment in payments})
    for payment in payments:
        made = Receipt.of(
            act, payment.party.id, payment.amount, _day(payment), label(payment),
            act.association.transit, bill=payment.bill.id)
        made.values['means'] = 'other'
        receipts.append(made)
    receipt.store(receipts)
    act.bookings.extend(receipts)
    settle(act)
    for payment, made in zip(payments, receipts):
        payment.asso_payment = made.id
    Pool().get('account.payment').save(payments)


def label(payment):
    "What members and accountants read of the debit."
    return gettext('asso_members.msg_debit_label', bill=payment.reference or '')[:255]


def _day(payment):
    "The day of the bank's row, if one is at work; else that of the debit, if it has come."
    today = Pool().get('ir.date').today()
    return Transaction().context.get('clearing_date') or min(payment.date, today)


def _stand_again(act, payments):
    "Undo the returns of debits: they pay their bills again."
    if not payments:
        return
    backs = _repayments(payments)
    for back in backs:
        if back.statement_line:
            raise DebitError(gettext(
                    'asso_members.msg_debit_returned_row',
                    row=back.statement_line.origin.rec_name))
    act.parties |= withdraw(act, [back.id for back in backs], to_suspense=False)
    pay_again(act, payments)


def pay_again(act, payments):
    "Let the money of debits whose return was undone pay the bills as before."
    decisions.give_back([payment.asso_payment for payment in payments])
    act.parties |= {payment.party.id for payment in payments}
    settle(act)
    Pool().get('account.payment').write(payments, {'return_reason': None})


def _repayments(payments):
    "What took the money of the debits back (asso.payment)."
    log = Pool().get('asso.allocation').__table__()
    sums = bulk.select_among(
        lambda where: log.select(
            log.repayment, Sum(log.amount), where=where & (log.repayment != Null),
            group_by=log.repayment),
        log.payment, [payment.asso_payment.id for payment in payments])
    return Pool().get('asso.payment').browse([
            id_ for id_, amount in sums if bulk.money(amount)])
