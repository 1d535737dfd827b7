"""Spreadsheets, XLSX, XLS and ODS, as tables of texts."""
import json
import os
import subprocess
import sys
from pathlib import Path

from .errors import BadFile
from .table import Record, Table

PROGRAM = Path(__file__).with_name('workbook.py')
SECONDS = 60


def tables(content):
    "One of each sheet that holds something"
    found = [Table(name, '', None, _records(rows)) for name, rows in _sheets(content)
        if any(map(any, rows))]
    if not found:
        raise BadFile('empty')
    return found


def _records(rows):
    return [Record(line, tuple(cells)) for line, cells in enumerate(rows, 1)]


def _sheets(content):
    try:
        done = subprocess.run(
            # Not with the folder of the program first: its files have names of the library
            [sys.executable, '-P', str(PROGRAM)], input=content, capture_output=True,
            timeout=SECONDS, check=True,
            env={**os.environ, 'PYTHONPATH': os.pathsep.join(filter(None, sys.path))})
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        raise BadFile('sheet', reason="it is damaged, or far too large") from None
    answer = json.loads(done.stdout)
    if isinstance(answer, str):
        raise BadFile('sheet', reason=answer.partition('\n')[0] or "it is damaged")
    return answer
