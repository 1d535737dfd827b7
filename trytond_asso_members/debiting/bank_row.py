"The bank's row of a whole run, and what follows from rows that are decided or undone."
import re
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from sql import Null
from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction

from .. import bulk
from ..bank import transit
from ..bank.returned import came_back
from ..settlement.act import Act
from . import collected

WORDS = re.compile(
    r'\b(?:PRLVT?S?|PRELVTS?|PRELEV\w*|PRÉLÈV\w*|SDD|DIRECT DEBITS?|LASTSCHRIFT\w*)\b', re.I)


@dataclass
class Batch:
    "What of a run the bank has not shown yet."
    day: object
    names: set
    total: Decimal = Decimal(0)


class Association(metaclass=PoolMeta):
    __name__ = 'asso.association'

    def batch_of(self, row, taken=()):
        """The only run whose money, as far as the bank has not shown it, the row can be; or None.

        The row speaks of debits and is of that day or a few days later, or it names the run.
        """
        fitting = [
            run for run, batch in self._batches().items()
            if batch.total == row.amount and run not in taken and _fits(row, batch, self.near)]
        return fitting[0] if len(fitting) == 1 else super().batch_of(row, taken)

    def receive_batch(self, batch, date):
        pool = Pool()
        Payment = pool.get('account.payment')
        with Transaction().set_context(clearing_date=date):
            Payment.succeed(Payment.search([
                        ('group', '=', batch),
                        ('state', '=', 'processing'),
                        ]))
        found = transit.of_payments(self, [
                payment.asso_payment.id for payment in Payment.search([
                        ('group', '=', batch),
                        ('state', '=', 'succeeded'),
                        ('asso_payment.statement_line', '=', None),
                        ])])
        return super().receive_batch(batch, date) + found

    def in_batches(self):
        payment = Pool().get('account.payment').__table__()
        return super().in_batches() | {id_ for id_, in bulk.select(payment.select(
                    payment.asso_payment, where=(payment.asso_payment != Null)
                    & (payment.company == self.company.id)))}

    def follow_rows(self, parties):
        "Debits are as their money is: gone again, on its way, or come."
        super().follow_rows(parties)
        Payment = Pool().get('account.payment')
        payments = Payment.search([
                ('company', '=', self.company.id),
                ('party', 'in', list(parties)),
                ('asso_payment', '!=', None),
                ])
        gone = [p for p in payments if p.asso_payment.state == 'deleted']
        Payment.write(gone, {'asso_payment': None})
        Payment.proceed([p for p in gone if p.state == 'succeeded'])
        back = came_back([p.asso_payment.id for p in payments if p not in gone])
        Payment.fail([
                p for p in payments if p not in gone and p.state == 'succeeded'
                and p.asso_payment.id in back])
        again = [
            p for p in payments if p not in gone and p.state == 'failed'
            and p.asso_payment.id not in back]
        if again:
            collected.pay_again(Act(self, self.lock_books()), again)
            Payment.succeed(again)

    def _batches(self):
        "Return {run (an id): its `Batch`}, of runs that collect members' bills and no more."
        Payment = Pool().get('account.payment')
        payments = Payment.search([
                ('company', '=', self.company.id),
                ('kind', '=', 'receivable'),
                ('group', '!=', None),
                ['OR',
                    ('state', '=', 'processing'),
                    [
                        ('state', '=', 'succeeded'),
                        ('asso_payment', '!=', None),
                        ('asso_payment.statement_line', '=', None),
                        ],
                    ],
                ])
        of_run = defaultdict(list)
        for payment in payments:
            of_run[payment.group].append(payment)
        return {
            run.id: Batch(
                min(p.date for p in theirs),
                set(filter(None, [run.sepa_id, *(p.sepa_info_id for p in theirs)])),
                sum(p.amount for p in theirs))
            for run, theirs in of_run.items() if all(p.bill for p in theirs)}


def _fits(row, batch, near):
    text = ' '.join([row.label, *row.texts])
    if any(name in text for name in batch.names):
        return True
    return bool(WORDS.search(text)) and batch.day <= row.date <= batch.day + near
