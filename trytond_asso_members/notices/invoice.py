"""Bills that become paid by what persons do in Tryton."""
from trytond.model import Workflow
from trytond.pool import Pool, PoolMeta


class Invoice(metaclass=PoolMeta):
    __name__ = 'account.invoice'

    @classmethod
    @Workflow.transition('paid')
    def paid(cls, invoices):
        super().paid(invoices)
        Pool().get('asso.association').bills_settled([invoice.id for invoice in invoices])
