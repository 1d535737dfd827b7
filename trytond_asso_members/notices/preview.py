"""What a member would be told in the words of a template, before anybody is."""
from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.pool import Pool
from trytond.pyson import Eval
from trytond.transaction import Transaction
from trytond.wizard import Button, StateTransition, StateView, Wizard

from ..exceptions import MessageError
from . import composing, trial
from .facts import Facts
from .words import AGAIN, LAST

# The newest of these that a member has is taken
NEWEST = {
    'bill.posted': ('account.invoice', [('bill_kind', 'not in', [None, 'credit_note'])]),
    'bill.credited': ('account.invoice', [('bill_kind', '=', 'credit_note')]),
    'payment.received': ('asso.payment', [('kind', '=', 'payment'), ('amount', '>', 0)]),
    'payment.returned': ('asso.payment', [('kind', '=', 'payment')]),
    'subscription.started': ('asso.subscription', []),
    'member.joined': ('asso.member', []),
    'receipt.issued': ('asso.receipt', [('state', '=', 'issued')]),
    'instalment.due': ('asso.arrangement.instalment', []),
    }
LIKE = {
    'bill.due_soon': 'bill.posted', 'bill.overdue': 'bill.posted', AGAIN: 'bill.posted',
    LAST: 'bill.posted', 'instalment.late': 'instalment.due',
    'bill.paid': 'bill.posted', 'subscription.suspended':
    'subscription.started', 'subscription.ended': 'subscription.started',
    'member.left': 'member.joined', 'dues.to_renew': 'member.joined',
    'dues.lapsed': 'member.joined', 'frame': 'member.joined', 'paper.bill': 'bill.posted',
    'paper.account': 'member.joined', 'paper.certificate': 'member.joined',
    'paper.receipt': 'receipt.issued'}


class PreviewStart(ModelView):
    "What a Member Would Be Told"
    __name__ = 'asso.notice.preview.start'

    template = fields.Many2One('asso.notice.template', "Of", readonly=True)
    member = fields.Many2One('asso.member', "Member", required=True)
    subject = fields.Char("Subject", readonly=True)
    text = fields.Text("Text", readonly=True)

    @fields.depends('member', 'template', methods=['_said'])
    def on_change_member(self):
        self.subject = self.text = None
        if self.member and self.template:
            self.subject, self.text = self._said()

    @fields.depends('member', 'template')
    def _said(self):
        "The subject and the text; nothing is written."
        return self.words()[:2]

    def words(self):
        "The subject, the text, and the language they are in."
        member, kind = self.member, self.template.kind
        notice = _notice(member, kind)
        association = Pool().get('asso.association').of(member.company)
        with association.own_context():
            facts = Facts(association, [notice], Pool().get('ir.date').today())
            lang = composing.language(member.company, None if kind == LAST else member.party)
            if kind == 'frame':
                kind = 'member.joined'
            return *composing.words(facts, lang, member.party, [(kind, notice)]), lang


def _notice(member, kind):
    "A notice of the kind, not stored, about what the member has last."
    pool = Pool()
    Notice = pool.get('asso.notice')
    like = LIKE.get(kind, kind)
    name, domain = NEWEST[like]
    whose = {
        'asso.member': ('id', '=', member.id), 'asso.subscription': ('member', '=', member.id),
        }.get(name, ('party', '=', member.party.id))
    found = pool.get(name).search(
        [whose, ('company', '=', member.company.id), *domain], order=[('id', 'DESC')], limit=1)
    if not found:
        raise MessageError(gettext('asso_members.msg_preview_nothing', member=member.rec_name))
    return Notice(
        company=member.company, kind='bill.overdue' if kind in {AGAIN, LAST} else kind,
        record=found[0], party=member.party, day=pool.get('ir.date').today(), occurrence='1')


class Preview(Wizard):
    "Preview a Message"
    __name__ = 'asso.notice.preview'

    start = StateView(
        'asso.notice.preview.start', 'asso_members.preview_start_view_form',
        [
            Button("Close", 'end', 'tryton-close', default=True),
            Button("Send a Test to Me", 'send', 'tryton-email', states={
                    'readonly': ~Eval('member')}),
            ])
    send = StateTransition()
    sent = StateView(
        'asso.notice.trial.done', 'asso_members.trial_done_view_form',
        [Button("Close", 'end', 'tryton-close', default=True)])

    def transition_send(self):
        member = self.start.member
        subject, text, lang = self.start.words()
        association = Pool().get('asso.association').of(member.company)
        self.sent.address = trial.send(association, subject, text, lang)
        return 'sent'

    def default_sent(self, fields):
        return {'address': self.sent.address}

    def default_start(self, fields):
        return {'template': Transaction().context.get('active_id')}
