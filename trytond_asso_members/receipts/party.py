"""A donor who is erased, or replaced by another party.

The law has receipts kept for six years (LPF, art. L102 E): until then they keep their donor.
"""
import datetime as dt

from trytond.pool import Pool, PoolMeta
from trytond.transaction import without_check_access

KEPT = 6  # years
ERASED = '****'  # as Tryton writes


class PartyReplace(metaclass=PoolMeta):
    __name__ = 'party.replace'

    @classmethod
    def fields_to_replace(cls):
        return super().fields_to_replace() + [('asso.receipt', 'party')]


class PartyErase(metaclass=PoolMeta):
    __name__ = 'party.erase'

    def transition_erase(self):
        Receipt = Pool().get('asso.receipt')
        with without_check_access():
            Receipt.discard(Receipt.search([
                        ('party', '=', self.ask.party.id), ('state', '=', 'draft')]))
        return super().transition_erase()

    def to_erase(self, party_id):
        pool = Pool()
        Receipt = pool.get('asso.receipt')
        until = dt.date(pool.get('ir.date').today().year - KEPT, 1, 1)
        return super().to_erase(party_id) + [
            (Receipt, [('party', '=', party_id), ('issued_on', '<', until)], False,
                ['name', 'first_name', 'address', 'siren', 'cancel_reason', 'pdf'],
                [ERASED, None, ERASED, None, None, None]),
            ]
