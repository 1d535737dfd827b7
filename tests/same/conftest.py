import sqlite3
from decimal import Decimal

import pytest

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


@pytest.fixture
def ways(ledger):
    return Ways(ledger)
