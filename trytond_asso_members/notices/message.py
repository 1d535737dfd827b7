"""A message to one person: its words, frozen before it is sent, and what became of it."""
import datetime as dt

from sql import Null
from sql.aggregate import Min
from sql.conditionals import Coalesce
from trytond.model import Index, ModelSQL, ModelView, fields
from trytond.pool import Pool
from trytond.pyson import Bool, Eval
from trytond.transaction import Transaction

from .. import bulk
from ..feed.uncopied import Uncopied
from .words import STATES

# Who sends it has so long, before another sender may
LEASE = dt.timedelta(minutes=15)
# How long it waits after each time that it could not be sent
PAUSES = [dt.timedelta(minutes=m) for m in [1, 5, 15, 60, 240, 720, 1440, 1440]]


class Message(Uncopied, ModelSQL, ModelView):
    __name__ = 'asso.notice.message'

    company = fields.Many2One(
        'company.company', "Company", required=True, readonly=True, ondelete='RESTRICT')
    party = fields.Many2One(
        'party.party', "Party", required=True, readonly=True, ondelete='CASCADE',
        context={'company': Eval('company', -1)}, depends={'company'},
        help="Whom it concerns: the member, even where the treasurer is written to.")
    recipient = fields.Char("To", required=True, readonly=True)
    language = fields.Char("Language", required=True, readonly=True)
    subject = fields.Char("Subject", required=True, readonly=True)
    text = fields.Text("Text", readonly=True)
    notices = fields.One2Many('asso.notice', 'message', "Events", readonly=True)
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
    message_id = fields.Char(
        "Message-ID", required=True, readonly=True,
        help="The same however often it is sent.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order = [('id', 'DESC')]
        t = cls.__table__()
        cls._sql_indexes |= {
            Index(t, (t.party, Index.Range())),
            Index(t, (t.id, Index.Range()), where=t.state == 'due'),
            }
        cls._buttons.update({
                'send_again': {'invisible': Eval('state') == 'due', 'depends': ['state']},
                })

    @staticmethod
    def default_attempts():
        return 0

    def get_rec_name(self, name):
        return f'{self.subject} - {self.recipient}'

    @classmethod
    def search_rec_name(cls, name, clause):
        return ['OR', ('subject', *clause[1:]), ('recipient', *clause[1:])]

    @classmethod
    @ModelView.button
    def send_again(cls, messages):
        "Let them be sent another time, as they are."
        cls.write([m for m in messages if m.state != 'due'], {
                'state': 'due', 'attempts': 0, 'not_before': None, 'error': None})

    @classmethod
    def take(cls, company):
        """Take the next message that is to be sent, for LEASE; return it, or None.

        The caller commits before it sends.  Those of a party are sent in their order: while
        one waits, the later ones do too.
        """
        table, earlier = cls.__table__(), cls.__table__()
        now = dt.datetime.now()
        first = earlier.select(
            Min(earlier.id), group_by=[earlier.party],
            where=(earlier.company == company.id) & (earlier.state == 'due'))
        rows = bulk.select(table.select(
                table.id, order_by=[table.id], limit=1,
                where=table.id.in_(first) & _is_past(table.not_before, now)
                & _is_past(table.leased_until, now)))
        if not rows:
            return None
        (id_,), = rows
        cursor = Transaction().connection.cursor()
        # If another sender has taken it meanwhile, PostgreSQL begins anew
        cursor.execute(*table.update(
                [table.leased_until, table.attempts],
                [now + LEASE, table.attempts + 1], where=table.id == id_))
        bulk.forget(cls.__name__)
        return cls(id_)

    def was_sent(self):
        self._write(state='sent', sent=dt.datetime.now(), error=None)
        self._tell('sent', None)

    def was_refused(self, error):
        "It cannot be sent to this address."
        self._write(state='never', error=error)
        self._tell('never', 'refused')

    def was_put_off(self, error, charged=True):
        """It could not be sent now: it is tried again later, unless that was the last time.

        What is not `charged` is tried as often as it takes.
        """
        attempts = self.attempts if charged else self.attempts - 1
        if attempts > len(PAUSES):
            self.was_refused(error)
        else:
            pause = PAUSES[max(attempts - 1, 0)]
            self._write(
                error=error, attempts=attempts, not_before=dt.datetime.now() + pause)

    def was_over(self):
        "What it says is not so any more; what of it still is, is said anew."
        self._write(state='never')
        self._tell('due', None, message=None)

    def _write(self, **values):
        self.__class__.write([self], {'leased_until': None, **values})

    def _tell(self, state, why, **values):
        Pool().get('asso.notice').write(
            list(self.notices), {'state': state, 'why': why, **values})


def _is_past(column, now):
    return (column == Null) | (Coalesce(column, now) <= now)
