import sqlite3
from decimal import Decimal

import pytest
from hypothesis import assume, currently_in_test_context

from .both_ways import Ways


@pytest.fixture(autouse=True)
def _one_zero(request, monkeypatch):
    """Let SQLite take 0.00 for 0, as PostgreSQL does.

    Tryton's own way looks for lines of 0 to letter them, and SQLite compares bytes.
    """
    if request.config.option.backend == 'sqlite':
        monkeypatch.setitem(
            sqlite3.adapters, (Decimal, sqlite3.PrepareProtocol),
            lambda value: str(value if value else 0).encode())


@pytest.fixture(autouse=True)
def _no_endless_rounding(request, monkeypatch):
    """Leave out bills whose taxes all round to zero, but not their sum.

    Tryton looks for one of the taxes to take the rest, and never ends.
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


@pytest.fixture(scope='module')
def ways(shared_ledger):
    return Ways(shared_ledger())
