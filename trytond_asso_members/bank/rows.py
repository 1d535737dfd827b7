"""Which rows of a file have not come before, and which may have."""
import datetime as dt
from collections import Counter
from dataclasses import dataclass

from trytond.pool import Pool

from .. import bulk
from .reading import identity

# Banks rewrite the label, or the day, of what was pending
AROUND = dt.timedelta(days=10)


@dataclass(frozen=True)
class Stored:
    "A row that has come before, with what tells it from others."
    date: dt.date
    amount: object
    label: str
    reference: str
    currency: str = ''


@dataclass
class News:
    new: list
    known: list  # rows that have come before
    doubles: list  # rows, among the new ones, that may have come before


def news(journal, rows, profile):
    """Tell the rows of a file that are new from those that the journal has already.

    Rows are told by what the stored ones say today, not by a key that was stored with them:
    an upgrade that tells them otherwise brings no row twice.
    """
    if not rows:
        return News([], [], [])
    # They are all of the journal's currency, which some files name and others do not
    plain = [row._replace(currency='') for row in rows]
    of_file = {id(one): row for one, row in zip(plain, rows)}
    known = [
        identity.Known(
            identity.fingerprint(row, profile), row.date, row.amount, row.label, row.reference)
        for row in _stored(journal, min(r.date for r in rows), max(r.date for r in rows))]
    new = identity.merge(Counter(k.key for k in known), plain, profile)
    doubles = [row for row, _ in identity.doubles(known, plain, profile)]
    is_new = {id(one) for one in new}
    return News(
        [of_file[id(one)] for one in new],
        [row for one, row in zip(plain, rows) if id(one) not in is_new],
        [of_file[id(one)] for one in doubles])


def _stored(journal, first, last):
    pool = Pool()
    origin = pool.get('account.statement.origin').__table__()
    statement = pool.get('account.statement').__table__()
    return [
        Stored(bulk.date(date), bulk.money(amount), label or '', reference or '')
        for date, amount, label, reference in bulk.select(origin
            .join(statement, condition=origin.statement == statement.id)
            .select(
                origin.date, origin.amount, origin.description, origin.bank_reference,
                where=(statement.journal == journal.id)
                & statement.state.in_(['validated', 'posted'])
                & (origin.date >= first - AROUND) & (origin.date <= last + AROUND)))]
