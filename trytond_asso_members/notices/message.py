"""A message to one person: its words, frozen before it is sent, and what became of it."""
import datetime as dt
from email.utils import make_msgid

from sql import Literal, Null
from trytond.model import Index, ModelSQL, ModelView, fields
from trytond.pool import Pool
from trytond.pyson import Bool, Eval
from trytond.transaction import Transaction

from ..feed.uncopied import Uncopied
from .leased import Leased

LONGEST = 500  # characters of what a server has said


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
    day = fields.Date("Date", readonly=True, help="The day as of which it was put into words.")
    recipient = fields.Char("To", required=True, readonly=True)
    address = fields.Text(
        "Postal Address", readonly=True, states={'invisible': ~Bool(Eval('address'))},
        help="The postal address, where it is a letter: the member has no e-mail address.")
    language = fields.Char("Language", required=True, readonly=True)
    subject = fields.Char("Subject", required=True, readonly=True)
    text = fields.Text("Text", readonly=True)
    returned = fields.Date(
        "Returned", readonly=True, states={'invisible': ~Bool(Eval('returned'))},
        help="It was sent, and came back.")
    refusal = fields.Char(
        "Link to Refuse", readonly=True, states={'invisible': ~Bool(Eval('refusal'))},
        help="Where the member refuses more of its kind, at one click.")
    notices = fields.One2Many('asso.notice', 'message', "Events", readonly=True)
    by_hand = fields.Boolean(
        "By Hand", readonly=True,
        help="A person has sent it: it goes out even where nothing is told by itself.")
    in_doubt = fields.Boolean(
        "In Doubt", readonly=True, states={'invisible': ~Bool(Eval('in_doubt'))},
        help="The mail server may have taken it already: it gave no answer once.")
    message_id = fields.Char(
        "Message-ID", required=True, readonly=True,
        help="The same however often it is sent.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order = [('id', 'DESC')]
        cls.state.selection = [
            ('due', "To Be Sent"), ('sent', "Sent"), ('never', "Never Sent"),
            ('post', "To Be Posted")]
        t = cls.__table__()
        cls._sql_indexes |= {
            Index(t, (t.party, Index.Range())),
            Index(t, (t.message_id, Index.Equality())),
            Index(t, (t.id, Index.Range()), where=t.state == 'due'),
            }
        cls._buttons.update({
                'send_again': {
                    'invisible': (
                        (Eval('state') == 'due') | ~Eval('text') | Bool(Eval('address'))),
                    'depends': ['state', 'text', 'address'],
                    },
                'posted': {'invisible': Eval('state') != 'post', 'depends': ['state']},
                'discard': {'invisible': Eval('state') != 'post', 'depends': ['state']},
                })

    @classmethod
    def __register__(cls, module):
        is_new = not cls.__table_handler__(module).column_exist('in_doubt')
        super().__register__(module)
        if is_new:
            table = cls.__table__()
            Transaction().connection.cursor().execute(*table.update(
                    [table.in_doubt], [True],
                    where=(table.state == 'due') & (table.attempts > 0)))

    def get_rec_name(self, name):
        return f'{self.subject} - {self.recipient}'

    @classmethod
    def search_rec_name(cls, name, clause):
        return ['OR', ('subject', *clause[1:]), ('recipient', *clause[1:])]

    @classmethod
    @ModelView.button
    def send_again(cls, messages):
        """Let them be sent another time, if their words are still there.

        One that was sent goes as it was; one that was refused or came back, as it is by now and
        to the address of now.  Letters are printed again instead.
        """
        again = {'state': 'due', 'attempts': 0, 'not_before': None, 'error': None}
        changes = []
        for message in messages:
            if message.state != 'due' and message.text and not message.address:
                changes += [[message], again | message._unreached()]
        if changes:
            cls.write(*changes)

    def _unreached(self):
        "Values by which one that came back is sent as another: its old id may be told again."
        if not self.returned:
            return {}
        domain = self.message_id.rpartition('@')[2].rstrip('>')
        return {
            'returned': None, 'sent': None, 'in_doubt': False,
            'message_id': make_msgid('asso', domain)}

    @classmethod
    @ModelView.button
    def posted(cls, messages):
        "A person has posted these letters: what they say is said."
        letters = [m for m in messages if m.state == 'post']
        cls.write(letters, {'state': 'sent', 'sent': dt.datetime.now()})
        Pool().get('asso.notice').write(
            [n for m in letters for n in m.notices], {'state': 'sent', 'why': None})

    @classmethod
    @ModelView.button
    def discard(cls, messages):
        "Do not post these letters; others may be written of the same events."
        letters = [m for m in messages if m.state == 'post']
        Pool().get('asso.notice').write(
            [n for m in letters for n in m.notices], {'message': None})
        cls.write(letters, {'state': 'never'})

    @classmethod
    def take(cls, company):
        """Take the next message of the company: those of a party are sent in their order.

        Of one that tells nothing by itself, the next that a person sends.
        """
        tells = Pool().get('asso.association').of(company).messages_since
        return cls.take_next(
            lambda table: (table.company == company.id)
            & (Literal(True) if tells else table.by_hand == Literal(True)), 'party')

    @classmethod
    def _taken(cls, table):
        "Whoever has had it until now has ended without noting an answer."
        return super()._taken(table) | {
            'in_doubt': table.in_doubt | (table.leased_until != Null)}

    def was_cut_off(self, error):
        """There was no answer, so the server may have it; it is tried again later all the same.

        Another answer says nothing of this attempt: the doubt stays until the message is sent.
        """
        self.in_doubt = True
        self.save()
        self.was_put_off(error)

    def was_sent(self):
        super().was_sent()
        if self.in_doubt:
            self.in_doubt = False
            self.save()
        self._tell('sent', None)

    def was_refused(self, error):
        super().was_refused(error)
        self._tell('never', 'refused')

    def came_back(self, error, mechanisms):
        "Nobody was reached: say so, and that of the mechanisms which has its address failed."
        today = Pool().get('ir.date').today()
        self.end_lease(state='never', error=error, returned=today)
        self._tell('never', 'returned')
        Mechanism = Pool().get('party.contact_mechanism')
        Mechanism.write([
                m for m in mechanisms if m.party == self.party and m.value == self.recipient], {
                'returned_on': today, 'returned_why': error[:LONGEST]})

    def _tell(self, state, why):
        Pool().get('asso.notice').write(list(self.notices), {'state': state, 'why': why})
