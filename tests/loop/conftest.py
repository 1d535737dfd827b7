"""A live site on a database of its own, and a bridge between it and a Tryton in this process."""
import pytest

pytest.register_assert_rewrite('tests.loop.world')

from asso_bridge.config import load  # noqa: E402
from asso_bridge.ledger.tryton import connect  # noqa: E402
from tests.loop.live import Site  # noqa: E402
from tests.loop.oracle import booked, expected  # noqa: E402


@pytest.fixture(scope='session')
def migrated(backend):
    "An empty database of the site, to make copies of: its file, or its name on PostgreSQL"
    folder = backend.directory
    if backend.name == 'sqlite':
        place = folder / 'migrated.sqlite'
        Site(place, folder).manage('migrate', '--verbosity', '0')
        return place
    backend.drop('site_migrated')
    backend.create_empty('site_migrated')
    Site(f'{backend.uri}site_migrated', folder).manage('migrate', '--verbosity', '0')
    return 'site_migrated'


@pytest.fixture(scope='session')
def _served(backend):
    "One server for all the tests: it takes seconds to start, its database a moment to replace"
    place = (
        backend.directory / 'site.sqlite' if backend.name == 'sqlite' else f'{backend.uri}site')
    site = Site(place, backend.directory)
    yield site
    site.stop()


@pytest.fixture
def site(backend, migrated, _served):
    "A site that is served, and is still empty"
    if backend.name == 'sqlite':
        _served.replace(migrated)
    else:
        backend.drop('site')
        backend._execute(f'create database site template {migrated}')
    return _served.start()


@pytest.fixture
def settings(site, ledger, backend, tmp_path):
    "Settings of a bridge between the site and a fresh association in this process"
    return load(
        database=ledger.database, trytond_config=backend.config, source='portal',
        portal_url=site.url, portal_token=site.token(), portal_timeout=20,
        export=tmp_path / 'export', state=tmp_path / 'state', tries=2)


@pytest.fixture
def assert_agreed(site, settings):
    "The books agree with the site's tables, to the cent and to the lettering"
    def check():
        with connect(settings) as ledger:
            found = booked(ledger)
        assert found == expected(site.holds())
    return check
