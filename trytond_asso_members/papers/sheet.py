"""A list as a file for a spreadsheet: semicolons, UTF-8 with its byte order mark."""
import csv
import datetime as dt
import io
from decimal import Decimal

# What a spreadsheet takes for a formula
FORMULA = ('=', '+', '-', '@', '\t', '\r')


def sheet(head, rows, point):
    "The bytes of the file; `point` is before the decimals."
    out = io.StringIO()
    writer = csv.writer(out, delimiter=';', lineterminator='\r\n')
    writer.writerow(head)
    writer.writerows([_cell(value, point) for value in row] for row in rows)
    return out.getvalue().encode('utf-8-sig')


def _cell(value, point):
    "A number stays a number; an apostrophe keeps a text from becoming a formula."
    if isinstance(value, Decimal):
        return f'{value:f}'.replace('.', point)
    if isinstance(value, dt.date):
        return value.isoformat()
    text = ' '.join((value or '').split())
    return f"'{text}" if text.startswith(FORMULA) else text
