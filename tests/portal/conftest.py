"""The portal in the test site: Django's database is the one that --backend names.

A test asks for pytest-django's fixtures by name (`db`, `transactional_db`), not by its mark: so
it is known to need a database, and runs on PostgreSQL too.
"""
import json
import os
import re
import sqlite3
from decimal import Decimal

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'tests.site.settings')

import django  # noqa: E402

django.setup()

import pytest  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

from asso_bridge.demo.sample import Sample  # noqa: E402
from tests.portal.bridge import Bridge  # noqa: E402
from tests.site.members.models import Member  # noqa: E402
from tests.site.settings import database  # noqa: E402


@pytest.fixture(scope='session')
def django_db_modify_db_settings(backend, django_db_modify_db_settings_parallel_suffix):
    if backend.name == 'postgresql':
        settings = connections.settings['default']
        settings.update(database(f'{backend.uri}portal'), OPTIONS={})
        settings['TEST']['NAME'] = f'test_portal_{os.getpid()}'
        del connections['default']


@pytest.fixture(autouse=True)
def _decimals_of_django(_decimals_of_tryton, monkeypatch):
    "Tryton, once it is imported, has SQLite keep Decimals as bytes, which Django cannot read"
    monkeypatch.setitem(sqlite3.adapters, (Decimal, sqlite3.PrepareProtocol), str)


@pytest.fixture(autouse=True)
def _calls_of_its_own():
    "How often a token has called is kept in the cache, and each test's first token has the same id"
    cache.clear()


@pytest.fixture
def load(db, tmp_path):
    "Fill the site by Django's loaddata from rows of a dump: load(rows)"
    def fill(rows):
        path = tmp_path / 'dump.json'
        text = json.dumps(rows)
        if not settings.USE_TZ:
            # As that site's own dumps have them
            text = re.sub(r'(T\d\d:\d\d:\d\d)Z"', r'\1"', text)
        path.write_text(text, encoding='utf-8')
        call_command('loaddata', str(path), verbosity=0)
    return fill


@pytest.fixture
def sample(load):
    "The bridge's invented association, loaded; its `expected` has the right balances"
    made = Sample()
    load(made.rows)
    return made


@pytest.fixture
def bridge(db):
    "A bridge with a token for everything; it keeps what it has read"
    return Bridge()


@pytest.fixture
def odile(db):
    return Member.objects.create_user('odile', first_name="Odile", last_name="Quéméner")
