"""Portals, accountants and members in a ledger.

What stands here may be read before the kind of database is chosen: it imports nothing of Tryton.
"""
import datetime as dt

import pytest

from tests.module.accountant import Accountant
from tests.module.members import send_four
from tests.module.portal import bill, member, offer
from tests.module.treasurer import Treasurer
from tests.module.ways import WatchedPortal, both_ways


def pytest_generate_tests(metafunc):
    chosen = any('by_sets' in mark.args[0] for mark in
        metafunc.definition.iter_markers('parametrize'))
    if metafunc.config.option.whole and 'by_sets' in metafunc.fixturenames and not chosen:
        metafunc.parametrize(*both_ways.args, **both_ways.kwargs)


@pytest.fixture
def by_sets():
    "Whether the feed writes by sets, as long as the test does not say otherwise"
    return True


@pytest.fixture
def portal(ledger, by_sets, monkeypatch):
    "A portal whose first member owes the bill F-1 of 100.00"
    portal = WatchedPortal(ledger, by_sets, monkeypatch)
    portal.send(offer(), member(), member('2'), bill('1', '100.00', '2026-01-05'))
    return portal


@pytest.fixture
def accountant(ledger, portal):
    return Accountant(ledger, portal)


@pytest.fixture
def treasurer(ledger, portal):
    return Treasurer(ledger, portal)


@pytest.fixture
def since(portal):
    "The bank is imported since February"
    portal.settings(bank_since=dt.date(2026, 2, 1))


@pytest.fixture(scope='module')
def books(shared_ledger):
    "Tryton with the members of tests.module.members; the tests write nothing that stays"
    ledger = shared_ledger()
    send_four(ledger)
    return ledger


@pytest.fixture
def association(books):
    "{number: member}, in a transaction that is rolled back"
    with books.transaction():
        yield {m.number: m for m in books.get('asso.member').search([])}
