"""What a payment service pays out, and of which payments that is made."""
import datetime
from dataclasses import dataclass
from decimal import Decimal

from .row import Row
from .text import folded
from .words import PAYOUT


@dataclass(frozen=True)
class Payout:
    """One line of the bank.

    `amount` is what arrives there; `rows` are the payments, refunds and fees that make it,
    or none if the export does not say.
    """
    identifier: str
    date: datetime.date | None
    amount: Decimal
    rows: tuple[Row, ...]


def payouts(account):
    "Return the payouts of an account of a service, the oldest first."
    named = {}
    for row in account.rows:
        if row.payout and not is_payout(row):
            named.setdefault(row.payout, []).append(row)
    if named:
        return _by_name(named, account)
    dated = {}
    for row in account.rows:
        if row.payout_date and not is_payout(row):
            dated.setdefault(row.payout_date, []).append(row)
    if dated:
        return tuple(
            Payout('', day, sum(r.amount for r in dated[day]), tuple(dated[day]))
            for day in sorted(dated))
    return tuple(_by_sequence(account))


def is_payout(row):
    "Whether the row is the money leaving the service for the bank."
    return row.amount < 0 and PAYOUT.search(folded(row.type or row.label)) is not None


def _by_name(named, account):
    paid = {}
    for row in filter(is_payout, account.rows):
        paid.setdefault(row.payout, row)
        paid.setdefault(row.reference, row)
    found = []
    for name, rows in named.items():
        row = paid.get(name)
        day = row.date if row else max(
            (r.payout_date for r in rows if r.payout_date), default=None)
        found.append(Payout(name, day, sum(r.amount for r in rows), tuple(rows)))
    return tuple(sorted(found, key=lambda p: (p.date or datetime.date.min, p.identifier)))


def _by_sequence(account):
    "What came since the last payout, where the sums say that it is that."
    rows = list(account.rows)
    if len(rows) > 1 and rows[0].date > rows[-1].date:
        rows.reverse()
    since = []
    for row in rows:
        if not is_payout(row):
            since.append(row)
            continue
        whole = sum(r.amount for r in since) == -row.amount
        yield Payout(row.reference, row.date, -row.amount, tuple(since) if whole else ())
        since = []
