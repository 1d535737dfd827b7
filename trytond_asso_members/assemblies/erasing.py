"""The party of a member erased: its name goes from the lists of voters, its number stays."""
from trytond.pool import Pool, PoolMeta


class PartyErase(metaclass=PoolMeta):
    __name__ = 'party.erase'

    def to_erase(self, party_id):
        return super().to_erase(party_id) + [
            (Pool().get('asso.assembly.voter'), [('member.party', '=', party_id)], True,
                ['name'],
                [None]),
            ]
