"""Who is reminded of what: never of a gift, never of what is disputed or covered."""
from decimal import Decimal

from sql import Null
from trytond.pool import Pool, PoolMeta


class Dunning(metaclass=PoolMeta):
    __name__ = 'account.dunning'

    @classmethod
    def _overdue_line_domain(cls, date):
        Invoice = Pool().get('account.invoice')
        invoice = Invoice.__table__()
        left_alone = invoice.select(
            invoice.move, where=(invoice.move != Null)
            & ((invoice.bill_kind == 'donation')
                | (invoice.disputed == True)))  # noqa: E712
        return super()._overdue_line_domain(date) + [
            ('move', 'not in', left_alone),
            ]

    def get_amount(self, name):
        "What is still to pay: a part that is paid already is not asked for again."
        Invoice = Pool().get('account.invoice')
        amount = super().get_amount(name)
        invoice = self.line.move.origin
        if isinstance(invoice, Invoice) and invoice.bill_kind:
            amount = max(min(amount, invoice.amount_to_pay), Decimal(0))
        return amount
