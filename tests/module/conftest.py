import pytest

from tests.module.accountant import Accountant
from tests.module.portal import Portal, bill, member, offer


@pytest.fixture(params=[True, False], ids=['by sets', "Tryton's own way"])
def portal(ledger, request):
    "A portal whose first member owes the bill F-1 of 100.00; the test runs in both ways."
    portal = Portal(ledger)
    portal.settings(by_sets=request.param)
    portal.send(offer(), member(), member('2'), bill('1', '100.00', '2026-01-05'))
    return portal


@pytest.fixture
def accountant(ledger, portal):
    return Accountant(ledger, portal)
