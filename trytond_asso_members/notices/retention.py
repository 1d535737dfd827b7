"""How long the words of messages are kept: that one was sent, and when, stays."""
import datetime as dt

from trytond.pool import PoolMeta

from ..members.erasing import ERASED
from ..personal.retention import overwrite


class Retention(metaclass=PoolMeta):
    __name__ = 'asso.retention'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.kind.selection.append(('messages', "Words of Messages"))

    def _old_messages(self, pool):
        return pool.get('asso.notice.message'), [
            ('create_date', '<', dt.datetime.combine(self.before, dt.time())),
            ('state', '!=', 'due'), ('text', '!=', None)]

    @classmethod
    def _forget_messages(cls, Table, messages):
        overwrite(Table, messages, recipient=ERASED, subject=ERASED, text=None, error=None,
            refusal=None)
