"""Who is reminded of what: never of a gift, never of what is disputed or covered."""
from decimal import Decimal
from itertools import takewhile

from sql import Null
from trytond.pool import Pool, PoolMeta


class Dunning(metaclass=PoolMeta):
    __name__ = 'account.dunning'

    @classmethod
    def _overdue_line_domain(cls, date):
        pool = Pool()
        Invoice = pool.get('account.invoice')
        invoice = Invoice.__table__()
        additional = pool.get('account.invoice-additional-account.move').__table__()
        left_alone = Invoice.never_dunned(invoice)
        return super()._overdue_line_domain(date) + [
            ('move', 'not in', invoice.select(
                    invoice.move, where=(invoice.move != Null) & left_alone)),
            # Nor the moves that reschedule them
            ('move', 'not in', additional
                .join(invoice, condition=additional.invoice == invoice.id)
                .select(additional.move, where=left_alone)),
            ]

    def get_amount(self, name):
        """What is still to pay of the line.

        Part payments count before they are lettered, and pay what falls due first.
        """
        Invoice = Pool().get('account.invoice')
        amount = super().get_amount(name)
        invoice = self.line.move.origin
        if not (isinstance(invoice, Invoice) and invoice.bill_kind
                and self.line in invoice.lines_to_pay):
            return amount
        covered = -_open(self, invoice.payment_lines)
        before = _open(self, takewhile(
                lambda line: line != self.line, invoice.lines_to_pay))
        return min(amount, max(amount + before - covered, Decimal(0)))


def _open(dunning, lines):
    "The open sum of the lines of the party that is reminded, positive when owed."
    return sum((
            line.debit - line.credit for line in lines
            if not line.reconciliation and line.party == dunning.party), Decimal(0))
