"""One run: what the portal holds goes into the ledger, then the balances come back."""

import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import structlog
from filelock import FileLock, Timeout
from pydantic import BaseModel

from .answers import Hello, Outcome, Quarantined, Snapshot
from .config import Settings
from .errors import BadSource, BridgeError, Busy, WrongSetting
from .export import export, write_whole
from .ledger import Ledger
from .records import TYPES
from .snapshot import verified
from .sources.base import Source
from .sources.dump import Dump
from .staging import Staging
from .tryton import connect

EXAMPLES = 10
FEW = 10  # up to so many deletions of a type are never suspicious
SUSPICIOUS_PERCENT = 20
FEW_UNREADABLE = 20
TRIAL = 2000  # changes tried together by a plan

# Told of each step: (point, done, total). The points, in order: fetch, fetched, then apply and applied once for each
# batch (the figures count changes), pull, pulled, export, exported.
Observe = Callable[[str, int, int], None]
log = structlog.get_logger()


def unobserved(point: str, done: int = 0, total: int = 0) -> None:
    pass


class RunReport(BaseModel):
    """`outcomes`: {type: {outcome: number}}; `quarantine`: all that is in it after the run."""

    run: int
    seconds: str
    cursor: str
    ignored: dict[str, int]
    unchanged: int
    outcomes: dict[str, dict[str, int]]
    freed: int
    quarantine: list[Quarantined]
    generation: int
    as_of: str
    count: int
    total: str
    files: list[str]

    @property
    def exit_code(self) -> int:
        return 2 if any(change.state != "set_aside" for change in self.quarantine) else 0


class PlanReport(BaseModel):
    """`figures`: {type: {new, changed, deleted, unreadable, same}}; `outcomes`: of the trial, if there was one."""

    changes: int
    figures: dict[str, dict[str, int]]
    examples: list[str]
    ignored: dict[str, int]
    outcomes: dict[str, dict[str, int]] | None = None
    refused: list[Outcome] = []


@contextmanager
def source_of(settings: Settings) -> Iterator[Source]:
    if not settings.dump:
        raise WrongSetting(
            "No dump is set.", "Set `dump` to the file that `manage.py dumpdata` wrote."
        )
    with Dump(settings.dump, settings.allocations) as source:
        yield source


@contextmanager
def alone(state: Path) -> Iterator[None]:
    """No two runs with one state folder; the ledger itself refuses those of other machines."""
    try:
        state.mkdir(parents=True, exist_ok=True)
        lock = FileLock(state / "run.lock", timeout=0)
        lock.acquire()
    except Timeout:
        raise Busy(
            f"Another run is at work (it holds the lock in {state}).", "Wait until it has ended."
        ) from None
    except OSError as error:
        raise WrongSetting(f"Setting `state`: {state} cannot be used: {error.strerror}.") from None
    try:
        yield
    finally:
        lock.release()


def run(
    settings: Settings, observe: Observe = unobserved, allow_deletions: bool = False
) -> RunReport:
    """Push what differs, then pull the balances. A second run over the same data writes nothing."""
    started = time.monotonic()
    with alone(settings.state), Staging() as staging:
        observe("fetch", 0, 0)
        with source_of(settings) as source:
            staging.fetch(source)
            cursor, ignored = source.cursor, dict(source.ignored)
        observe("fetched", staging.count("change"), 0)
        with connect(settings) as ledger:
            hello = ledger.hello()
            number = ledger.begin(f"{socket.gethostname()} {settings.state.resolve()}")
            try:
                compare(staging, ledger)
                guard(staging, settings, allow_deletions)
                outcomes, freed = push(staging, ledger, number, cursor, hello, settings, observe)
            except BridgeError as error:
                with suppress(BridgeError):
                    ledger.finish(number, "failed", _since(started), str(error))
                raise
            ledger.finish(number, "done", _since(started))
            raw, snapshot, files = pull(ledger, number, settings.export, observe)
            report = RunReport(
                run=number,
                seconds=_since(started),
                cursor=cursor,
                ignored=ignored,
                outcomes=outcomes,
                freed=freed,
                unchanged=sum(figure["same"] for figure in staging.figures().values()),
                quarantine=ledger.quarantine().changes,
                generation=snapshot.generation,
                as_of=snapshot.as_of,
                count=snapshot.count,
                total=f"{snapshot.total:f}",
                files=[str(file) for file in files],
            )
        write_whole({settings.state / "last-run.json": report.model_dump_json(indent=1).encode()})
    return report


def plan(settings: Settings, trial: bool = False) -> PlanReport:
    """What a run would do. A trial has the ledger apply it all and roll it back."""
    with Staging() as staging:
        with source_of(settings) as source:
            staging.fetch(source)
            ignored = dict(source.ignored)
        with connect(settings) as ledger:
            ledger.hello()
            changes = compare(staging, ledger)
            report = PlanReport(
                changes=changes,
                figures=staging.figures(),
                ignored=ignored,
                examples=[f"{op} {kind} {id}" for kind, id, op in staging.first(EXAMPLES)],
            )
            if not trial:
                return report
            counts: dict[str, Counter[str]] = {kind: Counter() for kind in TYPES}
            refused: list[Outcome] = []
            for batch in staging.batches(TRIAL):
                for outcome in ledger.apply(batch, dry_run=True).outcomes:
                    counts[outcome.type][outcome.outcome] += 1
                    if outcome.outcome in ("refused", "waiting"):
                        refused.append(outcome)
            return report.model_copy(update={"outcomes": _counts(counts), "refused": refused})


def compare(staging: Staging, ledger: Ledger) -> int:
    """Lay the ledger's digests beside the portal's records; returns how many changes are needed."""
    for kind in TYPES:
        staging.bind(kind, ledger.digests(kind))
    return staging.plan()


def guard(staging: Staging, settings: Settings, allow_deletions: bool) -> None:
    """Stop before a portal that looks empty or broken empties the ledger."""
    figures = staging.figures()
    held = sum(sum(figure.values()) - figure["deleted"] for figure in figures.values())
    unreadable = staging.unreadable()
    if unreadable > FEW_UNREADABLE and unreadable * 100 > settings.max_refused_percent * held:
        raise BadSource(
            f"{unreadable} of the portal's {held} objects cannot be read.",
            "Look at them with `asso-bridge plan`; is it a dump of COIN? (setting `max_refused_percent`)",
        )
    if allow_deletions:
        return
    members = figures["member"]
    if not members["new"] + members["changed"] + members["same"]:
        raise BadSource(
            "The portal holds no member.",
            "Check the dump; if it is so, run with --allow-deletions.",
        )
    for kind, figure in figures.items():
        bound = staging.bound(kind)
        if figure["deleted"] > FEW and figure["deleted"] * 100 > SUSPICIOUS_PERCENT * bound:
            raise BadSource(
                f"{figure['deleted']} of the ledger's {bound} records of type {kind} are no longer in the portal.",
                "Check that the dump is whole; if it is so, run with --allow-deletions.",
            )


def push(
    staging: Staging,
    ledger: Ledger,
    run: int,
    cursor: str,
    hello: Hello,
    settings: Settings,
    observe: Observe,
) -> tuple[dict[str, dict[str, int]], int]:
    """Send the plan by batches, the cursor with the last; returns the outcomes' numbers, and how many others were freed."""
    total, done, freed = staging.count("step"), 0, 0
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in TYPES}
    for batch in staging.batches(settings.batch_size):
        observe("apply", done, total)
        done += len(batch)
        answer = ledger.apply(batch, run, cursor if done == total else None)
        for outcome in answer.outcomes:
            counts[outcome.type][outcome.outcome] += 1
        freed += sum(outcome.outcome == "applied" for outcome in answer.also)
        log.info("batch applied", changes=len(batch), done=done, total=total)
        observe("applied", done, total)
    if not total and hello.cursor != cursor:
        ledger.apply([], run, cursor)
    return _counts(counts), freed


def pull(
    ledger: Ledger,
    run: int | None,
    folder: Path | None,
    observe: Observe = unobserved,
) -> tuple[Any, Snapshot, list[Path]]:
    """Fetch the balances, verify them, and leave them in the folder if there is one."""
    observe("pull", 0, 0)
    raw = ledger.snapshot(run)
    snapshot = verified(raw)
    observe("pulled", snapshot.count, snapshot.count)
    if folder is None:
        return raw, snapshot, []
    observe("export", 0, 0)
    files = export(folder, raw, snapshot)
    observe("exported", len(files), len(files))
    return raw, snapshot, files


def _counts(counts: dict[str, Counter[str]]) -> dict[str, dict[str, int]]:
    return {kind: dict(counter) for kind, counter in counts.items() if counter}


def _since(started: float) -> str:
    return f"{time.monotonic() - started:.1f}"
