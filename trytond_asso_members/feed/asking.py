"""Asking for a run: the bridge, whose timer looks every minute, begins one then."""
import datetime as dt

from trytond.model import ModelView, fields
from trytond.pool import PoolMeta
from trytond.transaction import Transaction


class Feed(metaclass=PoolMeta):
    __name__ = 'asso.feed'

    asked = fields.DateTime(
        "Run Asked For", readonly=True,
        help="The next run of the bridge, which begins within a minute where its timer "
        "is set so.")
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
        "Ask for a run; feeds that have been asked stay as they are."
        feeds = [feed for feed in feeds if not feed.asked]
        cls.write(feeds, {
                'asked': dt.datetime.now(), 'asked_by': Transaction().user or None})

    def answer_asked(self):
        "A run begins: what was asked for is under way."
        if self.asked:
            self.asked = self.asked_by = None
            self.save()
