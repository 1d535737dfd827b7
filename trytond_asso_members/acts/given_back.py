"""A payment about which the portal decides again: that a person gave it back is in the log."""
from trytond.model import ModelView
from trytond.pool import Pool, PoolMeta

from .log import log


class Payment(metaclass=PoolMeta):
    __name__ = 'asso.payment'

    @classmethod
    @ModelView.button
    def give_back(cls, payments):
        theirs = [
            p for p in payments
            if p.party and (p.decided_by == 'person' or p.member_by_person)]
        super().give_back(payments)
        today = Pool().get('ir.date').today()
        for payment in theirs:
            log(
                payment.company, 'given_back', payment.party.id, payment.amount, today, None,
                payment=payment.id)
