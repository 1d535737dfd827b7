"""One run: what the portal holds goes into the ledger, then the balances come back."""

import json
import socket
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from filelock import FileLock, Timeout

from .bank.dropped import carry_dropped
from .comparison.brake import brake_changes, brake_whole
from .comparison.reading import Observe, Read, fetch, unobserved
from .comparison.staging import Staging
from .config import Settings
from .contract.answers import Hello, Outcome, Quarantine
from .contract.records import TYPES
from .contract.snapshot import verified
from .due import LAST_RUN_FILE, begun
from .errors import BridgeError, Busy, Machine, WrongSetting
from .ledger.calls import Ledger
from .ledger.tryton import connect
from .pace import Pace
from .portal.calls import open_portal
from .portal.publish import ask_since, publish
from .told.export import export, write_whole
from .told.metrics import figures_of, measured
from .told.results import Figures, PlanResult, PublishResult, Pulled, RunResult, StatusResult

LOCK_FILE = "run.lock"
EXAMPLES = 10
TRIAL = 2000  # changes that a trial applies together

log = structlog.get_logger()


@contextmanager
def alone(state: Path) -> Iterator[None]:
    """Let no second run use the state folder; the ledger refuses one from another machine."""
    try:
        state.mkdir(parents=True, exist_ok=True)
        lock = FileLock(state / LOCK_FILE, timeout=0)
        lock.acquire()
    except Timeout:
        raise Busy(
            f"Another run is at work (it holds {state / LOCK_FILE}).", "Wait until it has ended."
        ) from None
    except OSError as error:
        raise WrongSetting(f"Setting `state`: {state} cannot be used: {error.strerror}.") from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def attended(settings: Settings) -> Iterator[dict[str, Any]]:
    """Keep other runs out, note that one has begun, and yield a dictionary for its metrics."""
    try:
        with alone(settings.state), begun(settings.state), measured(settings) as figures:
            yield figures
    except (OSError, sqlite3.Error) as error:
        raise Machine.of(error) from error


def run(
    settings: Settings,
    observe: Observe = unobserved,
    allow_deletions: bool = False,
    full: bool = False,
) -> RunResult:
    """Push what differs, then pull and publish. A second run over the same data writes nothing.

    `full`: read the whole portal, even where it could tell what has changed since the last run.
    So it does if the ledger wants a record again.
    """
    started = time.monotonic()
    with attended(settings) as figures, Staging() as staging, ExitStack() as stack:
        # A dump is read before Tryton is called; a live portal after, from the cursor kept there
        read = fetch(staging, settings, "", observe) if settings.source == "dump" else None
        ledger = stack.enter_context(connect(settings))
        hello = ledger.hello()
        with begin(ledger, settings, started) as number:
            cursor = "" if full or hello.whole else hello.cursor or ""
            read = read or fetch(staging, settings, cursor, observe)
            decide(staging, ledger, read, hello, settings, allow_deletions)
            figures["changes_behind"] = staging.count("step") + read.behind
            outcomes, freed = push(staging, ledger, number, hello.people, settings, observe)
            if not staging.count("step") and hello.cursor != read.cursor:
                ledger.apply([], number, read.cursor)
            bank = carry_dropped(ledger, settings, observe)
        pulled, held, published = deliver(ledger, number, hello.ledger, settings, observe)
        result = RunResult(
            run=number,
            seconds=_since(started),
            cursor=read.cursor,
            whole=read.whole,
            ignored=read.ignored,
            unchanged=staging.same() if read.whole else 0,
            outcomes=outcomes,
            freed=freed,
            bank=bank,
            quarantine=held,
            balances=pulled,
            published=published,
        )
        write_whole({settings.state / LAST_RUN_FILE: result.model_dump_json(indent=1).encode()})
        figures |= figures_of(result, read.behind)
        return result


def decide(
    staging: Staging,
    ledger: Ledger,
    read: Read,
    hello: Hello,
    settings: Settings,
    allow_deletions: bool,
) -> None:
    """Compare a whole reading with the ledger; a partial one is the plan already.

    Raises BadSource if too much is deleted or unreadable, or if there is no member.
    """
    if read.whole:
        compare(staging, ledger, read.cursor)
        brake_whole(staging, settings, allow_deletions)
    else:
        brake_changes(staging, hello.counts, settings, allow_deletions)


@contextmanager
def begin(ledger: Ledger, settings: Settings, started: float) -> Iterator[int]:
    """Open a run in the ledger, and tell it how the run ended."""
    number = ledger.begin(f"{socket.gethostname()} {settings.state.resolve()}")
    try:
        yield number
    except (BridgeError, OSError, sqlite3.Error) as raised:
        error = raised if isinstance(raised, BridgeError) else Machine.of(raised)
        with suppress(BridgeError):
            ledger.finish(number, "failed", _since(started), str(error))
        raise error from raised
    ledger.finish(number, "done", _since(started))


def plan(settings: Settings, trial: bool = False) -> PlanResult:
    """What a full run would do. A trial has the ledger apply it all and roll it back."""
    with Staging() as staging:
        read = fetch(staging, settings)
        with connect(settings) as ledger:
            ledger.hello()
            changes = compare(staging, ledger, read.cursor)
            outcomes, refused = tried(staging, ledger) if trial else (None, [])
        return PlanResult(
            changes=changes,
            figures=staging.figures(),
            examples=[f"{op} {kind} {id}" for kind, id, op in staging.first(EXAMPLES)],
            ignored=read.ignored,
            outcomes=outcomes,
            refused=refused,
        )


def tried(staging: Staging, ledger: Ledger) -> tuple[Figures, list[Outcome]]:
    """The outcomes of the plan. Each batch is rolled back, so what needs an earlier one waits."""
    counts, refused = _no_outcomes(), list[Outcome]()
    for batch, _ in staging.batches(TRIAL):
        for outcome in ledger.apply(batch, dry_run=True).outcomes:
            counts[outcome.type][outcome.outcome] += 1
            if outcome.outcome in ("refused", "waiting"):
                refused.append(outcome)
    return _figures(counts), refused


def status(settings: Settings) -> StatusResult:
    """Asks the ledger, not the portal, and changes nothing."""
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


def compare(staging: Staging, ledger: Ledger, cursor: str) -> int:
    """Lay the ledger's digests beside the portal's records; the number of changes needed."""
    for kind in TYPES:
        staging.bind(kind, ledger.digests(kind))
    return staging.plan(cursor)


def push(
    staging: Staging, ledger: Ledger, run: int, people: int, settings: Settings, observe: Observe
) -> tuple[Figures, int]:
    """Send the plan in batches, each with the cursor to store with it, if there is one.

    The batches are small while people are at work in the ledger.

    Returns how many outcomes there were of each kind, and how many changes left the quarantine.
    """
    total, done, freed = staging.count("step"), 0, 0
    counts = _no_outcomes()
    pace = Pace(settings.batch_size, people)
    for batch, cursor in staging.batches(lambda: pace.size):
        observe("apply", done, total)
        done += len(batch)
        started = time.monotonic()
        answer = ledger.apply(batch, run, cursor)
        seconds = time.monotonic() - started
        for outcome in answer.outcomes:
            counts[outcome.type][outcome.outcome] += 1
        freed += sum(outcome.outcome == "applied" for outcome in answer.also)
        log.info("batch applied", changes=len(batch), done=done, total=total)
        observe("applied", done, total)
        pace.note(len(batch), seconds, answer.people)
    return _figures(counts), freed


def pull(
    ledger: Ledger, run: int | None, folder: Path | None, observe: Observe = unobserved
) -> Pulled:
    """Fetch the balances, verify them, and write them to the folder if there is one."""
    observe("pull", 0, 0)
    raw = ledger.snapshot(run)
    snapshot = verified(raw)
    observe("pulled", 0, 0)
    files = list[Path]()
    if folder:
        observe("export", 0, 0)
        files = export(folder, raw, snapshot)
        observe("exported", 0, 0)
    return Pulled.of(snapshot, files)


def deliver(
    ledger: Ledger, run: int, epoch: str, settings: Settings, observe: Observe
) -> tuple[Pulled, Quarantine, PublishResult | None]:
    """Fetch the quarantine, write the balances to files, and publish what has changed of them.

    Each only if it is set; without both the balances are fetched and verified. The quarantine
    comes first: a change that is set free in between is shown as pending until the next run. The
    other way round it could be shown as paid, though the balances do not have it.
    """
    held = ledger.quarantine()
    if not settings.portal_url:
        return pull(ledger, run, settings.export, observe), held, None
    exported = pull(ledger, run, settings.export, observe) if settings.export else None
    ask = partial(ledger.statement, run)
    with open_portal(settings) as portal:
        observe("pull", 0, 0)
        new = ask_since(portal.published(), epoch, ask)
        observe("pulled", 0, 0)
        observe("publish", 0, 0)
        published = publish(portal, held, new, ask)
    observe("published", 0, 0)
    return exported or Pulled.of(new.statement), held, published


def publish_now(settings: Settings, new_ledger: bool = False, force: bool = False) -> PublishResult:
    """Publish the balances as of now as a new generation.

    `new_ledger`: in a new epoch of the ledger. `force`: even if many balances became zero.
    """
    started = time.monotonic()
    with alone(settings.state), open_portal(settings) as portal, connect(settings) as ledger:
        epoch = ledger.hello().ledger
        if new_ledger:
            epoch = ledger.renew_ledger()
        # A run for its number alone: it gives the statement a new generation
        with begin(ledger, settings, started) as number:
            pass
        held = ledger.quarantine()  # before the balances, as in `deliver`
        if settings.export:
            pull(ledger, number, settings.export)
        ask = partial(ledger.statement, number)
        new = ask_since(portal.published(), epoch, ask)
        return publish(portal, held, new, ask, new_ledger=new_ledger, force=force)


def _no_outcomes() -> dict[str, Counter[str]]:
    return {kind: Counter() for kind in TYPES}


def _figures(counts: dict[str, Counter[str]]) -> Figures:
    return {kind: dict(counter) for kind, counter in counts.items() if counter}


def _since(started: float) -> str:
    return f"{time.monotonic() - started:.1f}"
