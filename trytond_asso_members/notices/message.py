"""A message to one person: its words, frozen before it is sent, and what became of it."""
import datetime as dt

from trytond.model import Index, ModelSQL, ModelView, fields
from trytond.pool import Pool
from trytond.pyson import Eval

from ..feed.uncopied import Uncopied
from .leased import Leased


class Message(Uncopied, Leased, ModelSQL, ModelView):
    __name__ = 'asso.notice.message'

    PAUSES = [dt.timedelta(minutes=m) for m in [1, 5, 15, 60, 240, 720, 1440, 1440]]

    company = fields.Many2One(
        'company.company', "Company", required=True, readonly=True, ondelete='RESTRICT')
    party = fields.Many2One(
        'party.party', "Party", readonly=True, ondelete='CASCADE',
        context={'company': Eval('company', -1)}, depends={'company'},
        help="Whom it concerns: the member, even where the treasurer is written to.\n"
        "Nobody, for what waits for the treasurer.")
    day = fields.Date("Date", readonly=True, help="As of which it was put into words.")
    recipient = fields.Char("To", required=True, readonly=True)
    language = fields.Char("Language", required=True, readonly=True)
    subject = fields.Char("Subject", required=True, readonly=True)
    text = fields.Text("Text", readonly=True)
    notices = fields.One2Many('asso.notice', 'message', "Events", readonly=True)
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
                'send_again': {
                    'invisible': (Eval('state') == 'due') | ~Eval('text'),
                    'depends': ['state', 'text']},
                })

    def get_rec_name(self, name):
        return f'{self.subject} - {self.recipient}'

    @classmethod
    def search_rec_name(cls, name, clause):
        return ['OR', ('subject', *clause[1:]), ('recipient', *clause[1:])]

    @classmethod
    @ModelView.button
    def send_again(cls, messages):
        "Let them be sent another time, as they are, if their words are still there."
        cls.write([m for m in messages if m.state != 'due' and m.text], {
                'state': 'due', 'attempts': 0, 'not_before': None, 'error': None})

    @classmethod
    def take(cls, company):
        "Take the next message of the company: those of a party are sent in their order."
        return cls.take_next(lambda table: table.company == company.id, 'party')

    def was_sent(self):
        super().was_sent()
        self._tell('sent', None)

    def was_refused(self, error):
        super().was_refused(error)
        self._tell('never', 'refused')

    def was_over(self):
        "What it says is not so any more; what of it still is, is said anew."
        self.end_lease(state='never')
        self._tell('due', None, message=None)

    def _tell(self, state, why, **values):
        Pool().get('asso.notice').write(
            list(self.notices), {'state': state, 'why': why, **values})
