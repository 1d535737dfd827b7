"""Moves of payments have the payment as their origin."""
from trytond.model import Index
from trytond.pool import PoolMeta


class Move(metaclass=PoolMeta):
    __name__ = 'account.move'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_indexes.update({
                Index(t, (t.origin, Index.Equality())),
                # Those that are not posted are few, and are asked for with each balance
                Index(
                    t, (t.state, Index.Equality(cardinality='low')),
                    where=t.state == 'draft'),
                })

    @classmethod
    def _get_origin(cls):
        return super()._get_origin() + ['asso.payment']
