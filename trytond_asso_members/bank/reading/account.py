"""The rows of one account in a file, and whether they fit its balances."""
import datetime
from dataclasses import dataclass
from decimal import Decimal

from .balances import around, steps
from .errors import MESSAGES
from .row import Row


@dataclass(frozen=True)
class Discrepancy:
    "What does not fit together in the file of an account; `words` are for a translation."
    code: str
    words: dict

    def __str__(self):
        return MESSAGES[self.code] % self.words


@dataclass(frozen=True)
class Account:
    identifier: str  # the IBAN or number, as it is written, or ''
    currency: str
    opening: Decimal | None
    closing: Decimal | None
    opening_date: datetime.date | None
    closing_date: datetime.date | None
    rows: tuple[Row, ...]  # in the order of the file
    adds_up: bool | None  # None if nothing is there to check it by
    discrepancies: tuple[Discrepancy, ...] = ()


def account(identifier, currency, rows, facts):
    "Return the account with its balances checked: those stated, and those that run."
    days, amounts = [r.date for r in rows], [r.amount for r in rows]
    balances = [r.balance for r in rows]
    found = steps(days, amounts, balances)
    opening, closing = facts.opening, facts.closing
    opening_date, closing_date = facts.opening_date, facts.closing_date
    checked, wrong = False, []
    if None not in (opening, closing):
        checked = True
        if opening + sum(amounts) != closing:
            wrong.append(Discrepancy('balance', {
                'opening': opening, 'moved': sum(amounts), 'closing': closing}))
    if found and found.right + len(found.wrong):
        checked = True
        wrong += _breaks(found, rows)
    if found or any(b is not None for b in balances):
        first, last = around(found.way if found else 'up', days, amounts, balances)
        opening, opening_date = (first, min(days)) if opening is None else (opening, opening_date)
        closing, closing_date = (last, max(days)) if closing is None else (closing, closing_date)
    if facts.count is not None and facts.count != len(rows):
        checked = True
        wrong.append(Discrepancy('count', {'expected': facts.count, 'found': len(rows)}))
    return Account(
        identifier, currency, opening, closing, opening_date, closing_date, tuple(rows),
        not wrong if checked else None, tuple(wrong))


def _breaks(found, rows):
    "The first row at which the balance does not follow from the one before"
    if not found.wrong:
        return []
    index = min(found.wrong)
    before = {'up': index - 1, 'down': index + 1}.get(found.way)
    row = rows[index]
    if before is None or not 0 <= before < len(rows):
        expected = '?'
    else:
        expected = rows[before].balance + row.amount if rows[before].balance is not None else '?'
    return [Discrepancy('running', {
        'line': row.line, 'found': row.balance, 'expected': expected})]
