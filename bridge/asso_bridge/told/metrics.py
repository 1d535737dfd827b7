"""Figures for Prometheus, in a file that the node exporter's textfile collector reads.

What each command finds is kept in the state folder, so that each writing of the file has it all.
"""

import json
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from prometheus_client import CollectorRegistry, Gauge, write_to_textfile

from ..config import Settings
from ..contract.answers import Quarantine
from ..contract.values import printable
from .export import write_whole
from .results import CheckResult, RunResult

FILE = "metrics.json"
# {name: (meaning, label or None)}; moments, as an age would be out of date once it is read
GAUGES = {
    "last_run_timestamp_seconds": ("When the last run ended, well or not", None),
    "last_run_success": ("1 if the last run ended well", None),
    "last_run_duration_seconds": ("How long the last run took", None),
    "last_success_timestamp_seconds": ("When a run ended well for the last time", None),
    "changes_behind": ("Changes of the portal that are not in the ledger yet", None),
    "outcomes": ("Changes of the last run that ended well, by outcome", "outcome"),
    "published_members": ("Members whose statement the last run sent to the portal", None),
    "bank_known_until_timestamp_seconds": (
        "The end of the last day of which the ledger knows the bank",
        None,
    ),
    "quarantine": ("Changes in quarantine, by state", "state"),
    "quarantine_oldest_timestamp_seconds": (
        "Since when the oldest change is in quarantine that is not set aside; 0 if there is none",
        None,
    ),
    "drift_cents": ("By how much the two sides' balances differ, at the last check", None),
    "differences": ("Differences found by the last check, decisions left out", None),
    "last_check_timestamp_seconds": ("When the two sides were compared", None),
}
log = structlog.get_logger()


@contextmanager
def measured(settings: Settings) -> Iterator[dict[str, Any]]:
    """Note how the run ends, and the figures that it adds to the dictionary."""
    figures: dict[str, Any] = {"last_run_success": 0}
    started = time.time()
    try:
        yield figures
        figures |= {"last_run_success": 1, "last_success_timestamp_seconds": time.time()}
    finally:
        now = time.time()
        figures |= {
            "last_run_timestamp_seconds": now,
            "last_run_duration_seconds": round(now - started, 3),
        }
        note(settings, figures)


def figures_of(result: RunResult, behind: int) -> dict[str, Any]:
    """`behind`: how many changes of the portal the run did not read."""
    outcomes: Counter[str] = Counter()
    for counts in result.outcomes.values():
        outcomes.update(counts)
    held, published = result.quarantine, result.published
    return {
        "changes_behind": behind,
        **({"published_members": published.members} if published else {}),
        **_bank(published.bank_known_until if published else None),
        "outcomes": dict(outcomes),
        "quarantine": {state: held.count(state) for state in ("refused", "waiting", "set_aside")},
        "quarantine_oldest_timestamp_seconds": _oldest(held),
    }


def _bank(day: str | None) -> dict[str, float]:
    if not day:
        return {}
    after = datetime.fromisoformat(day) + timedelta(days=1)
    return {"bank_known_until_timestamp_seconds": after.timestamp()}


def _oldest(held: Quarantine) -> float:
    moments = [change.since for change in held.changes if change.state != "set_aside"]
    return min(
        (datetime.fromisoformat(moment).timestamp() for moment in moments if moment), default=0.0
    )


def note_check(settings: Settings, result: CheckResult) -> None:
    """The drift is that of all differences, the count only of those that nobody decided."""
    note(
        settings,
        {
            "drift_cents": result.drift,
            "differences": sum(not difference.decided for difference in result.differences),
            "last_check_timestamp_seconds": time.time(),
        },
    )


def note(settings: Settings, figures: dict[str, Any]) -> None:
    """Keep the figures and write the file. A file that cannot be written stops no run."""
    if not settings.metrics:
        return
    kept, place = dict[str, Any](), settings.state / FILE
    with suppress(OSError, ValueError):
        kept = dict(json.loads(place.read_text(encoding="utf-8")))
    kept |= figures
    try:
        settings.state.mkdir(parents=True, exist_ok=True)
        write_whole({place: json.dumps(kept).encode()})
        _write(settings.metrics, kept)
    except OSError as error:
        log.warning("the figures cannot be written", reason=error.strerror)


def _write(file: Path, figures: dict[str, Any]) -> None:
    registry = CollectorRegistry()
    for name, (meaning, label) in GAUGES.items():
        if name not in figures:
            continue
        gauge = Gauge(f"asso_bridge_{name}", meaning, [label] if label else [], registry=registry)
        if label:
            for value, number in figures[name].items():
                gauge.labels(printable(value)).set(number)
        else:
            gauge.set(figures[name])
    write_to_textfile(str(file), registry)
