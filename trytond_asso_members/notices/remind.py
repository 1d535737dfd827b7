"""Reminders made and sent at once, by a person who does not wait for the night."""
from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.pyson import PYSONEncoder
from trytond.transaction import Transaction, without_check_access
from trytond.wizard import Button, StateAction, StateTransition, StateView, Wizard

from ..exceptions import MessageError
from . import deadlines, sending
from .returned import address_of
from .trial import reached

SECONDS = 20  # what is left is sent by the timer


class RemindMember(ModelView):
    __name__ = 'asso.notice.remind.member'

    party = fields.Many2One('party.party', "Member", readonly=True)
    amount = Monetary("Overdue", currency='currency', digits='currency', readonly=True)
    recipient = fields.Char("To", readonly=True)
    currency = fields.Many2One('currency.currency', "Currency", readonly=True)


class RemindStart(ModelView):
    __name__ = 'asso.notice.remind.start'

    members = fields.One2Many(
        'asso.notice.remind.member', None, "Members to Remind", readonly=True,
        help="Members whom it is time to remind, by the association's weeks of reminders.")


def members_to_remind(association, day):
    """The values of whom it is time to remind on the day, with what each owes.

    Raise MessageError if the association reminds nobody.
    """
    pool = Pool()
    since = pool.get('asso.notice').since().get(association.company.id)
    if not since or not association.weeks_of_reminders:
        raise MessageError(gettext(
                'asso_members.msg_remind_off', association=association.rec_name))
    events = {
        event.party: event for event in deadlines.found(association, day, since)
        if event.kind == 'bill.overdue'}
    noted = pool.get('asso.notice').search([
            ('company', '=', association.company.id), ('kind', '=', 'bill.overdue'),
            ('state', '=', 'due'), ('message', '=', None)])
    amounts = {
        **{notice.party.id: notice.amount for notice in noted},
        **{party: event.amount for party, event in events.items()}}
    return [{
            'party': party.id, 'amount': amounts[party.id],
            'recipient': address_of(party) or gettext('asso_members.msg_remind_letter'),
            'currency': association.company.currency.id,
            } for party in pool.get('party.party').browse(list(amounts))]


def check_server(association):
    "Raise MessageError, which says what to do, if no message can be sent."
    if association.why_held == 'held':
        raise MessageError(gettext(
                'asso_members.msg_remind_held', association=association.rec_name))
    if association.why_held:
        raise MessageError(gettext('asso_members.msg_trial_no_sender'))
    with reached(), sending.Server():
        pass


class Remind(Wizard):
    "Remind whom it is time to remind."
    __name__ = 'asso.notice.remind'

    start = StateView('asso.notice.remind.start', 'asso_members.remind_start_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Remind", 'send', 'tryton-ok', default=True),
            ])
    send = StateTransition()
    open_ = StateAction('asso_members.act_notice_message_form')
    messages = ()

    def _association(self):
        pool = Pool()
        Association = pool.get('asso.association')
        return Association.of(Association.company_of_user())

    def default_start(self, names):
        association = self._association()
        with association.own_context():
            return {'members': members_to_remind(
                    association.__class__(association.id), Pool().get('ir.date').today())}

    def transition_send(self):
        "It commits as it goes, as the timer does: the second time, nothing is said again."
        if not self.start.members:
            raise MessageError(gettext('asso_members.msg_remind_nobody'))
        association = self._association()
        check_server(association)
        Message = Pool().get('asso.notice.message')
        with without_check_access():
            before = Message.search([], order=[('id', 'DESC')], limit=1)
            association.note_deadlines()
            Transaction().commit()
            sending.send(association, seconds=SECONDS)
            self.messages = [message.id for message in Message.search([
                        ('company', '=', association.company.id),
                        ('id', '>', before[0].id if before else -1)])]
        return 'open_'

    def do_open_(self, action):
        action['pyson_domain'] = PYSONEncoder().encode([('id', 'in', list(self.messages))])
        # All of them in one list, whatever became of each
        action['domains'] = []
        return action, {}
