"""Indexes by which bills are looked up for a whole batch, and Tryton has none."""
from sql import Null
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
            # The portal's number, where that of the books is another: of few bills
            Index(t, (t.reference, Index.Equality()), where=t.reference != Null),
            }


class InvoiceLine(metaclass=PoolMeta):
    __name__ = 'account.invoice.line'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        # A line of a credit note names the line that it credits
        cls._sql_indexes.add(Index(t, (t.origin, Index.Equality())))


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
