"""Indexes by which bills are looked up for a whole batch, and Tryton has none."""
from trytond.model import Index
from trytond.pool import PoolMeta


class Invoice(metaclass=PoolMeta):
    __name__ = 'account.invoice'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_indexes |= {
            Index(t, (t.company, Index.Range()), (t.number, Index.Equality())),
            Index(t, (t.move, Index.Range())),
            Index(t, (t.party, Index.Range())),
            }


class PaymentLine(metaclass=PoolMeta):
    __name__ = 'account.invoice-account.move.line'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_indexes.add(Index(t, (t.invoice, Index.Range())))


class AdditionalMove(metaclass=PoolMeta):
    __name__ = 'account.invoice-additional-account.move'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_indexes |= {
            Index(t, (t.invoice, Index.Range())),
            Index(t, (t.move, Index.Range())),
            }
