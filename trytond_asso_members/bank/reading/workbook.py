"""A program: a spreadsheet on its input becomes the texts of its cells on its output, as JSON.

It runs by itself because the library ends the whole process where memory does not suffice,
as for one stray cell at the far end of a sheet.
"""
import datetime
import io
import json
import sys

MEMORY = 2 ** 30


def main():
    "Write [[name, rows]] of all sheets, or the reason why not."
    from python_calamine import CalamineError, CalamineWorkbook
    _limit_memory()
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        sheets = [
            [name, [[_text(value) for value in row] for row in
                workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)]]
            for name in workbook.sheet_names]
    except (CalamineError, ValueError, OSError) as error:
        json.dump(str(error), sys.stdout)
    else:
        json.dump(sheets, sys.stdout)


def _limit_memory():
    try:
        import resource
    except ImportError:  # not on Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _text(value):
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, datetime.datetime):
        return value.isoformat(' ')
    return str(value)


def _number(value):
    "With a point that nobody can take for thousands"
    if value == int(value):
        return str(int(value))
    text = f'{value:.6f}'.rstrip('0')
    decimals = len(text.partition('.')[2])
    return text + '0' * max(2 - decimals, decimals == 3)


if __name__ == '__main__':
    main()
