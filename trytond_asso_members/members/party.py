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

    def held_beside(self):
        """Return {model: ids} of what is about the party without referring to it.

        Rooms above, and other modules, add what they know of.
        """
        lines = Pool().get('account.move.line').search([
                ('move.origin.party', '=', self.id, 'asso.payment')])
        return {
            'account.move.line': [line.id for line in lines],
            'asso.quarantine': [entry.id for entry in quarantined(self)]}


def quarantined(party):
    "What is in quarantine of the party's members: their records, and their documents."
    pool = Pool()
    Binding, Quarantine = pool.get('asso.binding'), pool.get('asso.quarantine')
    members = pool.get('asso.member').search([
            ['OR', ('party', '=', party.id), ('party.replaced_by', '=', party.id)]])
    bindings = Binding.search([('record', 'in', [str(m) for m in members])])
    theirs = {(binding.feed, binding.external_id) for binding in bindings}

    def is_theirs(entry):
        content = entry.change()['content']
        owner = content.get('member') if isinstance(content, dict) else None
        return (
            entry.type == 'member' and (entry.feed, entry.external_id) in theirs
            or isinstance(owner, str) and (entry.feed, owner) in theirs)
    return [entry for entry in Quarantine.search([
                ('feed', 'in', [feed.id for feed in {binding.feed for binding in bindings}])])
        if is_theirs(entry)]


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
