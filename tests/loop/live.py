"""A live site: its server, and a process that edits its tables as the site's own code does."""
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from tests.program import ROOT, Program, free_port


class Site:
    "The test site on a database of its own; `place` is a SQLite file or a PostgreSQL URL"

    def __init__(self, place, folder, **portal):
        self.place, self.folder = str(place), folder
        self.port = free_port()
        self.environment = {
            **os.environ, 'SITE_DATABASE': self.place, 'SITE_INSECURE': '1',
            'SITE_PORTAL': json.dumps({'RATE': 100_000, 'ZEROED_PERCENT': 100, **portal}),
            'PYTHONPATH': os.pathsep.join([str(ROOT), str(ROOT / 'portal')]),
            'PYTHONWARNINGS': 'ignore'}
        self._server = Program(
            sys.executable, '-m', 'tests.site', 'runserver', '--noreload',
            f'127.0.0.1:{self.port}', port=self.port, env=self.environment,
            log=folder / f'site-{self.port}.log')
        self._editor = None

    @property
    def url(self):
        return f'http://127.0.0.1:{self.port}/api/asso'

    def manage(self, *arguments):
        done = subprocess.run(
            [sys.executable, '-m', 'tests.site', *map(str, arguments)], cwd=ROOT,
            env=self.environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def token(self, *scopes, name='bridge'):
        return self.edit('token', name, scopes)

    def load(self, rows):
        self.edit('load', rows)

    def start(self):
        "Serve it, unless it is served"
        self._server.start()
        return self

    def stop(self):
        self._server.stop()
        if self._editor:
            self._editor.terminate()
            self._editor.wait()
            self._editor = None

    def kill(self):
        "End its server as a power cut would"
        self._server.kill()

    def edit(self, *command):
        "Have the editor do it; see tests.loop.editor"
        if not self._editor:
            self._editor = subprocess.Popen(
                [sys.executable, '-m', 'tests.loop.editor'], cwd=ROOT, env=self.environment,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._editor.stdin.write(json.dumps(command) + '\n')
        self._editor.stdin.flush()
        answer = self._editor.stdout.readline()
        assert answer, f'the editor died at {command}'
        return json.loads(answer)

    def holds(self):
        "Its tables as the oracle reads them"
        return self.edit('holds')

    def backup(self):
        "A copy of its SQLite file, as a backup would have it"
        copy = self.folder / f'backup-{time.monotonic_ns()}.sqlite'
        with closing(sqlite3.connect(self.place)) as connection:
            connection.execute('vacuum into ?', [str(copy)])
        return copy

    def restore(self, copy):
        "Put the copy in the place of the database; the server must be started again"
        self.stop()
        self.replace(copy)
        self.start()

    def replace(self, copy):
        "Put another SQLite file in the place of the database: nobody may be reading or writing"
        Path(f'{self.place}-journal').unlink(missing_ok=True)
        shutil.copyfile(copy, self.place)
