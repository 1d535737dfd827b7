"""Fixtures: ready databases on SQLite and PostgreSQL, Tryton in this process or as a server.

A process has one kind of database, as trytond itself. Tests run on SQLite; those that are
marked `postgresql`, with what the kind of database may change, run by
pytest --backend=postgresql, and on SQLite where there is none, or with --whole or --stress.
"""
import os
import shutil
import signal
import sqlite3
import tempfile
from decimal import Decimal
from pathlib import Path

import hypothesis
import pytest

from tests import connections
from tests.databases import OTHER_POOLS, SQLite, in_memory
from tests.ledger import Ledger
from tests.postgresql import PostgreSQL, why_not
from tests.scenarios import CACHED, configure_cache, fill_cache
from tests.server import Server

BACKEND = pytest.StashKey()
# A machine that has much to do is no fault of what is tested
hypothesis.settings.register_profile(
    'patient', deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile('patient')


def pytest_addoption(parser):
    parser.addoption(
        '--backend', choices=['sqlite', 'postgresql'], default='sqlite',
        help="the database of the tests that need one (default: sqlite)")
    parser.addoption(
        '--stress', action='store_true', help="run the long campaigns too")
    parser.addoption(
        '--whole', action='store_true',
        help="run all that needs a database on the one named, each way of writing")
    parser.addoption(
        '--package', action='store_true', help="run the tests of the distribution too")


def pytest_configure(config):
    directory = Path(tempfile.mkdtemp(prefix='asso-members-', dir=in_memory()))
    config.add_cleanup(lambda: shutil.rmtree(directory, ignore_errors=True))
    postgresql = config.option.backend == 'postgresql'
    if postgresql and why_not():
        pytest.exit(f"Skipped on PostgreSQL: {why_not()}", returncode=0)
    backend = (PostgreSQL if postgresql else SQLite)(directory)
    backend.write_config()
    config.stash[BACKEND] = backend
    config.add_cleanup(backend.close)
    # Ended from outside, the session still stops its servers
    signal.signal(signal.SIGTERM, lambda *_: pytest.exit("terminated"))
    configure_cache(backend)
    # Before anything imports trytond's backend, which is chosen once
    import trytond.config
    trytond.config.update_etc(str(backend.config))
    # On SQLite a synchronised cache leaves the connection in autocommit: see test_undone.py
    trytond.config.set('cache', 'clean_timeout', '86400')
    if not postgresql:
        connections.keep()


def pytest_collection_modifyitems(config, items):
    kept, left_out = [], []
    for item in items:
        (left_out if is_left_out(item, config.option) else kept).append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
    items[:] = kept
    # What is built is used by all of them: they begin with one worker, from which none takes them
    items.sort(key=lambda item: not item.get_closest_marker('package'))


def is_left_out(item, option):
    for name in ['stress', 'package']:
        if item.get_closest_marker(name) and not getattr(option, name):
            return True
    mark = item.get_closest_marker('postgresql')
    if mark and not mark.args:
        raise pytest.UsageError(f"{item.nodeid} is marked postgresql without a reason")
    of_sqlite = item.get_closest_marker('sqlite')
    if option.backend == 'sqlite':
        # What PostgreSQL may change runs there; on SQLite, at night
        return mark and not (of_sqlite or option.whole or option.stress or why_not())
    if of_sqlite:
        return True
    return not mark and not (option.whole and 'backend' in item.fixturenames)


def running_backend(config):
    backend = config.stash[BACKEND]
    backend.start()
    return backend


def pytest_report_header(config):
    return f'database: {config.option.backend}'


@pytest.fixture(scope='session')
def backend(request):
    return running_backend(request.config)


@pytest.fixture(scope='session')
def tryton_cache(backend):
    "Let Tryton's own test cases start from a ready database"
    for modules in CACHED:
        fill_cache(backend, modules)


@pytest.fixture
def make_database(backend):
    """Make a database of the test's own: make_database('ready').

    Layers: 'ready' (an association is set up), 'two' (a neighbour too), 'activated' (nothing
    is), and others: see tests.databases.
    """
    made = []

    def make(layer='ready'):
        database = backend.create(f'test_{os.getpid()}_{len(made)}', layer)
        made.append(database)
        return database
    yield make
    for database in made:
        database.drop()


@pytest.fixture
def database(make_database):
    "A database in which the association of tests.ready is set up"
    return make_database()


@pytest.fixture
def start_server():
    "Start a real trytond on a database: start_server(database) gives a Server"
    servers = []

    def start(database):
        server = Server(database)
        servers.append(server)
        return server.start()
    yield start
    for server in servers:
        server.stop()


@pytest.fixture
def server(database, start_server):
    return start_server(database)


@pytest.fixture(scope='session')
def shared_server(backend):
    "One server for all the tests that change nothing in its ready database"
    server = Server(backend.create(f'shared_{os.getpid()}'))
    yield server.start()
    server.stop()
    server.database.drop()


@pytest.fixture(scope='session')
def open_ledger(backend):
    """Tryton in this process, on a new database of a layer.

    A pool takes a second or two to fill: there is one for a name, and databases change beneath
    it. What was open under the name is forgotten.
    """
    ledgers = {}

    def open_(layer='ready', name=None):
        name = name or f'ledger_{layer if layer in OTHER_POOLS else "alone"}'
        if backend.name == 'sqlite':
            keep_decimals()
        if name in ledgers:
            ledgers[name].reset()
            ledgers[name].disconnect()
            backend.drop(name)
        backend.create(name, layer)
        if name not in ledgers:
            ledgers[name] = Ledger(name)
        return ledgers[name]
    return open_


@pytest.fixture
def make_ledger(open_ledger):
    "Open ledgers for a test, one after the other: make_ledger('ready')"
    made = []

    def make(layer='ready'):
        made.append(open_ledger(layer))
        return made[-1]
    yield make
    for ledger in made:
        ledger.disconnect()


@pytest.fixture(scope='module')
def shared_ledger(open_ledger):
    "Open a ledger for the tests of a file, which write nothing that stays: shared_ledger('two')"
    made = []

    def make(layer='ready'):
        name = f'ledger_shared_{layer}' if layer in OTHER_POOLS else 'ledger_shared'
        made.append(open_ledger(layer, name))
        return made[-1]
    yield make
    for ledger in made:
        ledger.disconnect()


@pytest.fixture
def ledger(make_ledger):
    "Tryton in this process, on a database in which an association is set up"
    return make_ledger()


@pytest.fixture
def bare_ledger(make_ledger):
    "Tryton in this process, the module activated and nothing set up"
    return make_ledger('activated')


@pytest.fixture
def mails(backend):
    "A mail server of this process's own, which Tryton in this process is told of"
    from trytond import config

    from tests.mail import MailServer
    before = config.get('email', 'uri')
    with MailServer() as server:
        config.set('email', 'uri', server.uri)
        yield server
    config.set('email', 'uri', before)


@pytest.fixture(autouse=True)
def _own_process():
    "The bridge sets the log and the environment of its process, which the tests share"
    import structlog
    environ = dict(os.environ)
    yield
    structlog.reset_defaults()
    os.environ.clear()
    os.environ.update(environ)


def keep_decimals():
    "Django, once it is imported, has SQLite keep Decimals as text, of which Tryton loses cents"
    from trytond.backend.sqlite.database import adapt_decimal
    sqlite3.register_adapter(Decimal, adapt_decimal)


@pytest.fixture(autouse=True)
def _decimals_of_tryton(request):
    if request.config.option.backend == 'sqlite':
        keep_decimals()


@pytest.fixture
def validated():
    "Tryton validates what functions give too, as in its own tests of a module"


@pytest.fixture(autouse=True)
def _as_validated(request):
    "It takes a third of the time in which records are made: at night, all tests are validated so"
    from trytond.pool import Pool
    Pool.test = request.config.option.whole or 'validated' in request.fixturenames
