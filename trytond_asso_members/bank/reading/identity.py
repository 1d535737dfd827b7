"""The same movement in two files: by count, never as a set."""
import datetime
from collections import Counter
from decimal import Decimal
from typing import NamedTuple

from .text import folded

# A bank books so many days after what it announced, at most
LATER = datetime.timedelta(days=5)


def fingerprint(row, profile=None):
    """Return what is the same of all rows that are equal to this one: a key, never stored.

    It is made of the day, the amount, the currency, and the bank's own reference or else the
    label.  It leaves out what a bank's export may omit and what a person may edit there, and
    the balance, which a later movement of an earlier day would change.
    """
    text = f'={row.reference}' if row.reference else _plain(_label(row, profile))
    return row.date, row.amount, row.currency, text


def merge(known, rows, profile=None):
    """Return the rows of a file that are new, in its order.

    `known` counts the rows that are booked, by fingerprint.  A file must have the whole of a
    day or a day's beginning: then as many equal rows are new as it has more than are known.
    """
    _, new = _matched(known, rows, profile)
    return new


def _matched(known, rows, profile):
    "Return (what of the known is not in the file, rows that are new)."
    left, new = Counter(known), []
    for row in rows:
        key = fingerprint(row, profile)
        if left[key] > 0:
            left[key] -= 1
        else:
            new.append(row)
    return left, new


class Known(NamedTuple):
    "A row that is booked"
    key: tuple  # its fingerprint
    date: datetime.date
    amount: Decimal
    label: str
    reference: str = ''


def doubles(known, rows, profile=None):
    """Return [(new row, Known)] that may be one movement, for a person to decide.

    The bank may have changed its label, or booked what was pending: a known row of the
    days of this file is not in it any more, and a new one has its amount and nearly its label.
    """
    known = list(known)
    counts = Counter(k.key for k in known)
    left, new = _matched(counts, rows, profile)
    if not new:
        return []
    first, last = min(r.date for r in rows), max(r.date for r in rows)
    gone = {}
    for row in known:
        if left[row.key] > 0 and first <= row.date <= last:
            left[row.key] -= 1
            gone.setdefault(row.amount, []).append(row)
    found = []
    for row in new:
        for old in gone.get(row.amount, ()):
            if _may_be_one(row, old):
                found.append((row, old))
                gone[row.amount].remove(old)
                break
    return found


def _may_be_one(row, old):
    if row.reference and old.reference:
        return False  # the bank says that they are two
    return abs(row.date - old.date) <= LATER and _near(row.label, old.label)


def _near(one, other):
    "Whether a third of the words of the shorter label are in the other, or one begins it."
    first, second = set(folded(one).split()), set(folded(other).split())
    if not first or not second:
        return True
    shared = len(first & second)
    begins = _plain(one)[:8] == _plain(other)[:8]
    return begins or shared * 3 >= min(len(first), len(second))


def _label(row, profile):
    if profile and set(profile.columns.get('label', ())) & set(profile.edited):
        return ''
    return row.label


def _plain(text):
    return folded(text).replace(' ', '')
