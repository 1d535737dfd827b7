"""A call of a hook: an event told to another program, and what that answered."""
import datetime as dt
import json

from sql import Literal
from trytond.model import Index, ModelSQL, ModelView, fields
from trytond.pool import Pool
from trytond.pyson import Eval

from ..feed.uncopied import Uncopied
from .leased import Leased
from .words import PROGRAMS


class Call(Uncopied, Leased, ModelSQL, ModelView):
    __name__ = 'asso.hook.call'

    # About three days, and then it is left
    PAUSES = [dt.timedelta(seconds=5), *(
            dt.timedelta(minutes=m) for m in [5, 30, 120, 300, 600, 840, 1200])]

    hook = fields.Many2One(
        'asso.hook', "Hook", required=True, readonly=True, ondelete='CASCADE')
    notice = fields.Many2One(
        'asso.notice', "Event", required=True, readonly=True, ondelete='CASCADE')
    party = fields.Many2One(
        'party.party', "Party", readonly=True, ondelete='CASCADE',
        help="What concerns a party is told in the order of the events.")
    body = fields.Text("Body", readonly=True, help="The same however often it is called.")
    answer = fields.Text("Answer", readonly=True)

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__access__.add('hook')
        cls._order = [('id', 'DESC')]
        t = cls.__table__()
        cls._sql_indexes |= {
            Index(t, (t.hook, Index.Range()), (t.party, Index.Range()),
                where=t.state == 'due'),
            Index(t, (t.notice, Index.Range())),
            }
        cls._buttons.update({
                'call_again': {'invisible': Eval('state') == 'due', 'depends': ['state']},
                })

    def get_rec_name(self, name):
        return f'{self.hook.rec_name} - {self.notice.rec_name}'

    @property
    def webhook_id(self):
        "By which whoever is called knows what came before: it stays the same."
        return f'event_{self.id}'

    @classmethod
    @ModelView.button
    def call_again(cls, calls):
        "Let them be made another time, as they were."
        cls.write([call for call in calls if call.state != 'due'], {
                'state': 'due', 'attempts': 0, 'not_before': None, 'error': None})

    @classmethod
    def take(cls, company):
        "Take the next call of a company, its body frozen: of a hook and a party in order."
        hook = Pool().get('asso.hook').__table__()
        found = cls.take_next(
            lambda table: table.hook.in_(hook.select(
                    hook.id, where=(hook.company == company.id)
                    & (hook.active == Literal(True)))),
            'hook', 'party')
        if found:
            found.freeze()
        return found

    def freeze(self):
        "Write the body, which is that of all attempts: ids and amounts, and no names."
        if self.body:
            return
        notice, Member = self.notice, Pool().get('asso.member')
        members = Member.search([
                ('party', '=', notice.party.id), ('company', '=', notice.company.id),
                ('active', 'in', [True, False])]) if notice.party else []
        record, others = notice.record, {}
        if notice.kind in PROGRAMS:
            others['field'] = notice.occurrence.partition(' ')[0]
        self.body = json.dumps({
                'type': notice.kind,
                'timestamp': dt.datetime.now(dt.UTC).isoformat(timespec='seconds'),
                'data': {
                    'occurrence': notice.occurrence or '',
                    'date': notice.day.isoformat(),
                    'member': members[0].portal_id if members else None,
                    'member_number': members[0].number if members else None,
                    'record': str(record),
                    'number': getattr(record, 'portal_number', None),
                    'amount': None if notice.amount is None else f'{notice.amount:.2f}',
                    'currency': notice.company.currency.code,
                    **others,
                    },
                }, ensure_ascii=False, separators=(',', ':'), sort_keys=True)
        self.save()
