"""A run that a person or the portal asks for: the bridge looks for it every minute."""
import datetime as dt

from trytond.model import ModelView, fields
from trytond.pool import PoolMeta
from trytond.transaction import Transaction


class Feed(metaclass=PoolMeta):
    __name__ = 'asso.feed'

    asked = fields.DateTime(
        "Run Asked For", readonly=True,
        help="When a run was asked for; empty once the bridge has begun one.")
    asked_by = fields.Many2One(
        'res.user', "Asked By", readonly=True, ondelete='SET NULL',
        help="Empty when the portal asked.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._buttons.update({'synchronize': {}})

    @classmethod
    @ModelView.button
    def synchronize(cls, feeds):
        cls.ask(feeds)

    @classmethod
    def ask(cls, feeds):
        "Ask for a run; the first to ask stays noted until a run begins."
        feeds = [feed for feed in feeds if not feed.asked]
        cls.write(feeds, {
                'asked': dt.datetime.now(), 'asked_by': Transaction().user or None})

    def answer_asked(self):
        "Forget that a run was asked for, as one begins."
        if self.asked:
            self.asked = self.asked_by = None
            self.save()
