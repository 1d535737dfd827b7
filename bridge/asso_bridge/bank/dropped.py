"""Files of the bank that were dropped in the site's admin: carried, and the outcome told there.

A file waits in the portal until its outcome is there. If a run dies in between, the next one
carries it again, and the ledger knows its rows.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from ..config import Settings
from ..contract.bank import Dropped
from ..ledger.calls import Ledger
from ..portal.calls import open_portal, place
from ..told.carried import DECISIONS, Carried
from ..told.results import DroppedResult
from .carry import carry

Observe = Callable[[str, int, int], None]


def carry_dropped(ledger: Ledger, settings: Settings, observe: Observe) -> list[DroppedResult]:
    """Carry what waits in the portal, if there is one, in the order in which it was dropped."""
    results: list[DroppedResult] = []
    if not settings.portal_url:
        return results
    with open_portal(settings) as portal:
        waiting = portal.bank_files()
        if waiting:
            observe("carry", 0, len(waiting))
        for file in waiting:
            content = portal.bank_content(file)
            if content is None:
                continue
            carried = carry(ledger, file.name, content, file.account, file.answers)
            portal.put(place("v2", "bank-files", file.id, "outcome"), outcome(file, carried))
            results.append(
                DroppedResult(file=file.name, state=carried.state, rows=dict(carried.counts))
            )
    return results


def outcome(file: Dropped, carried: Carried) -> dict[str, Any]:
    """How many rows had which outcome, and their sum: nothing of a row, which may be personal."""
    answer, counts = carried.answer, carried.counts
    return {
        "attempt": file.attempt,
        "as_of": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "state": carried.state,
        "message": carried.error,
        "outcomes": [
            {"outcome": one, "rows": counts[one], "total": f"{answer.totals[one]:f}"}
            for one in DECISIONS
            if answer and counts[one]
        ],
        "warnings": [
            text for one in (answer.accounts if answer else []) for text in one.discrepancies
        ],
        "questions": [
            question.model_dump(mode="json", exclude={"file"})
            for question in (answer.questions if answer else [])
        ],
    }
