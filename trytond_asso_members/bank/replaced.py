"""A party that another one replaces: what was decided about its rows is the other's."""
from trytond.pool import PoolMeta


class PartyReplace(metaclass=PoolMeta):
    __name__ = 'party.replace'

    @classmethod
    def fields_to_replace(cls):
        return super().fields_to_replace() + [
            ('asso.bank.decision', 'party'),
            ('asso.bank.proposal', 'party'),
            ]
