"""What is sent to somebody by a sender, who takes it first: nothing is lost, or sent by two."""
import datetime as dt

from sql import Null
from sql.aggregate import Min
from sql.conditionals import Coalesce
from trytond.model import Model, fields
from trytond.pyson import Bool, Eval
from trytond.transaction import Transaction

from .. import bulk, savepoint
from .words import STATES

# Who sends it has so long, before another sender may
LEASE = dt.timedelta(minutes=15)
TRIES = 20  # to take the next before another sender does


class Leased(Model):
    """A mixin: how often it was tried, and when it is tried again.

    After each of the PAUSES, timedeltas, and then not any more.
    """
    __slots__ = ()
    PAUSES = []

    state = fields.Selection(STATES, "State", required=True, readonly=True, sort=False)
    sent = fields.DateTime("Sent", readonly=True)
    attempts = fields.Integer("Attempts", required=True, readonly=True)
    not_before = fields.DateTime(
        "Not Before", readonly=True, states={'invisible': Eval('state') != 'due'},
        help="When it is tried again.")
    leased_until = fields.DateTime("Being Sent Until", readonly=True)
    error = fields.Text(
        "Error", readonly=True, states={'invisible': ~Bool(Eval('error'))},
        help="Why it could not be sent the last time.")

    @staticmethod
    def default_attempts():
        return 0

    @classmethod
    def take_next(cls, where, *order):
        """Take the next that is to be sent, for LEASE; return it, or None.

        The caller commits before it sends.  `where` is of a table; those that are alike in the
        columns `order` are sent one after the other: while one waits, the later ones do too.
        """
        table, earlier = cls.__table__(), cls.__table__()
        now = dt.datetime.now()
        first = earlier.select(
            Min(earlier.id), group_by=[getattr(earlier, name) for name in order],
            where=where(earlier) & (earlier.state == 'due'))
        rows = bulk.select(table.select(
                table.id, order_by=[table.id], limit=1,
                where=table.id.in_(first) & _is_past(table.not_before, now)
                & _is_past(table.leased_until, now)))
        if not rows:
            return None
        (id_,), = rows
        cursor = Transaction().connection.cursor()
        taken = cls._taken(table)
        # If another sender has taken it meanwhile, PostgreSQL starts again
        cursor.execute(*table.update(
                [getattr(table, name) for name in taken], list(taken.values()),
                where=table.id == id_))
        bulk.forget(cls.__name__)
        return cls(id_)

    @classmethod
    def _taken(cls, table):
        "What is written of one that is taken, as {name: SQL}."
        return {'leased_until': dt.datetime.now() + LEASE, 'attempts': table.attempts + 1}

    def was_sent(self):
        self.end_lease(state='sent', sent=dt.datetime.now(), error=None)

    def was_refused(self, error):
        "It is not tried again."
        self.end_lease(state='never', error=error)

    def was_put_off(self, error, charged=True, pause=None):
        """It could not be sent now: it is tried again later, unless that was the last time.

        What is not `charged` is tried as often as it takes.
        """
        attempts = self.attempts if charged else self.attempts - 1
        if attempts > len(self.PAUSES):
            self.was_refused(error)
        else:
            pause = pause or self.PAUSES[max(attempts - 1, 0)]
            self.end_lease(
                error=error, attempts=attempts, not_before=dt.datetime.now() + pause)

    def end_lease(self, **values):
        self.__class__.write([self], {'leased_until': None, **values})


def take(Model, association):
    "Take the next of a model for good; None if there is none, or if all is held."
    for _ in range(TRIES):
        if association.__class__(association.id).messages_held:
            break
        try:
            savepoint.begin()
            found = Model.take(association.company)
            Transaction().commit()
        except savepoint.BUSY:
            Transaction().rollback()
            continue
        return found and Model(found.id)
    return None


def _is_past(column, now):
    return (column == Null) | (Coalesce(column, now) <= now)
