"""A paper sent to members by a person, who sees first what each of them is told."""
from collections import defaultdict

from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.pool import Pool
from trytond.pyson import Bool, Eval, If, PYSONEncoder
from trytond.transaction import without_check_access
from trytond.wizard import Button, StateAction, StateTransition, StateView, Wizard

from ..exceptions import MessageError, MessageWarning
from . import composing, paper, sending, trial
from .facts import Facts
from .returned import address_of

HELD = {'held': 'asso_members.msg_paper_held', 'sender': 'asso_members.msg_trial_no_sender'}
IS_ACCOUNT = Eval('kind') == 'paper.account'


class Choose(ModelView):
    "Which paper of members is sent"
    __name__ = 'asso.notice.paper.choose'

    kind = fields.Selection([
            ('paper.account', "Statement of Account"),
            ('paper.certificate', "Certificate of Membership"),
            ], "Paper", required=True, sort=False)
    first = fields.Date(
        "From", domain=[If(IS_ACCOUNT, ('first', '<=', Eval('last')), ())],
        states={'invisible': ~IS_ACCOUNT, 'required': IS_ACCOUNT})
    last = fields.Date("On", required=True, help="The last day, if an account is sent.")

    @staticmethod
    def default_kind():
        return 'paper.account'

    @classmethod
    def default_first(cls):
        return cls.default_last().replace(month=1, day=1)

    @staticmethod
    def default_last():
        return Pool().get('ir.date').today()


class Preview(ModelView):
    "What is sent, and to whom"
    __name__ = 'asso.notice.paper.preview'

    messages = fields.One2Many('asso.notice.paper.message', None, "Messages")
    without = fields.Text(
        "Without an Address", readonly=True, states={'invisible': ~Bool(Eval('without'))},
        help="Nothing is sent to them.")


class Message(ModelView):
    "A message with a paper, before it is sent"
    __name__ = 'asso.notice.paper.message'

    of = fields.Integer("Of", readonly=True)
    recipient = fields.Char("To", readonly=True)
    attached = fields.Char("Attached", readonly=True)
    subject = fields.Char("Subject", required=True)
    text = fields.Text("Text", required=True)


class Send(Wizard):
    """Send papers by e-mail, a message each.

    Of members, a paper that is chosen; of bills and tax receipts, their own.
    """
    __name__ = 'asso.notice.paper.send'

    start_state = 'which'
    which = StateTransition()
    choose = StateView('asso.notice.paper.choose', 'asso_members.paper_choose_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Continue", 'preview', 'tryton-forward', default=True),
            ])
    preview = StateView('asso.notice.paper.preview', 'asso_members.paper_preview_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Send", 'send', 'tryton-email', default=True),
            ])
    send = StateTransition()
    open_ = StateAction('asso_members.act_notice_message_form')
    sent = ()

    def transition_which(self):
        return 'choose' if self.model.__name__ == 'asso.member' else 'preview'

    def default_preview(self, names):
        notices = self._notices()
        with without_check_access():
            for association, theirs in _by_association(notices):
                if association.why_held:
                    raise MessageError(gettext(HELD[association.why_held]))
                with association.own_context():
                    paper.check(theirs)
            rows = [
                {'of': notice.record.id, 'attached': attached, **_written(row)}
                for notice, row, attached in _messages(notices) if row['recipient']]
            without = [n.party.rec_name for n in notices if not address_of(n.party)]
        if not rows:
            raise MessageError(gettext(
                    'asso_members.msg_paper_no_address', parties=', '.join(without)))
        return {'messages': rows, 'without': '\n'.join(without)}

    def transition_send(self):
        "Send those that are still in the list, with the words that are there now."
        words = {message.of: message for message in self.preview.messages}
        notices = [
            n for n in self._notices() if n.record.id in words and address_of(n.party)]
        self._ask_again(notices)
        with without_check_access():
            with trial.reached(), sending.Server():
                pass
            self.sent = [
                message.id for association, theirs in _by_association(notices)
                for message in _put_out(association, theirs, words)]
        return 'open_' if self.sent else 'end'

    def _notices(self):
        "Of the records that the user may read, one each."
        kind, first, last = paper.OF_RECORDS.get(self.model.__name__), None, None
        if not kind:
            kind, first, last = self.choose.kind, self.choose.first, self.choose.last
        today = Pool().get('ir.date').today()
        records = self.model.search(
            [('id', 'in', [record.id for record in self.records])], order=[('id', 'ASC')])
        return paper.notices(kind, records, first or last or today, last or today)

    def _ask_again(self, notices):
        "Raise MessageWarning if one of the papers was sent before, or is to be."
        pool = Pool()
        Warning = pool.get('res.user.warning')
        with without_check_access():
            before = [
                n for n in pool.get('asso.notice').search([
                        ('record', 'in', [str(n.record) for n in notices]),
                        ('kind', 'in', list({n.kind for n in notices})),
                        ('state', 'in', ['due', 'sent'])])
                if any(paper.is_same(n, notice) for notice in notices)]
            parties = ', '.join(dict.fromkeys(n.party.rec_name for n in before))
        key = Warning.format('asso_paper_again', before)
        if before and Warning.check(key):
            raise MessageWarning(key, gettext(
                    'asso_members.msg_paper_again', parties=parties))

    def do_open_(self, action):
        action['pyson_domain'] = PYSONEncoder().encode([('id', 'in', list(self.sent))])
        # All of them at once, sent or not
        action['domains'] = []
        return action, {}


def _by_association(notices):
    "Yield (association, its notices)."
    Association = Pool().get('asso.association')
    found = defaultdict(list)
    for notice in notices:
        found[notice.company].append(notice)
    for company, theirs in found.items():
        yield Association.of(company), theirs


def _messages(notices):
    "Yield (notice, the values of its message, the name of the file), nothing being written."
    day = Pool().get('ir.date').today()
    for association, theirs in _by_association(notices):
        with association.own_context():
            facts = Facts(association, theirs, day)
            for notice in theirs:
                row = composing.values_of(facts, notice.party, False, [notice])
                yield notice, row, paper.name_for(notice)


def _written(row):
    return {name: row[name] for name in ['recipient', 'subject', 'text']}


def _put_out(association, notices, words):
    "Note the papers and their messages, and have them sent once that is committed."
    pool = Pool()
    rows = [
        row | {'subject': words[n.record.id].subject, 'text': words[n.record.id].text,
            'by_hand': True}
        for n, row, _ in _messages(notices)]
    messages = pool.get('asso.notice.message').create(rows)
    for notice, message in zip(notices, messages, strict=True):
        notice.state, notice.message = 'due', message
    pool.get('asso.notice').save(notices)
    association.__class__.__queue__.deliver([association])
    return messages
