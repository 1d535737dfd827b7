"""What lines outside the table say: whose account it is, in what currency, what stands on it."""
import datetime
import re
from dataclasses import dataclass, field
from decimal import Decimal

from . import dates, money
from .cells import IBAN
from .text import folded, normal
from .words import ACCOUNT, BALANCE, OPENING

FOREIGN = re.compile(r'\bfrancs?\b')


@dataclass
class Facts:
    identifier: str = ''
    currency: str = ''
    opening: Decimal | None = None
    closing: Decimal | None = None
    opening_date: datetime.date | None = None
    closing_date: datetime.date | None = None
    closing_is_dated: bool = False
    count: int | None = None  # of the rows that the bank announces
    # (day, balance) of lines that do not say which balance it is
    stated: list = field(default_factory=list)


def facts(records, order, rows_from=None):
    """Read the lines around a table.

    `rows_from` is the day of its oldest row: a balance before it is the opening one.
    """
    found, day = Facts(), None
    for record in records:
        text = normal(record.text)
        if not text or FOREIGN.search(folded(text)):
            continue
        days = [d for cell in record.cells if (d := dates.date(normal(cell), order))]
        days = days or [d for t in dates.in_text(text) if (d := dates.date(t, order))]
        day = days[-1] if days else day
        _read_account(found, record, text)
        _read_balance(found, record, text, day, days, rows_from)
        found.currency = found.currency or money.currency(text)
    _place_stated(found, rows_from)
    return found


def _read_account(found, record, text):
    "An IBAN, else a number where a word says that it is one."
    if found.identifier and IBAN.fullmatch(found.identifier):
        return
    if iban := IBAN.search(text):
        found.identifier = iban[0].replace(' ', '')
    elif not found.identifier:
        cells = [c.strip() for c in record.cells if c.strip()]
        masked = [c for c in cells if re.fullmatch(r'\*{2,}\d{3,}', c)]
        words = folded(text)
        if cells[0].startswith('="'):
            found.identifier = normal(cells[0])
        elif masked:
            found.identifier = masked[0]
        elif ACCOUNT.search(words) and not BALANCE.search(words):
            found.identifier = _number(text)


def _number(text):
    for day in dates.in_text(text):
        text = text.replace(day, ' ')
    numbers = [
        word for word in re.findall(r'[A-Z0-9*]+', text) if sum(map(str.isdigit, word)) >= 5]
    return max(numbers, key=len, default='')


def _read_balance(found, record, text, day, days, rows_from):
    words = folded(text)
    amount = _amount(record, text)
    if amount is None:
        return
    before = bool(days and rows_from and days[-1] < rows_from)
    if BALANCE.search(words) and (OPENING.search(words) or before) or 'anfangssaldo' in words:
        if found.opening is None:
            found.opening, found.opening_date = amount, days[-1] if days else None
    elif BALANCE.search(words) or re.search(r'(end|eind|schluss)saldo', words):
        # One with a day of its own is of the end; one without may be of any day
        if found.closing is None or days and not found.closing_is_dated:
            found.closing, found.closing_date = amount, day
            found.closing_is_dated = bool(days)
    elif any(map(dates.is_date, record.cells)) and (account := _account_cell(record)):
        # One line that says all: the account, its days, its balance
        found.stated.append((day, amount))
        found.count = found.count or _count(record, days)
        found.identifier = found.identifier or normal(account)


def _account_cell(record):
    "The cell that is the number of an account and nothing else"
    return next((
        c.strip() for c in record.cells if not dates.is_date(c) and not money.is_amount(c)
        and re.fullmatch(r'="\d{5,}"|\*{2,}\d{3,}|(?=(?:\D*\d){5})[A-Z0-9 ]+', c.strip())), '')


def _place_stated(found, rows_from):
    stated = sorted(found.stated, key=lambda s: s[0])
    before = len(stated) > 1 or stated and rows_from and stated[0][0] < rows_from
    if before and found.opening is None:
        found.opening_date, found.opening = stated.pop(0)
    if stated and found.closing is None:
        found.closing_date, found.closing = stated[-1]


def _amount(record, text):
    "The last cell that is an amount, with decimals unless a balance is named; else in the words."
    cells = [normal(c) for c in record.cells if c.strip()]
    whole = BALANCE.search(folded(text))
    for cell in reversed(cells):
        if money.is_amount(cell) and not dates.is_date(cell) and (
                re.search(r'[.,]\d\d?\b', cell) or money.currency(cell) or whole
                and re.search(r'\d', cell) and len(cell) < 10):
            return money.amount(cell, ',')
    for day in dates.in_text(text):
        text = text.replace(day, ' ' * len(day))
    found = money.IN_TEXT.findall(text)
    return money.amount(found[-1], ',') if found else None


def _count(record, days):
    "A small whole number in a cell of its own, between two days and the balance"
    cells = [c.strip() for c in record.cells]
    numbers = [c for c in cells[1:] if re.fullmatch(r'\d{1,5}', c)]
    return int(numbers[0]) if len(days) > 2 and len(numbers) == 1 else None
