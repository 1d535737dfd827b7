"""Spreadsheets, XLSX, XLS and ODS, as tables of texts."""
import datetime
import io

from .errors import BadFile
from .table import Record, Table


def tables(content):
    "One of each sheet that holds something"
    # Only who has a spreadsheet needs it
    from python_calamine import CalamineError, CalamineWorkbook
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [
            (name, workbook.get_sheet_by_name(name).to_python(skip_empty_area=False))
            for name in workbook.sheet_names]
    except (CalamineError, ValueError, OSError) as error:
        raise BadFile('sheet', reason=str(error).splitlines()[0] if str(error) else '?') from None
    found = [Table(name, '', None, _records(rows)) for name, rows in sheets if any(map(any, rows))]
    if not found:
        raise BadFile('empty')
    return found


def _records(rows):
    return [Record(line, tuple(map(_text, cells))) for line, cells in enumerate(rows, 1)]


def _text(value):
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat(' ') if isinstance(value, datetime.datetime) else str(value)
    return str(value)


def _number(value):
    "With a point that nobody can take for thousands"
    if value == int(value):
        return str(int(value))
    text = f'{value:.6f}'.rstrip('0')
    decimals = len(text.partition('.')[2])
    return text + '0' * max(2 - decimals, decimals == 3)
