"""Years of an association, with a treasurer and a portal that act at random."""
import datetime as dt
import os

import pytest

from tests.campaign.numbers import wrong_numbers
from tests.databases import Database
from tests.ready import SETTINGS

from .history import History

pytestmark = pytest.mark.postgresql("what was owed on a day is found in SQL")
SEED = int(os.environ.get('ASSO_SEED', 1))
MEMBERS = int(os.environ.get('ASSO_BATCHES', 300))

MONTHS = int(os.environ.get('ASSO_MONTHS', 14))


def live(ledger, backend, folder, seed, members, months, first):
    history = History(ledger, backend, folder, seed, members, first)
    try:
        history.live(months)
    finally:  # shown when it fails
        print(f"seed {seed}:", history.told, history.seconds, sep='\n  ')
    assert wrong_numbers(Database(ledger.database, backend)) == {}


@pytest.mark.stress
def test_fourteen_months_of_some_members(ledger, backend, tmp_path):
    live(
        ledger, backend, tmp_path, SEED, members=6, months=MONTHS, first=dt.date(2021, 1, 1))


@pytest.mark.stress
def test_ten_years_of_many_members(bare_ledger, backend, tmp_path):
    "And the two months in which the last of them is closed."
    first = dt.date(2014, 1, 1)
    bare_ledger.run(bare_ledger.get('asso.association.setup.start').set_up, {
            **SETTINGS, 'first_day': str(first), 'last_day': str(dt.date(2014, 12, 31))})
    live(bare_ledger, backend, tmp_path, SEED, MEMBERS, months=122, first=first)
