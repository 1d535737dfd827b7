"""The books made ready to stay in Tryton without this module: doc/how-to/leave.md."""
from sql import Null
from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.model.exceptions import AccessError
from trytond.pool import Pool
from trytond.tools import grouped_slice
from trytond.transaction import Transaction, without_check_access
from trytond.wizard import Button, StateTransition, StateView, Wizard

from .. import bulk
from .books import get_id


class Leave(Wizard):
    __name__ = 'asso.association.leave'

    start = StateView(
        'asso.association.leave.start',
        'asso_members.association_leave_start_view_form', [
            Button("Cancel", 'end', 'tryton-cancel', default=True),
            Button("Leave", 'leave', 'tryton-ok'),
            ])
    leave = StateTransition()

    def transition_leave(self):
        Start = Pool().get('asso.association.leave.start')
        Start.leave()
        return 'end'


class LeaveStart(ModelView):
    __name__ = 'asso.association.leave.start'

    companies = fields.Text("Associations", readonly=True)

    @classmethod
    def default_companies(cls):
        Association = Pool().get('asso.association')
        return '\n'.join(a.rec_name for a in Association.search([]))

    @classmethod
    def leave(cls):
        """Let no feed book any more, and have the books say without this module what they say.

        A second call changes nothing.  Only administrators may call it.
        """
        pool = Pool()
        User = pool.get('res.user')
        if Transaction().user and get_id('res.group_admin') not in User.get_groups():
            raise AccessError(gettext('asso_members.msg_leave_access'))
        with without_check_access():
            Feed = pool.get('asso.feed')
            Feed.write(Feed.search([]), {'active': False})
            for association in pool.get('asso.association').search([]):
                with association.own_context():
                    _keep_references(association.company)
            _forget_origins()
            _forget_sequences()


def _keep_references(company):
    """Give the moves whose origin Tryton alone does not know an attachment with its name instead.

    They are of payments, acts, fiscal years as a whole, and associations.  The reference of an
    entry, as in the audit file, is the name of its origin.
    """
    Move = Pool().get('account.move')
    move = Move.__table__()
    ours = [name for name in Move._get_origin() if name.startswith('asso.')]
    for name in [*ours, 'account.fiscalyear']:
        moves = [
            (id_, bulk.referred(origin)) for id_, origin in bulk.select(move.select(
                    move.id, move.origin,
                    where=(move.company == company.id) & move.origin.like(f'{name},%'),
                    order_by=move.id))]
        for sub in grouped_slice(moves, 1000):
            _attach(Pool().get(name), list(sub))


def _attach(Origin, moves):
    "Make the attachments of moves, [(id, id of the origin)]."
    Attachment = Pool().get('ir.attachment')
    origins = {origin.id: origin for origin in Origin.browse([id_ for _, id_ in moves])}
    attachments = Attachment.create([{
                'name': origins[origin].rec_name,
                'resource': bulk.reference('account.move', id_),
                'description': getattr(origins[origin], 'label', None),
                } for id_, origin in moves])
    bulk.update_each('account.move', 'origin', [
            (id_, str(attachment)) for (id_, _), attachment in zip(moves, attachments)])


def _forget_origins():
    "Empty the subscriptions of lines of bills, and the payments that lines of the bank clear."
    pool = Pool()
    cursor = Transaction().connection.cursor()
    line = pool.get('account.invoice.line').__table__()
    cursor.execute(*line.update(
            [line.origin], [Null], where=line.origin.like('asso.subscription,%')))
    line = pool.get('account.statement.line').__table__()
    cursor.execute(*line.update(
            [line.related_to], [Null], where=line.related_to.like('asso.payment,%')))


def _forget_sequences():
    "Delete the sequences that number members: Tryton would not let their type go."
    pool = Pool()
    MemberSequence = pool.get('asso.configuration.member_sequence')
    Sequence = pool.get('ir.sequence')
    MemberSequence.delete(MemberSequence.search([]))
    Sequence.delete(Sequence.search([
                ('sequence_type', '=', get_id('asso_members.sequence_type_member')),
                ('active', 'in', [True, False]),
                ]))
