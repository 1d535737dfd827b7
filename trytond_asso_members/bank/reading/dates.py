"""Dates as banks write them, and in which order day, month and year stand."""
import datetime
import re
import unicodedata
from functools import lru_cache

MONTHS = {
    name: number for number, names in enumerate((
        'jan janv janvier january januar januari gennaio gen enero ene',
        'feb fev fevr fevrier february februar februari febbraio febrero',
        'mar mars march marz maart mrz mrt marzo',
        'apr avr avril april aprile abril abr',
        'may mai mei maggio mag mayo',
        'jun juin june juni giugno giu junio',
        'jul juil juillet july juli luglio lug julio',
        'aug aout august augustus agosto ago',
        'sep sept septembre september settembre set septiembre',
        'oct okt octobre october oktober ottobre ott octubre',
        'nov novembre november noviembre',
        'dec dez decembre december dezember dicembre dic diciembre'), 1)
    for name in names.split()}
# What may stand behind a day: a time, with or without a zone
TIME = (
    r'(?:[T ,]+(?:à )?\d{1,2}[:hH.]\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?[AaPp][Mm])?'
    r'(?: ?(?:Z|UTC|CES?T|[-+]\d{2}:?\d{2}))?)?')
YEAR_FIRST = re.compile(r'(\d{4})([-/.])(\d{1,2})\2(\d{1,2})' + TIME)
COMPACT = re.compile(r'((?:19|20)\d{2})()(0[1-9]|1[0-2])([0-3]\d)')
COMPACT_LAST = re.compile(r'([0-3]\d)(0[1-9]|1[0-2])((?:19|20)\d{2})')
YEAR_LAST = re.compile(r'(\d{1,2})(\. |[-/. ])(\d{1,2})\2(\d{4}|\d{2})' + TIME)
NAMED = re.compile(
    r'(?:[^\W\d]+\.?,? )?(\d{1,2})(?:\.|er)?[-/ ]?([^\W\d]+)\.?,?[-/ ]?(\d{4}|\d{2})'
    + TIME)
NAMED_FIRST = re.compile(r'([^\W\d]+)\.? (\d{1,2}),? (\d{4})' + TIME)
LIKE = re.compile(r'(?:[^\W\d]{2,4}\.?,? )?\d{1,4}[-/. ]\w+[-/. ]\d{1,4}.*')
IN_TEXT = re.compile(r'(?<![\d/])(?:\d{4}-\d{2}-\d{2}|\d{2}[/.-]\d{2}[/.-]\d{4})(?![\d/])')
# Where day, month and year stand
ORDERS = {'dmy': (0, 1, 2), 'mdy': (1, 0, 2), 'ymd': (2, 1, 0)}


@lru_cache(maxsize=10_000)
def readings(text):
    "Return {order: date} of all the ways to read it; none if it is no date."
    text = text.strip()
    if not text[:40].strip() or len(text) > 40:
        return {}
    if found := YEAR_FIRST.fullmatch(text) or COMPACT.fullmatch(text):
        year, _, month, day = found.groups()
        return _fixed(year, month, day)
    if found := COMPACT_LAST.fullmatch(text):
        day, month, year = found.groups()
        return _fixed(year, month, day)
    if found := YEAR_LAST.fullmatch(text):
        first, mark, second, last = found.groups()
        return _in_any_order(mark, (first, second, last))
    if found := NAMED.fullmatch(text):
        day, month, year = found.groups()
    elif found := NAMED_FIRST.fullmatch(text):
        month, day, year = found.groups()
    else:
        return {}
    return _fixed(year, MONTHS.get(_plain(month), 0), day)


def is_date(text):
    "Whether it is a date in any order."
    return bool(readings(text))


def date(text, order):
    "Return the day, or None of what is no date in this order."
    return readings(text).get(order)


def looks_like_date(text):
    "Whether somebody meant a date by it: so 31/02/2026, which is none."
    return len(text) <= 40 and LIKE.fullmatch(text.strip()) is not None


def in_text(text):
    "Return what is written like a date with a year of four digits within a line of words."
    return IN_TEXT.findall(text)


def _fixed(year, month, day):
    found = _day(year, month, day)
    return dict.fromkeys(ORDERS, found) if found else {}


def _in_any_order(mark, numbers):
    found = {}
    for order, (day, month, year) in ORDERS.items():
        if order == 'ymd' and len(numbers[2]) == 4:
            continue
        if order == 'mdy' and mark == '.':
            continue  # nobody writes so
        if value := _day(numbers[year], numbers[month], numbers[day]):
            found[order] = value
    return found


def _day(year, month, day):
    year = f'20{year}' if len(year) == 2 else year
    if year < '1900':
        return None
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _plain(text):
    return unicodedata.normalize('NFKD', text.lower()).encode('ascii', 'ignore').decode()
