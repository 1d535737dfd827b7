"""The proof: every record of the portal beside what the books hold, and the other way round.

The ledger answers from its posted entries, not from what it was sent. So whatever a person, a fault
or another program has changed there shows here.
"""

from ..config import Settings
from ..ledger.calls import Ledger
from ..ledger.tryton import connect
from ..told.metrics import note_check
from ..told.results import CheckResult, Difference
from ..told.speech import speaking
from .balances import balances, shown_balances
from .differences import allocations, fields, held, missing, residuals, surplus
from .income import income_differences
from .laying import LEDGER_TYPES, TABLES, lay_books, lay_shown, lay_wishes
from .published import published_differences
from .reading import source_of
from .staging import Staging


def check(settings: Settings) -> CheckResult:
    """Compare; changes nothing on either side, but Tryton keeps what was found, with its moment."""
    with Staging() as staging:
        staging.db.executescript(TABLES)
        with source_of(settings) as source:
            staging.fetch(source)
            lay_shown(staging, source)
        with connect(settings) as ledger:
            result = _compare(settings, staging, ledger)
            ledger.checked(result.found)
        note_check(settings, result)
        return result


def _compare(settings: Settings, staging: Staging, ledger: Ledger) -> CheckResult:
    """Lay the books beside what is staged, and tell what differs in the ledger's language."""
    language = ledger.hello().language
    with speaking(language):
        lay_books(staging, ledger)
        shown = published_differences(settings, ledger)
    lay_wishes(staging)
    with speaking(language):
        differences = _differences(staging, shown)
    rows = staging.db.execute("select type, count(*) from portal group by type")
    counts = dict(rows.fetchall())
    return CheckResult(
        checked={kind: counts.get(kind, 0) for kind in LEDGER_TYPES},
        differences=differences,
        language=language,
    )


def _differences(staging: Staging, shown: list[Difference]) -> list[Difference]:
    """All of them, those of what the portal `shown` included; what is told of once is not again."""
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
    known = {(found.type, found.id) for found in differences}
    return [*differences, *held(staging, known)]
