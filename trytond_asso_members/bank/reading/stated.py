"""What files of a standard form have in common: statements of accounts, exact days and amounts."""
import datetime
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from .errors import BadFile
from .facts import Facts
from .money import CENT
from .row import NOTHING
from .text import normal


class Stated(NamedTuple):
    "One statement of an account, as the file has it; `ignored` are (line, text, why)."
    identifier: str
    currency: str
    rows: list
    facts: Facts
    ignored: list


def amount(text, line):
    "Return the Decimal of an amount, which has a point or a comma and no mark for thousands."
    try:
        found = Decimal((text or '').strip().replace(',', '.'))
        if not found.is_finite():
            raise InvalidOperation
    except InvalidOperation:
        raise BadFile('amount', line=line, text=text) from None
    if found != found.quantize(CENT):
        raise BadFile('decimals', line=line, text=text)
    return found.quantize(CENT)


def day(text, line):
    "Return the date that begins the text: 20260131, 260131 or 2026-01-31."
    digits = (text or '').strip().replace('-', '')[:8]
    digits = digits if digits.isdecimal() and len(digits) == 8 else f'20{digits[:6]}'
    try:
        return datetime.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise BadFile('date', line=line, text=text) from None


def said(*texts):
    "The texts that say something, each once, as a person reads them."
    found = (normal(text or '') for text in texts)
    return tuple(dict.fromkeys(t for t in found if t.lower() not in NOTHING))
