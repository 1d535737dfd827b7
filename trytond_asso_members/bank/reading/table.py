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
    name: str  # of the sheet
    encoding: str
    delimiter: str | None
    records: list[Record]


def table(text, encoding, delimiter=''):
    "Return the text as a Table; the delimiter is found out if none is given."
    text, declared = _declared(text)
    delimiter = declared or delimiter or _delimiter(text)
    records = _parsed(text, delimiter)
    if records is None:
        raise BadFile('cell')
    return Table('', encoding, delimiter, records)


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
    filled = [r.cells for r in _parsed(sample, delimiter) or () if len(r.cells) > 1]
    rows = [
        cells for cells in filled
        if any(map(is_date, cells)) and any(is_amount(c) and not is_date(c) for c in cells)]
    widths = Counter(map(len, rows or filled))
    return (len(rows), max(widths.values(), default=0), max(widths, default=0))


def _parsed(text, delimiter):
    "Return the records, or None if a cell is too long to be one."
    try:
        records = _split(text, delimiter, csv.QUOTE_MINIMAL)
        if not _swallows(records):
            return records
    except csv.Error:
        pass
    try:
        # A quotation mark that is never closed: it is text, and each line a record
        return _split(text, delimiter, csv.QUOTE_NONE)
    except csv.Error:
        return None


def _swallows(records):
    "Whether a cell holds what are lines of their own, with dates and amounts."
    return any(
        _is_row(line) for record in records for cell in record.cells
        if cell.count('\n') > 1 for line in cell.splitlines()[1:])


def _is_row(line):
    return any(
        any(map(is_date, cells)) and any(is_amount(c) and not is_date(c) for c in cells)
        for cells in (line.replace('"', '').split(d) for d in DELIMITERS) if len(cells) > 2)


def _split(text, delimiter, quoting):
    reader = csv.reader(io.StringIO(text, newline=''), delimiter=delimiter, quoting=quoting)
    records, line = [], 1
    for cells in reader:
        records.append(Record(line, tuple(cells)))
        line = reader.line_num + 1
    return records
