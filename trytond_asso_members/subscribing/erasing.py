"""The party of a member erased: why it left, or paid less, goes with its name."""
from trytond.pool import Pool, PoolMeta


class PartyErase(metaclass=PoolMeta):
    __name__ = 'party.erase'

    def to_erase(self, party_id):
        pool = Pool()
        return super().to_erase(party_id) + [
            (pool.get('asso.member'), [('party', '=', party_id)], True,
                ['left_reason'],
                [None]),
            (pool.get('asso.subscription'), [('member.party', '=', party_id)], True,
                ['discount_reason', 'end_reason'],
                [None] * 2),
            (pool.get('asso.subscription.suspension'),
                [('subscription.member.party', '=', party_id)], False,
                ['reason'],
                [None]),
            ]
