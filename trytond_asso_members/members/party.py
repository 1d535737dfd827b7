"""The party of a member, when it is copied or replaced; erasing.py is for when it is erased."""
from trytond.i18n import gettext
from trytond.model import fields
from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction, inactive_records, without_check_access

from ..exceptions import MergeError


class Party(metaclass=PoolMeta):
    __name__ = 'party.party'

    members = fields.One2Many(
        'asso.member', 'party', "Member",
        help="What makes the party a member of the association.")

    @classmethod
    def copy(cls, parties, default=None):
        default = default.copy() if default is not None else {}
        default.setdefault('members', None)
        return super().copy(parties, default=default)


class PartyReplace(metaclass=PoolMeta):
    __name__ = 'party.replace'

    def transition_replace(self):
        """Replace the party; its member becomes that of the other party, if that has one.

        What is posted cannot change its party: then nothing is replaced.
        """
        source, destination = self.ask.source, self.ask.destination
        check_not_posted(source)
        self.check_similarity()
        with without_check_access(), inactive_records():
            merge_members(source, destination)
        return super().transition_replace()

    @classmethod
    def fields_to_replace(cls):
        return super().fields_to_replace() + [
            ('asso.member', 'party'),
            ('asso.payment', 'party'),
            ]


def check_not_posted(party):
    "Raise MergeError if the party has posted lines."
    Line = Pool().get('account.move.line')
    with Transaction().set_context(_check_access=False):
        lines = Line.search([
                ('party', '=', party.id), ('move.state', '=', 'posted')], limit=1)
    if lines:
        raise MergeError(gettext(
                'asso_members.msg_party_replace_posted', party=party.rec_name))


def merge_members(source, destination):
    "Merge each member that the source is into that which the destination is in the same company."
    Member = Pool().get('asso.member')
    others = {m.company: m for m in Member.search([('party', '=', destination.id)])}
    for member in Member.search([('party', '=', source.id)]):
        if other := others.get(member.company):
            Member.merge(member, other)
