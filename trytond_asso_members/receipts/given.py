"""The money of gifts and dues that was received, from the log of allocations.

It is what payments have given to bills of these kinds.  A payment that bounced gives nothing any
more, nor does a credit note bring money.
"""
from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from trytond.pool import Pool

from .. import bulk

KINDS = ['donation', 'membership_fee']


class Given(NamedTuple):
    """So much of a payment for a gift, or for dues.

    `party` is the payer, whose gift it is, and `day` that of the payment: the date of a cheque or
    a transfer.  Money that was there before is given on the date of the bill.
    """
    payment: int
    bill: int
    party: int
    kind: str
    day: object
    amount: Decimal
    means: str | None


def given(company, payments=None):
    "Return {(payment, bill): Given} of all payments of the company, or of these (ids)."
    pool = Pool()
    log = pool.get('asso.allocation').__table__()
    payment = pool.get('asso.payment').__table__()
    bill = pool.get('account.invoice').__table__()
    ours = (
        (payment.company == company.id) & (payment.kind == 'payment')
        & (payment.state == 'booked') & bill.bill_kind.in_(KINDS))
    source = (log
        .join(payment, condition=log.payment == payment.id)
        .join(bill, condition=log.bill == bill.id))
    key = [
        payment.id, bill.id, payment.party, bill.bill_kind, payment.date, bill.invoice_date,
        payment.means]

    def query(where=None):
        return source.select(
            *key, bulk.in_cents(log.amount), group_by=key,
            where=ours if where is None else ours & where)
    rows = (
        bulk.select(query()) if payments is None
        else bulk.select_among(query, log.payment, payments))
    return {
        (payment, bill): Given(
            payment, bill, party, kind, max(bulk.date(paid), bulk.date(billed)),
            bulk.from_cents(cents), means)
        for payment, bill, party, kind, paid, billed, means, cents in rows if cents > 0}


def eligible(association, gifts):
    "Those of the gifts for which the association issues receipts; dues as it was set."
    since = association.receipts_from
    gifts = [gift for gift in gifts if since and gift.day >= since]
    dues = {gift.bill for gift in gifts if gift.kind == 'membership_fee'}
    if association.receipts_for_dues == 'offers':
        dues -= _of_offers(association, dues)
    elif association.receipts_for_dues == 'all':
        dues = set()
    return [gift for gift in gifts if gift.bill not in dues]


def _of_offers(association, bills):
    "Those of the bills all of whose lines are of offers whose dues count."
    pool = Pool()
    line = pool.get('account.invoice.line').__table__()
    subscription = pool.get('asso.subscription').__table__()
    offers = defaultdict(set)
    for bill, offer in bulk.select_among(
            lambda where: line
            .join(subscription, 'LEFT', condition=(
                    line.origin == bulk.reference('asso.subscription', subscription.id)))
            .select(line.invoice, subscription.offer, where=where & (line.type == 'line')),
            line.invoice, bills):
        offers[bill].add(offer)
    counting = {offer.id for offer in association.receipts_offers}
    return {bill for bill, found in offers.items() if found <= counting}
