"""Ready databases: each made once for a state of the sources, then copied for each test.

A database is made in layers, each kept in .cache/ under a key of what it depends on:
`standard` (the modules that ours needs, activated), `activated` (ours too, with its French
translation), `ready` (an association set up, as tests.ready says). On top of it come `two` (its
neighbour set up too), `owing` (a member owes a bill), `closed` (a year with bills and payments,
and closed), and the layers in which other modules are activated too. Beside `activated` stand
those with a module in place of ours, and `extras`, with all that ours is made for beside what it
needs; `debits` is `extras` with an association set up, whose member owes the bill too.
"""
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from configparser import ConfigParser
from dataclasses import dataclass
from functools import cache
from importlib.metadata import distributions
from pathlib import Path

from filelock import FileLock

from .program import ROOT

MODULE = ROOT / 'trytond_asso_members'
CACHE = ROOT / '.cache' / 'databases'
KEPT = 3
# Modules that ours does not need: all but the letters hook into what ours writes
OTHERS = {
    'analytic': 'analytic_invoice', 'history': 'account_invoice_history',
    'letters': 'account_dunning_letter', 'extras': 'account_payment_sepa'}
# The layers with other modules than ours, whose pools differ
OTHER_POOLS = [*OTHERS, 'debits']
# What the bench compares with, without our module: the layer has none of its sources
APART = {'subscriptions': 'sale_subscription'}
BENEATH = {
    **dict.fromkeys(APART, 'standard'), 'activated': 'standard', 'ready': 'activated',
    **dict.fromkeys(['two', 'owing', 'closed', *OTHERS], 'ready'),
    'extras': 'activated', 'debits': 'extras'}
# What a layer is made by, beside the module
MAKERS = [
    'tests/unvalidated.py', 'tests/ready.py', 'tests/ledger.py', 'tests/module/closed_year.py',
    'tests/module/portal.py']
ROOM = 4 * 2 ** 30
ADMIN_PASSWORD = 'admin-password'  # noqa: S105


def in_memory():
    "A folder that is memory, if there is one with room: making a database is ten times faster"
    folder = Path('/dev/shm')
    if os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > ROOM:
        return folder
    return None


def _versions():
    return sorted(
        f'{d.name} {d.version}' for d in distributions()
        if d.name.lower().replace('_', '-').startswith('trytond')
        and 'asso' not in d.name)


def _sources():
    for path in sorted(MODULE.rglob('*')):
        if path.is_file() and path.suffix != '.pyc':
            yield str(path.relative_to(MODULE))
            yield path.read_bytes()
    for maker in MAKERS:
        yield (ROOT / maker).read_bytes()


@cache
def layer_key(layer):
    """The name of a layer in the cache: it changes with whatever the layer is made of.

    It is worked out once: a source that changes during a session counts for the next one.
    """
    digest = hashlib.sha256()
    parts = list(_versions())
    if layer != 'standard' and layer not in APART:
        parts.extend(_sources())
    for part in parts:
        digest.update(part if isinstance(part, bytes) else part.encode())
        digest.update(b'\0')
    return f'{layer}-{digest.hexdigest()[:12]}'


@dataclass(frozen=True)
class Database:
    "A database of a test: `config` is a trytond configuration file that leads to it"
    name: str
    backend: 'SQLite'

    @property
    def config(self):
        return self.backend.config

    @property
    def uri(self):
        return self.backend.uri

    def connect(self):
        "A plain DB-API connection, to look at the tables from outside"
        return self.backend.connect(self.name)

    def drop(self):
        self.backend.drop(self.name)


class Backend:
    "Where the databases of a session live; the layers come from the cache or are made"

    def __init__(self, directory):
        self.directory = Path(directory)
        self.config = self.directory / 'trytond.conf'

    def start(self):
        "Be ready to make databases; may be called again"

    def close(self):
        "Leave nothing running"

    def write_config(self, **sections):
        parser = ConfigParser()
        parser['database'] = {
            'uri': self.uri, 'path': str(self.directory), 'language': 'en', 'list': 'False'}
        parser['session'] = {'authentications': 'password'}
        for name, values in sections.items():
            parser[name] = values
        with self.config.open('w') as config:
            parser.write(config)

    def create(self, name, layer='ready'):
        "A new database that is a copy of the layer"
        self.copy(self.template(layer), name)
        return Database(name, self)

    def template(self, layer):
        "What to copy for the layer; it is made first if the cache has none"
        own = self.directory / f'{layer_key(layer)}.{self.name}'
        if not own.exists():
            # Sessions with other states of the sources may clear the cache meanwhile
            cached = CACHE / own.name
            CACHE.mkdir(parents=True, exist_ok=True)
            with FileLock(CACHE / f'{own.name}.lock'):
                if not cached.exists():
                    self._make(layer, cached)
                shutil.copyfile(cached, own)
        return own

    def _make(self, layer, cached):
        name = f'making_{layer}'
        if layer == 'standard':
            self.create_empty(name)
            self.admin(name, *_depends(), validate=False)
        else:
            self.copy(self.template(BENEATH[layer]), name)
            if layer == 'activated':
                self.admin(name, 'asso_members')
            elif layer in OTHERS | APART:
                self.admin(name, (OTHERS | APART)[layer], validate=False)
            else:
                self._run([sys.executable, '-m', 'tests.ready', self.config, name, layer])
        self.save(name, cached)
        made = sorted(CACHE.glob(f'{layer}-*.{self.name}'), key=lambda p: p.stat().st_mtime)
        for old in made[:-KEPT]:
            old.unlink(missing_ok=True)
            old.with_name(f'{old.name}.lock').unlink(missing_ok=True)
        self.drop(name)

    def admin(self, name, *modules, validate=True):
        password = self.directory / 'password'
        password.write_text(ADMIN_PASSWORD)
        admin = [Path(sys.executable).with_name('trytond-admin')]
        self._run(
            [*(admin if validate else [sys.executable, '-m', 'tests.unvalidated']),
                '-c', self.config, '-d', name,
                '--email', 'admin@example.org', '-l', 'fr', '-u', *modules,
                '--activate-dependencies'],
            TRYTONPASSFILE=str(password))

    def _run(self, command, **environ):
        done = subprocess.run(
            [str(c) for c in command], cwd=ROOT, env={**os.environ, **environ},
            capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f'{command[1:]} failed:\n{done.stdout}{done.stderr}')


def _depends():
    cfg = ConfigParser()
    cfg.read(MODULE / 'tryton.cfg', encoding='utf-8')
    return [m for m in cfg['tryton']['depends'].split() if m not in {'ir', 'res'}]


class SQLite(Backend):
    name = 'sqlite'
    uri = 'sqlite://'
    COLUMNS = (
        "select m.name, c.name from sqlite_master m, pragma_table_info(m.name) c "
        "where m.type = 'table' and m.name not like 'sqlite_%'")

    def _path(self, name):
        return self.directory / f'{name}.sqlite'

    def create_empty(self, name):
        self._path(name).touch()

    def copy(self, template, name):
        shutil.copyfile(template, self._path(name))

    def save(self, name, cached):
        partial = cached.with_suffix('.partial')
        shutil.copyfile(self._path(name), partial)
        partial.rename(cached)

    def drop(self, name):
        for suffix in ['', '-wal', '-shm', '-journal']:
            Path(f'{self._path(name)}{suffix}').unlink(missing_ok=True)

    def connect(self, name):
        return sqlite3.connect(self._path(name))


def written(database):
    """How much each table holds, and when it was last written: {table: (count, date)}.

    If it is equal before and after, nothing was written. The tables of the server's own
    housekeeping are left out.
    """
    housekeeping = {'ir_cache', 'ir_session', 'ir_session_wizard', 'res_user_login_attempt'}
    with database.connect() as connection:
        cursor = connection.cursor()
        cursor.execute(database.backend.COLUMNS)
        tables = {}
        for table, column in cursor.fetchall():
            tables.setdefault(table, set()).add(column)
        result = {}
        for table, columns in sorted(tables.items()):
            if table in housekeeping:
                continue
            newest = (
                'max(coalesce(write_date, create_date))' if 'write_date' in columns else 'null')
            cursor.execute(f'select count(*), {newest} from "{table}"')
            result[table] = cursor.fetchone()
    connection.close()
    return result
