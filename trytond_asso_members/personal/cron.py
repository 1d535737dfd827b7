"""What Tryton does by itself: forgets what is kept no longer, every month."""
from trytond.pool import PoolMeta


class Cron(metaclass=PoolMeta):
    __name__ = 'ir.cron'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.method.selection.append(
            ('asso.retention|forget_all', "Forget Personal Data Kept No Longer"))
