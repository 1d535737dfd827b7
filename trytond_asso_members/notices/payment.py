"""Payments that come, and payments that come back."""
from trytond.pool import Pool, PoolMeta

from . import money


class Payment(metaclass=PoolMeta):
    __name__ = 'asso.payment'

    @classmethod
    def came(cls, payments):
        super().came(payments)
        Pool().get('asso.notice').note(money.came(payments))

    @classmethod
    def were_returned(cls, ids):
        super().were_returned(ids)
        Pool().get('asso.notice').note(money.returned(ids))
