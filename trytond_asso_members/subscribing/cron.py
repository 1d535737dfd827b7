"""What Tryton does by itself: bills what is due and ends memberships, every day."""
from trytond.pool import PoolMeta


class Cron(metaclass=PoolMeta):
    __name__ = 'ir.cron'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.method.selection += [
            ('asso.association|bill_every_day', "Bill Subscriptions"),
            ('asso.member|end_memberships', "End the Memberships of Members Who Left"),
            ]
