"""Events of payments, read by sets as they are booked."""
from dataclasses import replace

from sql import Null
from trytond.pool import Pool

from .. import bulk
from .event import Event


def came(payments):
    """Yield the events of the payments, which have come to their members.

    {id: the payment in whose place it is, or None}: the message on that one may be out already.
    """
    payment = Pool().get('asso.payment').__table__()
    told = _told(set(payments.values()) - {None})
    for id_, company, party, day, amount in sorted(bulk.select_among(
            lambda where: payment.select(
                payment.id, payment.company, payment.party, payment.date, payment.amount,
                where=where & (payment.kind == 'payment') & (payment.party != Null)),
            payment.id, payments)):
        amount = bulk.money(amount)
        if amount:
            yield Event(
                company, 'payment.received' if amount > 0 else 'payment.returned',
                bulk.reference('asso.payment', id_), party, bulk.date(day),
                # To another member it comes for the first time
                occurrence=str(party), amount=abs(amount),
                why='told' if payments[id_] in told else None)


def _told(payments):
    "Those of the payments (ids) of which nothing is to be said any more, as it was said."
    notice = Pool().get('asso.notice').__table__()
    return {bulk.referred(record) for record, in bulk.select_among(
            lambda where: notice.select(
                notice.record, where=where & (notice.state != 'due')),
            notice.record, {bulk.reference('asso.payment', id_) for id_ in payments})}


def returned(ids):
    "Yield the events of the payments, which their bank has taken back."
    for event in came(dict.fromkeys(ids)):
        yield replace(event, kind='payment.returned')
