"""What is left to pay of each bill, or of each of its terms, by its member."""
import datetime as dt
from decimal import Decimal
from typing import NamedTuple

from sql import Null
from trytond.pool import Pool

from .. import bulk
from .left import left_to_pay
from .owing import join_bill


class Owed(NamedTuple):
    """What is left to pay of a bill, or of one of its terms, by its member.

    Nobody is reminded of what is `spared`: of a gift, or of what is disputed.
    """
    party: int
    bill: int
    due: dt.date
    left: Decimal
    spared: bool
    disputed: bool


def owed(company, parties=None):
    """Return [Owed] of the members of the company, or of these parties; the oldest first.

    What is on account is deducted.
    """
    pool = Pool()
    Invoice = pool.get('account.invoice')
    line, invoice = pool.get('account.move.line').__table__(), Invoice.__table__()
    left = {id_: amount for id_, amount in left_to_pay(company, parties).items() if amount}
    source, bill = join_bill(line, line)
    source = source.join(invoice, condition=invoice.id == bill)
    rows = bulk.select_among(
        lambda where: source.select(
            line.id, line.party, invoice.id, line.maturity_date,
            Invoice.never_dunned(invoice), invoice.disputed,
            where=where & (invoice.bill_kind != Null) & (line.maturity_date != Null)),
        line.id, left)
    return sorted((
            Owed(party, bill, bulk.date(due), left[id_], bool(spared), bool(disputed))
            for id_, party, bill, due, spared, disputed in rows),
        key=lambda one: (one.due, one.bill))
