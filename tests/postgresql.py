"""A PostgreSQL of the tests' own: a cluster that lives and dies with the session."""
import atexit
import os
import pwd
import shutil
import subprocess
import time
from pathlib import Path

import psycopg

from .databases import Backend
from .program import free_port

USER = 'tryton'
# The cluster is thrown away: nothing has to outlive a crash
FAST = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']


def binaries():
    "The folder of PostgreSQL's programs, or None"
    found = shutil.which('initdb')
    if found:
        return Path(found).resolve().parent
    versions = Path('/usr/lib/postgresql').glob('*/bin/initdb')
    newest = max(versions, key=lambda p: int(p.parts[-3].split('.')[0]), default=None)
    return newest.parent if newest else None


def why_not():
    "Why PostgreSQL cannot be used here, or None"
    if not binaries():
        return "PostgreSQL is not installed (Debian: apt-get install postgresql)"
    if not os.getuid():
        try:
            pwd.getpwnam('postgres')
        except KeyError:
            return "PostgreSQL does not run as root, and there is no user postgres"
    return None


class PostgreSQL(Backend):
    name = 'postgresql'
    COLUMNS = (
        "select c.relname, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid "
        "where c.relkind = 'r' and a.attnum > 0 and not a.attisdropped "
        "and c.relnamespace = 'public'::regnamespace")

    def __init__(self, directory):
        super().__init__(directory)
        self.port = free_port()
        self.uri = f'postgresql://{USER}@127.0.0.1:{self.port}/'
        self._templates = set()
        self._server = None

    def start(self):
        if self._server:
            return
        cluster = self.directory / 'cluster'
        cluster.mkdir()
        if not os.getuid():
            # PostgreSQL refuses to run as root, and reads from its own folder only
            shutil.chown(cluster, 'postgres')
            self.directory.chmod(0o755)
        self._program(
            'initdb', '--no-sync', '--auth=trust', f'--username={USER}', '--encoding=UTF8',
            '--locale=C.UTF-8', '-D', cluster)
        options = [o for s in FAST for o in ('-c', s)]
        self._server = subprocess.Popen(
            [binaries() / 'postgres', '-D', cluster, '-p', str(self.port),
                '-c', 'listen_addresses=127.0.0.1', '-c', f'unix_socket_directories={cluster}',
                '-c', 'max_connections=200', *options],
            user=self._user(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            cwd='/')
        atexit.register(self.close)
        for _ in range(200):
            try:
                self.connect('postgres').close()
                return
            except psycopg.OperationalError:
                time.sleep(0.05)
        raise RuntimeError("The PostgreSQL of the tests does not answer.")

    def close(self):
        if self._server:
            # SIGQUIT is PostgreSQL's immediate shutdown
            self._server.send_signal(3)
            self._server.wait()
            self._server = None

    @staticmethod
    def _user():
        return 'postgres' if not os.getuid() else None

    def _program(self, name, *arguments):
        done = subprocess.run(
            [binaries() / name, *arguments], user=self._user(), cwd='/',
            capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f'{name} failed:\n{done.stdout}{done.stderr}')

    def _client(self, name, *arguments, **streams):
        subprocess.run(
            [binaries() / name, '-h', '127.0.0.1', '-p', str(self.port), '-U', USER, *arguments],
            check=True, **streams)

    def connect(self, name):
        return psycopg.connect(f'{self.uri}{name}')

    def _execute(self, statement, since_15=''):
        with psycopg.connect(f'{self.uri}postgres', autocommit=True) as connection:
            new = connection.info.server_version >= 150000
            connection.execute(f'{statement} {since_15}' if new else statement)

    def exists(self, name):
        with psycopg.connect(f'{self.uri}postgres') as connection:
            return bool(connection.execute(
                'select 1 from pg_database where datname = %s', [name]).fetchone())

    def create_empty(self, name):
        self._execute(f'create database "{name}" template template0')

    def copy(self, template, name):
        """Copy from a template database, which the cached dump is restored to once."""
        source = template.stem
        if source not in self._templates:
            self.create_empty(source)
            with template.open('rb') as dump:
                self._client('pg_restore', '-d', source, '--no-owner', stdin=dump)
            # A dump has no statistics, without which PostgreSQL plans badly
            self._client('psql', '-q', '-d', source, '-c', 'analyze')
            self._templates.add(source)
        self._execute(
            f'create database "{name}" template "{source}"',
            # To copy files, the only way before 15, is the fastest where they are in memory
            'strategy file_copy')

    def save(self, name, cached):
        partial = cached.with_suffix('.partial')
        with partial.open('wb') as dump:
            self._client('pg_dump', '-d', name, '--format=custom', stdout=dump)
        partial.rename(cached)

    def drop(self, name):
        self._execute(f'drop database if exists "{name}" with (force)')
