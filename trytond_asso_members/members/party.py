"""The party of a member, when it is copied, replaced or erased."""
from trytond.model import fields
from trytond.pool import Pool, PoolMeta


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

    @classmethod
    def fields_to_replace(cls):
        return super().fields_to_replace() + [
            ('asso.member', 'party'),
            ('asso.payment', 'party'),
            ]


class PartyErase(metaclass=PoolMeta):
    __name__ = 'party.erase'

    def to_erase(self, party_id):
        pool = Pool()
        Member = pool.get('asso.member')
        Subscription = pool.get('asso.subscription')
        return super().to_erase(party_id) + [
            (Member, [('party', '=', party_id)], True,
                ['first_name', 'last_name', 'organization_name', 'nickname',
                    'comment'],
                [None] * 5),
            (Subscription, [('member.party', '=', party_id)], True,
                ['comment'],
                [None]),
            ]
