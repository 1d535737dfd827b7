import sqlite3
from decimal import Decimal

import pytest
from hypothesis import assume, currently_in_test_context

from .both_ways import Ways


@pytest.fixture(autouse=True)
def _one_zero(request, monkeypatch):
    """Tryton's own way looks for lines of 0 to letter them.

    SQLite compares the bytes: 0.00 is none to it, what it is to PostgreSQL.
    """
    if request.config.option.backend == 'sqlite':
        monkeypatch.setitem(
            sqlite3.adapters, (Decimal, sqlite3.PrepareProtocol),
            lambda value: str(value if value else 0).encode())


@pytest.fixture(autouse=True)
def _no_endless_rounding(request, monkeypatch):
    """Tryton never ends where all taxes of a bill round to nothing, but not their sum.

    It looks for one of them to bear the rest. Such bills are left out.
    """
    request.getfixturevalue('backend')
    from trytond.modules.account.tax import TaxableMixin
    round_taxes = TaxableMixin._round_taxes

    def rounded(self, taxes):
        exact = [tax.amount for tax in taxes.values()]
        if currently_in_test_context():
            assume(any(map(self.currency.round, exact)) or not self.currency.round(sum(exact)))
        round_taxes(self, taxes)
    monkeypatch.setattr(TaxableMixin, '_round_taxes', rounded)


@pytest.fixture
def ways(make_ledger):
    "With account_statement, which the guard knows"
    return Ways(make_ledger('statement'))


@pytest.fixture
def plain_ways(ledger):
    "With nothing but what the module needs"
    return Ways(ledger)
