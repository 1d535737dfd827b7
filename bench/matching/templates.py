"""The templates of labels, and the wrappers that banks put around them."""
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
HELD_OUT = '* '
WRAPPED = '> '


class Template(NamedTuple):
    text: str
    wrapped: bool
    held_out: bool


def templates():
    "Return {class: templates}."
    found = defaultdict(list)
    for line in _lines('templates.txt'):
        if line.startswith('['):
            kind = line.strip('[]')
            continue
        text = line.removeprefix(HELD_OUT)
        found[kind].append(Template(
            text.removeprefix(WRAPPED), text.startswith(WRAPPED), text != line))
    return dict(found)


def wrappers():
    "Return [(bank, text, held out)]."
    found = []
    for line in _lines('wrappers.txt'):
        bank, text = line.removeprefix(HELD_OUT).split('\t')
        found.append((bank, text.replace('\\n', '\n'), line.startswith(HELD_OUT)))
    return found


def _lines(name):
    lines = (HERE / name).read_text(encoding='utf-8').splitlines()
    return [line for line in lines if line and not line.startswith('# ')]
