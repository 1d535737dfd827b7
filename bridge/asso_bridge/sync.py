"""One run: what the portal holds goes into the ledger, then the balances come back."""

import json
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import structlog
from filelock import FileLock, Timeout

from .answers import Outcome, Snapshot
from .config import Settings
from .errors import BadSource, BridgeError, Busy, WrongSetting
from .export import export, write_whole
from .ledger import Ledger
from .records import TYPES
from .results import Figures, PlanResult, Pulled, RunResult, StatusResult
from .snapshot import verified
from .sources.base import Source
from .sources.dump import Dump
from .staging import Staging
from .tryton import connect

LOCK_FILE, LAST_RUN_FILE = "run.lock", "last-run.json"
EXAMPLES = 10
FEW_DELETIONS = 10  # of a type; so few are never suspicious
SUSPICIOUS_PERCENT = 20
FEW_UNREADABLE = 20
TRIAL = 2000  # changes that a trial applies together

# Told of each step as (point, done, total): fetch, fetched, then apply and applied once for each
# batch (the figures count changes), pull, pulled, export, exported.
Observe = Callable[[str, int, int], None]
log = structlog.get_logger()


def unobserved(point: str, done: int, total: int) -> None:
    pass


@contextmanager
def source_of(settings: Settings) -> Iterator[Source]:
    """The portal's data, read and sound; else BadSource."""
    if not settings.dump:
        raise WrongSetting("No dump is set.", "Set `dump` to the file that `dumpdata` wrote.")
    with Dump(settings.dump, settings.allocations) as source:
        yield source


@contextmanager
def alone(state: Path) -> Iterator[None]:
    """No two runs with one state folder; those of other machines the ledger itself refuses."""
    try:
        state.mkdir(parents=True, exist_ok=True)
        lock = FileLock(state / LOCK_FILE, timeout=0)
        lock.acquire()
    except Timeout:
        raise Busy(
            f"Another run is at work (it holds {state / LOCK_FILE}).", "Wait until it has ended."
        ) from None
    except OSError as error:
        raise WrongSetting(f"Setting `state`: {state} is of no use: {error.strerror}.") from None
    try:
        yield
    finally:
        lock.release()


def run(
    settings: Settings, observe: Observe = unobserved, allow_deletions: bool = False
) -> RunResult:
    """Push what differs, then pull. A second run over the same data writes nothing."""
    started = time.monotonic()
    with alone(settings.state), Staging() as staging:
        observe("fetch", 0, 0)
        with source_of(settings) as source:
            staging.fetch(source)
            cursor, ignored = source.cursor, dict(source.ignored)
        observe("fetched", 0, 0)
        with connect(settings) as ledger:
            ledger.hello()
            number = ledger.begin(f"{socket.gethostname()} {settings.state.resolve()}")
            try:
                compare(staging, ledger)
                guard(staging, settings, allow_deletions)
                outcomes, freed = push(staging, ledger, number, cursor, settings, observe)
            except BridgeError as error:
                with suppress(BridgeError):
                    ledger.finish(number, "failed", _since(started), str(error))
                raise
            ledger.finish(number, "done", _since(started))
            _, pulled = pull(ledger, number, settings.export, observe)
            result = RunResult(
                run=number,
                seconds=_since(started),
                cursor=cursor,
                ignored=ignored,
                unchanged=sum(figure["same"] for figure in staging.figures().values()),
                outcomes=outcomes,
                freed=freed,
                quarantine=ledger.quarantine(),
                balances=pulled,
            )
        write_whole({settings.state / LAST_RUN_FILE: result.model_dump_json(indent=1).encode()})
    return result


def plan(settings: Settings, trial: bool = False) -> PlanResult:
    """What a run would do. A trial has the ledger apply it all and roll it back."""
    with Staging() as staging:
        with source_of(settings) as source:
            staging.fetch(source)
            ignored = dict(source.ignored)
        with connect(settings) as ledger:
            ledger.hello()
            changes = compare(staging, ledger)
            outcomes, refused = tried(staging, ledger) if trial else (None, [])
        return PlanResult(
            changes=changes,
            figures=staging.figures(),
            examples=[f"{op} {kind} {id}" for kind, id, op in staging.first(EXAMPLES)],
            ignored=ignored,
            outcomes=outcomes,
            refused=refused,
        )


def tried(staging: Staging, ledger: Ledger) -> tuple[Figures, list[Outcome]]:
    """What would come of the plan; what needs something of an earlier batch shows as waiting."""
    counts, refused = _no_outcomes(), list[Outcome]()
    for batch in staging.batches(TRIAL):
        for outcome in ledger.apply(batch, dry_run=True).outcomes:
            counts[outcome.type][outcome.outcome] += 1
            if outcome.outcome in ("refused", "waiting"):
                refused.append(outcome)
    return _figures(counts), refused


def status(settings: Settings) -> StatusResult:
    with connect(settings) as ledger:
        hello, held = ledger.hello(), ledger.quarantine()
    last = None
    with suppress(OSError, ValueError):
        last = json.loads((settings.state / LAST_RUN_FILE).read_text(encoding="utf-8"))
    return StatusResult(
        ledger=hello,
        quarantine={state: held.count(state) for state in ("refused", "waiting", "set_aside")},
        last_run=last,
    )


def compare(staging: Staging, ledger: Ledger) -> int:
    """Lay the ledger's digests beside the portal's records; the number of changes needed."""
    for kind in TYPES:
        staging.bind(kind, ledger.digests(kind))
    return staging.plan()


def guard(staging: Staging, settings: Settings, allow_deletions: bool) -> None:
    """Stop before a portal that looks empty or broken empties the ledger."""
    held, unreadable = staging.count("change"), staging.unreadable()
    if unreadable > FEW_UNREADABLE and unreadable * 100 > settings.max_refused_percent * held:
        raise BadSource(
            f"{unreadable} of the portal's {held} objects cannot be read.",
            "Is it a dump of COIN? See `asso-bridge plan`; the limit is `max_refused_percent`.",
        )
    if allow_deletions:
        return
    if not staging.readable("member"):
        raise BadSource(
            "The portal holds no member.",
            "Check the dump; if it is so, run with --allow-deletions.",
        )
    for kind, figure in staging.figures().items():
        gone, bound = figure["deleted"], staging.bound(kind)
        if gone > FEW_DELETIONS and gone * 100 > SUSPICIOUS_PERCENT * bound:
            raise BadSource(
                f"The portal has lost {gone} of the {bound} records of type {kind}.",
                "Check that the dump is whole; if it is so, run with --allow-deletions.",
            )


def push(
    staging: Staging, ledger: Ledger, run: int, cursor: str, settings: Settings, observe: Observe
) -> tuple[Figures, int]:
    """Send the plan by batches, the cursor with the last.

    Returns the number of outcomes, and of the changes that were set free from quarantine.
    """
    total, done, freed = staging.count("step"), 0, 0
    counts = _no_outcomes()
    for batch in staging.batches(settings.batch_size):
        observe("apply", done, total)
        done += len(batch)
        answer = ledger.apply(batch, run, cursor if done == total else None)
        for outcome in answer.outcomes:
            counts[outcome.type][outcome.outcome] += 1
        freed += sum(outcome.outcome == "applied" for outcome in answer.also)
        log.info("batch applied", changes=len(batch), done=done, total=total)
        observe("applied", done, total)
    if not total and ledger.hello().cursor != cursor:
        ledger.apply([], run, cursor)
    return _figures(counts), freed


def pull(
    ledger: Ledger, run: int | None, folder: Path | None, observe: Observe = unobserved
) -> tuple[Snapshot, Pulled]:
    """Fetch the balances, verify them, and leave them in the folder if there is one."""
    observe("pull", 0, 0)
    raw = ledger.snapshot(run)
    snapshot = verified(raw)
    observe("pulled", 0, 0)
    files = list[Path]()
    if folder:
        observe("export", 0, 0)
        files = export(folder, raw, snapshot)
        observe("exported", 0, 0)
    return snapshot, Pulled(
        generation=snapshot.generation,
        as_of=snapshot.as_of,
        currency=snapshot.currency,
        count=snapshot.count,
        total=f"{snapshot.total:f}",
        files=[str(file) for file in files],
    )


def _no_outcomes() -> dict[str, Counter[str]]:
    return {kind: Counter() for kind in TYPES}


def _figures(counts: dict[str, Counter[str]]) -> Figures:
    return {kind: dict(counter) for kind, counter in counts.items() if counter}


def _since(started: float) -> str:
    return f"{time.monotonic() - started:.1f}"
