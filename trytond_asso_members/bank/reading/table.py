"""A file as records of cells, each with the line on which it begins."""
import csv
import io
from collections import Counter
from typing import NamedTuple

from .dates import is_date
from .errors import BadFile
from .money import is_amount

DELIMITERS = ';\t,|'
# As many characters show how the cells are parted
SAMPLE = 64_000


class Record(NamedTuple):
    line: int
    cells: tuple[str, ...]

    @property
    def text(self):
        return ' '.join(filter(None, map(str.strip, self.cells)))


class Table(NamedTuple):
    "What one file, or one sheet of it, holds"
    name: str
    encoding: str
    delimiter: str | None
    records: list[Record]


def table(text, name, encoding, delimiter=''):
    "Return the text as a Table; the delimiter is found out if none is given."
    text, declared = _declared(text)
    delimiter = declared or delimiter or _delimiter(text)
    return Table(name, encoding, delimiter, _records(text, delimiter))


def _declared(text):
    "Take off the line by which a file says to Excel what parts its cells."
    first = text[:10].split('\n')[0].strip('\r"')
    if first[:4].lower() == 'sep=' and len(first) == 5:
        return '\n' + text.partition('\n')[2], first[4]
    return text, ''


def _delimiter(text):
    "The one that yields the most lines with a date and an amount, in as equal parts as can be."
    sample = text[:SAMPLE]
    if len(sample) < len(text):
        sample = sample.rpartition('\n')[0]
    return max(DELIMITERS, key=lambda d: _fit(sample, d))


def _fit(sample, delimiter):
    try:
        records = _parsed(sample, delimiter)
    except csv.Error:
        return (0, 0, 0)
    filled = [r.cells for r in records if len(r.cells) > 1]
    rows = [
        cells for cells in filled
        if any(map(is_date, cells)) and any(is_amount(c) and not is_date(c) for c in cells)]
    widths = Counter(map(len, rows or filled))
    return (len(rows), max(widths.values(), default=0), max(widths, default=0))


def _records(text, delimiter):
    try:
        records = _parsed(text, delimiter)
    except csv.Error:
        records = None
    if records and not _swallows(records):
        return records
    # A quotation mark that is never closed: it is text, and each line a record
    try:
        return _parsed(text, delimiter, quoting=csv.QUOTE_NONE)
    except csv.Error:
        raise BadFile('quote', line=_opened(text)) from None


def _swallows(records):
    "Whether a cell holds what are lines of their own, with dates and amounts."
    return any(
        _is_row(line) for record in records for cell in record.cells
        if cell.count('\n') > 1 for line in cell.splitlines()[1:])


def _is_row(line):
    return any(
        any(map(is_date, cells)) and any(is_amount(c) and not is_date(c) for c in cells)
        for cells in (line.replace('"', '').split(d) for d in DELIMITERS) if len(cells) > 2)


def _opened(text):
    return text[:text.rfind('"')].count('\n') + 1


def _parsed(text, delimiter, quoting=csv.QUOTE_MINIMAL):
    reader = csv.reader(io.StringIO(text, newline=''), delimiter=delimiter, quoting=quoting)
    records, line = [], 1
    for cells in reader:
        records.append(Record(line, tuple(cells)))
        line = reader.line_num + 1
    return records
