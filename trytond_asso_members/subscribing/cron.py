"""What Tryton does by itself: bills what is due, every day."""
from trytond.pool import PoolMeta


class Cron(metaclass=PoolMeta):
    __name__ = 'ir.cron'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.method.selection.append(
            ('asso.association|bill_every_day', "Bill Subscriptions"))
