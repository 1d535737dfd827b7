"""Who decided what a payment pays, why and when: the log of allocations, read by sets."""
from collections import defaultdict
from typing import NamedTuple

from sql import Null
from trytond.pool import Pool

from .. import bulk


class Reason(NamedTuple):
    by: str
    text: str | None
    day: str


class Log:
    """What the log says of some payments.

    `newest` is {(payment, document that it gave to): Reason}, by the last row of the two;
    `paid` is {payment: {bill that it once gave to}}.
    """

    def __init__(self, payments):
        self.newest = {}
        self.paid = defaultdict(set)
        log = Pool().get('asso.allocation').__table__()
        rows = bulk.select_among(
            lambda where: log.select(
                log.id, log.payment, log.bill, log.repayment, log.amount, log.decided_by,
                log.reason, log.create_date,
                where=where & ((log.bill != Null) | (log.repayment != Null))),
            log.payment, payments)
        for _, payment, bill, repayment, amount, by, text, moment in sorted(
                rows, key=lambda row: row[0]):
            target = ('bill', bill) if bill else ('payment', repayment)
            self.newest[payment, target] = Reason(by, text, str(moment)[:10])
            if bill and amount > 0:
                self.paid[payment].add(bill)


def days(letterings):
    "Return {lettering: its day}."
    table = Pool().get('account.move.reconciliation').__table__()
    return {
        id_: str(day) for id_, day in bulk.select_among(
            lambda where: table.select(table.id, table.date, where=where),
            table.id, letterings)}
