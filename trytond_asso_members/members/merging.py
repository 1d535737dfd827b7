"""Two members who are one person, made one by an administrator of members."""
from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.pool import Pool
from trytond.pyson import Eval
from trytond.transaction import Transaction
from trytond.wizard import Button, StateTransition, StateView, Wizard

from .party import check_not_posted


class Merge(Wizard):
    "Make two members one: what refers to one, and is not posted, becomes the other's."
    __name__ = 'asso.member.merge'

    start = StateView(
        'asso.member.merge.start', 'asso_members.member_merge_start_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Merge", 'merge', 'tryton-ok', default=True),
            ])
    merge = StateTransition()

    def default_start(self, names):
        member = self.record
        check_not_posted(member.party)
        return {
            'member': member.id,
            'company': member.company.id,
            'moves': gettext(
                'asso_members.msg_merge_moves', member=member.rec_name,
                subscriptions=len(member.subscriptions),
                portal=member.portal_id or '-'),
            'stays': gettext('asso_members.msg_merge_stays', member=member.rec_name),
            }

    def transition_merge(self):
        Replace = Pool().get('party.replace', type='wizard')
        source = self.start.member.party
        with Transaction().set_context(
                active_model=source.__name__, active_id=source.id,
                active_ids=[source.id]):
            session_id, _, _ = Replace.create()
            replace = Replace(session_id)
            replace.ask.source = source
            replace.ask.destination = self.start.into.party
            replace.transition_replace()
            Replace.delete(session_id)
        return 'end'


class MergeStart(ModelView):
    __name__ = 'asso.member.merge.start'

    member = fields.Many2One('asso.member', "Member", readonly=True)
    company = fields.Many2One('company.company', "Company", readonly=True)
    into = fields.Many2One(
        'asso.member', "Into", required=True,
        domain=[
            ('company', '=', Eval('company', -1)),
            ('id', '!=', Eval('member', -1)),
            ],
        help="The member that stays.")
    moves = fields.Text("Moves", readonly=True)
    stays = fields.Text("Stays", readonly=True)
