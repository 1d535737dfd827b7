"""Years of an association, simulated month by month: its books are right in each of them."""
import datetime as dt

import pytest

from tests.campaign.numbers import wrong_numbers
from tests.databases import Database
from tests.ready import SETTINGS

from .years import Years

pytestmark = pytest.mark.postgresql(
    "what is billed, paid and lettered is found in SQL")
FIRST = dt.date(2018, 1, 1)


def live(ledger, backend, seed, members, months):
    ledger.run(ledger.get('asso.association.setup.start').set_up, {
            **SETTINGS, 'first_day': str(FIRST)})
    Years(ledger, seed, members, FIRST).live(months)
    assert wrong_numbers(Database(ledger.database, backend)) == {}


@pytest.mark.stress
def test_a_year_of_some_members(bare_ledger, backend):
    live(bare_ledger, backend, 1, members=8, months=14)


@pytest.mark.stress
def test_ten_years_of_a_thousand_members(bare_ledger, backend):
    live(bare_ledger, backend, 2, members=1000, months=120)
