"""Tax receipts that are issued."""
from trytond.pool import Pool, PoolMeta

from .. import bulk
from .event import Event


class Receipt(metaclass=PoolMeta):
    __name__ = 'asso.receipt'

    @classmethod
    def on_modification(cls, mode, receipts, field_names=None):
        super().on_modification(mode, receipts, field_names=field_names)
        if mode == 'write' and 'state' in field_names:
            Pool().get('asso.notice').note(
                Event(
                    receipt.company.id, 'receipt.issued',
                    bulk.reference('asso.receipt', receipt.id), receipt.party.id,
                    receipt.issued_on, amount=receipt.amount)
                for receipt in receipts if receipt.state == 'issued')
