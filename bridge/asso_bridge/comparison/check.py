"""The proof: every record of the portal beside what the books hold, and the other way round.

The ledger answers from its posted entries, not from what it was sent. So whatever a person, a fault
or another program has changed there shows here.
"""

from ..config import Settings
from ..ledger.tryton import connect
from ..told.metrics import note_check
from ..told.results import CheckResult
from .balances import balances, shown_balances
from .differences import allocations, fields, held, missing, residuals, surplus
from .income import income_differences
from .laying import LEDGER_TYPES, TABLES, lay_books, lay_shown, lay_wishes
from .published import published_differences
from .reading import source_of
from .staging import Staging


def check(settings: Settings) -> CheckResult:
    """Compare; writes nothing on either side."""
    with Staging() as staging:
        staging.db.executescript(TABLES)
        with source_of(settings) as source:
            staging.fetch(source)
            lay_shown(staging, source)
        with connect(settings) as ledger:
            ledger.hello()
            lay_books(staging, ledger)
            shown = published_differences(settings, ledger)
        lay_wishes(staging)
        differences = [
            *missing(staging),
            *surplus(staging),
            *fields(staging),
            *allocations(staging),
            *residuals(staging),
            *income_differences(staging),
            *balances(staging),
            *shown_balances(staging),
            *shown,
        ]
        differences += held(staging, {(found.type, found.id) for found in differences})
        rows = staging.db.execute("select type, count(*) from portal group by type")
        counts = dict(rows.fetchall())
        result = CheckResult(
            checked={kind: counts.get(kind, 0) for kind in LEDGER_TYPES}, differences=differences
        )
        note_check(settings, result)
        return result
