"Moves that are of a fiscal year as a whole, or of an association's members together."
from trytond.pool import PoolMeta


class Move(metaclass=PoolMeta):
    __name__ = 'account.move'

    @classmethod
    def _get_origin(cls):
        return super()._get_origin() + ['account.fiscalyear', 'asso.association']
