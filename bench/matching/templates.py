"""The templates of labels, and the wrappers that banks put around them."""
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
# Those with more stars were written after the others had been looked at
HELD_OUT = {'****** ': 6, '***** ': 5, '**** ': 4, '*** ': 3, '** ': 2, '* ': 1, '': 0}
WRAPPED = '> '


class Template(NamedTuple):
    text: str
    wrapped: bool
    held_out: int


def templates():
    "Return {class: templates}."
    found = defaultdict(list)
    for line in _lines('templates.txt'):
        if line.startswith('['):
            kind = line.strip('[]')
            continue
        text, held_out = _held_out(line)
        found[kind].append(Template(
            text.removeprefix(WRAPPED), text.startswith(WRAPPED), held_out))
    return dict(found)


def wrappers():
    "Return [(bank, text, how far held out)]."
    found = []
    for line in _lines('wrappers.txt'):
        text, held_out = _held_out(line)
        bank, text = text.split('\t')
        found.append((bank, text.replace('\\n', '\n'), held_out))
    return found


def _held_out(line):
    mark = next(mark for mark in HELD_OUT if line.startswith(mark))
    return line.removeprefix(mark), HELD_OUT[mark]


def _lines(name):
    lines = (HERE / name).read_text(encoding='utf-8').splitlines()
    return [line for line in lines if line and not line.startswith('# ')]
