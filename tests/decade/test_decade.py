"""Years of an association, with a treasurer and a portal that act at random."""
import datetime as dt
import os

import pytest

from tests.campaign.numbers import wrong_numbers
from tests.databases import Database
from tests.ready import SETTINGS

from .history import History

pytestmark = pytest.mark.postgresql("as it closes a year, Tryton subtracts floats on SQLite")
SEED = int(os.environ.get('ASSO_SEED', 1))
# For other histories: so many months of the small ones, so many members of the large one
MONTHS = int(os.environ.get('ASSO_MONTHS', 14))
MEMBERS = int(os.environ.get('ASSO_BATCHES', 300))


@pytest.fixture(autouse=True)
def exact(backend):
    "Tryton proves its figures in tests only, where they are floats too."
    if backend.name == 'sqlite':
        pytest.skip("Tryton's deferrals are no amounts on SQLite")


def live(ledger, backend, folder, members, months, first):
    history = History(ledger, backend, folder, SEED, members, first)
    try:
        history.live(months)
    finally:  # shown when it fails
        print(f"seed {SEED}:", history.told, history.seconds, sep='\n  ')
    assert wrong_numbers(Database(ledger.database, backend)) == {}
    return history


@pytest.mark.stress
def test_five_months_over_the_end_of_a_year(ledger, backend, tmp_path):
    history = live(ledger, backend, tmp_path, members=6, months=5, first=dt.date(2021, 10, 1))
    assert history.ends == [2021]


@pytest.mark.stress
def test_fourteen_months_of_some_members(ledger, backend, tmp_path):
    live(ledger, backend, tmp_path, members=6, months=MONTHS, first=dt.date(2021, 1, 1))


@pytest.mark.stress
def test_ten_years_of_many_members(bare_ledger, backend, tmp_path):
    "And the two months in which the last of them is closed."
    first = dt.date(2014, 1, 1)
    bare_ledger.run(bare_ledger.get('asso.association.setup.start').set_up, {
            **SETTINGS, 'first_day': str(first), 'last_day': str(dt.date(2014, 12, 31))})
    history = live(bare_ledger, backend, tmp_path, MEMBERS, months=122, first=first)
    assert history.ends == list(range(2014, 2024))
