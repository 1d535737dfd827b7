"""What is done by itself: what comes with time is noted each day, and what is due is sent."""
from trytond.pool import PoolMeta


class Cron(metaclass=PoolMeta):
    __name__ = 'ir.cron'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.method.selection += [
            ('asso.association|note_every_day', "Note Bills and Dues to Tell Members of"),
            ('asso.association|send_messages', "Send Messages to Members"),
            ]
