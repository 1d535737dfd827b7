"""The party of a message, when it is replaced or erased."""
from trytond.pool import Pool, PoolMeta

from ..members.erasing import ERASED


class PartyReplace(metaclass=PoolMeta):
    __name__ = 'party.replace'

    @classmethod
    def fields_to_replace(cls):
        return super().fields_to_replace() + [
            ('asso.notice', 'party'),
            ('asso.notice.message', 'party'),
            ('asso.hook.call', 'party'),
            ]


class PartyErase(metaclass=PoolMeta):
    __name__ = 'party.erase'

    def to_erase(self, party_id):
        "What was said goes; that it was, and when, stays.  What is due is said to nobody."
        pool = Pool()
        Message = pool.get('asso.notice.message')
        return super().to_erase(party_id) + [
            (Message, [('party', '=', party_id)], False,
                ['recipient', 'address', 'subject', 'text', 'error', 'refusal'],
                [ERASED, None, ERASED, None, None, None]),
            (pool.get('party.contact_mechanism'), [('party', '=', party_id)], False,
                ['returned_why'],
                [None]),
            (Message, [('party', '=', party_id), ('state', 'in', ['due', 'post'])], False,
                ['state'], ['never']),
            (pool.get('asso.hook.call'), [('party', '=', party_id)], False,
                ['body', 'answer'],
                [None, None]),
            (pool.get('asso.hook.call'), [('party', '=', party_id), ('state', '=', 'due')], False,
                ['state'], ['never']),
            (pool.get('asso.notice'), [('party', '=', party_id), ('state', '=', 'due')], False,
                ['state', 'why'], ['never', 'address']),
            ]
