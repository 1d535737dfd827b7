"""The party of a member erased: why it was given time goes with its name."""
from trytond.pool import Pool, PoolMeta


class PartyErase(metaclass=PoolMeta):
    __name__ = 'party.erase'

    def to_erase(self, party_id):
        return super().to_erase(party_id) + [
            (Pool().get('asso.arrangement'), [('party', '=', party_id)], True,
                ['reason'],
                [None]),
            ]


class PartyReplace(metaclass=PoolMeta):
    __name__ = 'party.replace'

    @classmethod
    def fields_to_replace(cls):
        return super().fields_to_replace() + [('asso.arrangement', 'party')]
