"""A donor who is erased, or replaced by another party.

The law has receipts kept for six years (LPF, art. L102 E): until then they keep their donor.
"""
from dateutil.relativedelta import relativedelta
from trytond.i18n import gettext
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Eval, If
from trytond.transaction import without_check_access

from ..members.erasing import ERASED
from ..personal.kept import Kept
from ..personal.retention import overwrite

KEPT = relativedelta(years=6)
FORGOTTEN = {
    'name': ERASED, 'first_name': None, 'address': ERASED, 'siren': None, 'cancel_reason': None,
    'pdf': None}


class Party(metaclass=PoolMeta):
    __name__ = 'party.party'

    def kept_by_law(self):
        Receipt = Pool().get('asso.receipt')
        domain = [('party', '=', self.id), ('state', '!=', 'draft')]
        last = Receipt.search(domain, order=[('issued_on', 'DESC')], limit=1)
        return super().kept_by_law() + [
            Kept(
                gettext('asso_members.msg_receipts_kept'), Receipt.search(domain, count=True),
                receipt.issued_on + KEPT,
                gettext('asso_members.msg_receipts_law'))
            for receipt in last]


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
        since = pool.get('ir.date').today() - KEPT
        return super().to_erase(party_id) + [
            (Receipt, [('party', '=', party_id), ('issued_on', '<', since)], False,
                list(FORGOTTEN), list(FORGOTTEN.values())),
            ]


class Retention(metaclass=PoolMeta):
    __name__ = 'asso.retention'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.kind.selection.append(('receipts', "Donors of Tax Receipts"))
        cls.months.domain.append(
            ('months', '>=', If(Eval('kind') == 'receipts', KEPT.years * 12, 1)))

    def _old_receipts(self, pool):
        return pool.get('asso.receipt'), [
            ('issued_on', '<', self.before), ('state', '!=', 'draft'), ('name', '!=', ERASED)]

    @classmethod
    def _forget_receipts(cls, Table, receipts):
        overwrite(Table, receipts, **FORGOTTEN)
