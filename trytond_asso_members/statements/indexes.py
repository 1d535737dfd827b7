"""Indexes by which what was written since a statement is found."""
from trytond.model import Index
from trytond.pool import PoolMeta

from .touched import is_dated, last_written


def _written(t, **options):
    return Index(t, (last_written(t), Index.Range()), **options)


class Line(metaclass=PoolMeta):
    __name__ = 'account.move.line'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_indexes.add(_written(t, where=is_dated(t)))


class Move(metaclass=PoolMeta):
    __name__ = 'account.move'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._sql_indexes.add(_written(cls.__table__()))


class Invoice(metaclass=PoolMeta):
    __name__ = 'account.invoice'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._sql_indexes.add(_written(cls.__table__()))


class Payment(metaclass=PoolMeta):
    __name__ = 'asso.payment'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_indexes |= {
            _written(t),
            Index(t, (t.date, Index.Range())),
            # Those that wait for a member are few, and are told in each statement
            Index(
                t, (t.state, Index.Equality(cardinality='low')),
                where=t.state == 'unmatched'),
            }


class Allocation(metaclass=PoolMeta):
    __name__ = 'asso.allocation'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._sql_indexes.add(_written(cls.__table__()))
