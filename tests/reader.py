"""Somebody who reads the documentation, and types what it says.

Every block of `sh` is run, in the order of its page, each from the page's folder, unless a
comment before it says why not: `<!-- not run: reason -->`. `<!-- server -->` is run in the
background until the page ends, `<!-- postgresql -->` where that is the database, `<!-- tryton -->`
where a Tryton answers, and `<!-- file: name -->` is written down. A block of `text` after it is
what it prints, `...` standing for anything.
"""
import contextlib
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.program import Program

BLOCK = re.compile(
    r'^(?P<indent> *)(?:<!-- (?P<mark>[^\n]*?) -->\n *)?```(?P<kind>\w*)\n(?P<text>.*?)^ *```$',
    re.MULTILINE | re.DOTALL)
MARKS = ('', 'server', 'postgresql', 'tryton')


@dataclass(frozen=True)
class Block:
    kind: str
    mark: str
    text: str


def blocks(document):
    for found in BLOCK.finditer(document.read_text()):
        text = re.sub(f'^{found["indent"]}', '', found['text'], flags=re.MULTILINE)
        yield Block(found['kind'], found['mark'] or '', text)


class Reader:
    "Somebody who types what a page says, in a folder; `changes` are what differs here"

    def __init__(self, folder, changes=(), **environment):
        self.folder = folder
        self.changes = dict(changes)
        kept = {k: v for k, v in os.environ.items() if not k.startswith('ASSO_BRIDGE_')}
        self.environment = {
            **kept, 'HOME': str(folder), 'LC_ALL': 'C.UTF-8', 'PYTHONUNBUFFERED': '1',
            'PIP_DRY_RUN': '1',  # nothing is installed, whatever a page says
            'PATH': f'{Path(sys.executable).parent}:{os.environ["PATH"]}', **environment}
        self.ran = []

    def follow(self, document, marks=('',)):
        printed = None
        with contextlib.ExitStack() as servers:
            for block in blocks(document):
                if block.mark.startswith('file: '):
                    file = self.folder / block.mark.removeprefix('file: ')
                    file.write_text(self._here(block.text))
                elif block.kind == 'sh' and block.mark == 'server':
                    servers.enter_context(self._serving(block.text))
                elif block.kind == 'sh' and block.mark in marks:
                    printed = self._type(block.text)
                elif block.kind == 'text' and printed is not None:
                    assert_printed(self._here(block.text), printed)

    def _here(self, text):
        for old, new in self.changes.items():
            text = text.replace(old, new)
        return text

    def _type(self, text):
        done = subprocess.run(
            ['bash', '-euo', 'pipefail', '-c', self._here(text)], cwd=self.folder,
            env=self.environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        assert done.returncode == 0, f'{text}\n{done.stdout}'
        self.ran.append(text)
        return done.stdout

    def _serving(self, text):
        return Program(
            'bash', '-c', f'exec {self._here(text)}', port=int(self.environment['SERVER_PORT']),
            log=self.folder / 'server.log', cwd=self.folder, env=self.environment)


def assert_printed(expected, printed):
    "Each line of what is expected is there, in that order"
    lines = iter(printed.splitlines())
    for wanted in expected.splitlines():
        if wanted.strip() == '...':
            continue
        pattern = '.*'.join(map(re.escape, wanted.split('...')))
        assert any(re.fullmatch(pattern, line) for line in lines), (
            f'{wanted}\nis not, or not there, in\n{printed}')
