"""Payments of the portal whose money the bank has not shown yet.

Their money is on its way, on an account that is lettered; or it was booked on the account of
the bank itself, before statements were imported, and the row of the bank is laid beside it.
"""
import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from sql import Literal, Null
from trytond.pool import Pool

from .. import bulk


@dataclass(eq=False)
class Pending:
    """The amount is positive where money comes in.  `direct`: on the account of the bank."""
    payment: int
    party: int
    date: dt.date
    amount: Decimal
    means: str
    label: str | None
    account: int
    lines: list
    direct: bool


def pending(association, since=None):
    """Return the `Pending` payments of the association, the oldest first.

    Those that were booked on an account of the bank are told from a day on, if one is given.
    """
    payment = Pool().get('asso.payment').__table__()
    where = (
        (payment.company == association.company.id) & (payment.kind == 'payment')
        & (payment.state == 'booked') & (payment.statement_line == Null))
    found = _pending(association, bulk.select(_query(association, payment)(where)))
    return [p for p in found if not p.direct or (since and p.date >= since)]


def of_payments(association, ids):
    "The `Pending` payments among these."
    payment = Pool().get('asso.payment').__table__()
    return _pending(association, bulk.select_among(
            _query(association, payment), payment.id, ids))


def _query(association, payment):
    """Return a function that makes the query, given a condition: the lines of payments' money.

    A payment's money is open on an account that is lettered, or on one of the bank.

    It has the payment's sign there: that of an unknown member, on suspense, has the other.
    """
    pool = Pool()
    line = pool.get('account.move.line').__table__()
    move = pool.get('account.move').__table__()
    account = pool.get('account.account').__table__()
    of_bank = association.accounts_of_bank()
    on_account = account.reconcile == Literal(True)
    if of_bank:
        on_account |= bulk.among(line.account, of_bank)
    return lambda where: (payment
        .join(move, condition=move.origin == bulk.reference('asso.payment', payment.id))
        .join(line, condition=line.move == move.id)
        .join(account, condition=line.account == account.id)
        .select(
            payment.id, payment.party, payment.date, payment.means, payment.label,
            payment.amount, line.account, line.id, line.debit - line.credit,
            where=where & (line.reconciliation == Null) & (line.party == Null) & on_account))


def _pending(association, rows):
    of_bank = association.accounts_of_bank()
    groups = defaultdict(list)
    for id_, party, date, means, label, total, account_, line_, amount in rows:
        groups[bulk.date(date), id_, party, means, label, account_, total > 0].append(
            (line_, bulk.money(amount)))
    return [
        Pending(
            id_, party, date, sum(amount for _, amount in lines), means, label, account_,
            [line_ for line_, _ in lines], account_ in of_bank)
        for (date, id_, party, means, label, account_, comes_in), lines in sorted(
            groups.items(), key=lambda item: item[0][:2])
        if (total := sum(amount for _, amount in lines)) and (total > 0) == comes_in]
