"""Cheques that were taken to the bank together: one row, several payments of the portal."""
import datetime as dt
import re

from .booking import Decided

WORDS = re.compile(
    r'\b(?:REM(?:ISE)?S?|DEPOT|VERST?|VERSEMENT)\b.*\b(?:CHQ|CHQS|CHEQUES?|CHE)', re.I)
# A cheque is taken to the bank within a few weeks
WITHIN = dt.timedelta(days=60)


def find(row, pending, taken):
    """The payments that the row deposits, if it can only be these; or None.

    It is all cheques that wait of that day or of days before, or all of one day.
    """
    if row.amount <= 0 or not WORDS.search(' '.join([row.label, *row.texts])):
        return None
    waiting = [
        p for p in pending if p.means == 'check' and p.payment not in taken
        and p.amount > 0 and row.date - WITHIN <= p.date <= row.date]
    days = sorted({p.date for p in waiting})
    choices = [waiting] + [[p for p in waiting if p.date == day] for day in days]
    fitting = {
        tuple(p.payment for p in choice): choice for choice in choices
        if choice and sum(p.amount for p in choice) == row.amount}
    if len(fitting) != 1:
        return None
    choice, = fitting.values()
    return Decided(row, 'matched', [('deposit_of', {'count': len(choice)})], clears=choice)
