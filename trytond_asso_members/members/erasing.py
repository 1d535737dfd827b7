"""The party of a member erased: its name goes wherever the portal or a person has left it.

What the law on accounts requires stays: numbers, dates, amounts and accounts of what is posted,
and the bills themselves.
"""
from sql import Null
from sql.conditionals import Case
from trytond.pool import Pool, PoolMeta
from trytond.transaction import inactive_records, without_check_access

from .party import quarantined

ERASED = '****'  # as Tryton writes


def erased(column):
    "What stands for a text that was there."
    return Case((column != Null, ERASED), else_=Null)


class PartyErase(metaclass=PoolMeta):
    __name__ = 'party.erase'

    def transition_erase(self):
        with without_check_access(), inactive_records():
            entries = quarantined(self.ask.party)
        state = super().transition_erase()
        # The portal's record is sent again if it is still there
        with without_check_access():
            Pool().get('asso.quarantine').delete(entries)
        return state

    def to_erase(self, party_id):
        pool = Pool()
        Allocation = pool.get('asso.allocation')
        ContactMechanism = pool.get('party.contact_mechanism')
        Binding = pool.get('asso.binding')
        Line = pool.get('account.move.line')
        Member = pool.get('asso.member')
        Payment = pool.get('asso.payment')
        Subscription = pool.get('asso.subscription')
        with inactive_records():
            members = Member.search([('party', '=', party_id)])
        return super().to_erase(party_id) + [
            (Member, [('party', '=', party_id)], True,
                ['first_name', 'last_name', 'organization_name', 'nickname',
                    'comment'],
                [None] * 5),
            (Subscription, [('member.party', '=', party_id)], True,
                ['comment'],
                [None]),
            (Binding, [('record', 'in', [str(member) for member in members])], False,
                ['brought'],
                [None]),
            # Tryton leaves this one
            (ContactMechanism, [('party', '=', party_id)], False,
                ['value_compact'],
                [erased]),
            (Payment, [('party', '=', party_id)], True,
                ['label'],
                [erased]),
            (Line, [('move.origin.party', '=', party_id, 'asso.payment')], False,
                ['description'],
                [erased]),
            (Allocation, [
                    ('payment.party', '=', party_id), ('decided_by', '=', 'person')], False,
                ['reason'],
                [erased]),
            ]
