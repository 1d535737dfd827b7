"""A receipt is void once its money is taken back, in the same transaction."""
from trytond.pool import Pool, PoolMeta


class Payment(metaclass=PoolMeta):
    __name__ = 'asso.payment'

    @classmethod
    def given_otherwise(cls, rows):
        super().given_otherwise(rows)
        Pool().get('asso.receipt').follow({row['payment'] for row in rows})
