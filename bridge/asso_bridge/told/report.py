"""What the command shows: tables and a bar on a terminal, plain lines elsewhere, or JSON."""

import sys
from collections.abc import Callable, Iterable, Sequence
from types import TracebackType
from typing import Any, Self, TypeVar

from pydantic import BaseModel
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from ..contract.answers import Quarantine, Snapshot
from ..contract.values import printable, printable_json
from .results import (
    CheckResult,
    PlanResult,
    PublishResult,
    Pulled,
    RunResult,
    StatusResult,
)
from .speech import say, speaking

Result = TypeVar("Result", bound=BaseModel)
console = Console(highlight=False)
POINTS = {
    "fetch": "reading the portal",
    "carry": "carrying files of the bank",
    "pull": "fetching the balances",
    "export": "writing files",
    "publish": "publishing the balances",
}
OUTCOMES = ("applied", "unchanged", "skipped", "refused", "waiting")
FIGURES = ("new", "changed", "deleted", "unreadable", "same")


def line(text: str) -> None:
    """Show the text as it is: rich's markup means nothing in it, and a long line is not broken."""
    console.print(escape(printable(text)), soft_wrap=True)


def show(result: Result, shown: Callable[[Result], None], as_json: bool) -> None:
    """With `as_json`, print the JSON and nothing else."""
    if as_json:
        print(printable_json(result.model_dump_json(indent=1)))
    else:
        shown(result)


def table(head: Sequence[str], rows: Iterable[Sequence[Any]], right: Iterable[int] = ()) -> None:
    """`right`: the columns to align right, those of numbers."""
    rows = [["" if value is None else printable(str(value)) for value in row] for row in rows]
    if not console.is_terminal:
        for row in rows:
            print("  ".join(filter(None, row)))
        return
    shown = Table(*head, box=None, header_style="bold", pad_edge=False)
    for column in right:
        shown.columns[column].justify = "right"
    for row in rows:
        shown.add_row(*map(escape, row))
    console.print(shown)


class Watch:
    """Observes a run: a bar on a terminal, a line for each step elsewhere, nothing if quiet."""

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet
        self._bar: Progress | None = None
        if sys.stderr.isatty() and not quiet:
            self._bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeRemainingColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._task = self._bar.add_task("", total=None)

    def __enter__(self) -> Self:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar:
            self._bar.stop()

    def __call__(self, point: str, done: int, total: int) -> None:
        if self._bar:
            name = "sending changes" if point in ("apply", "applied") else POINTS.get(point)
            if name:
                self._bar.update(self._task, description=name, completed=done, total=total or None)
        elif not self._quiet:
            if point == "applied":
                line(f"{done} of {total} changes sent")
            elif point in POINTS:
                line(POINTS[point])


def show_run(report: RunResult) -> None:
    """Ends with what waits for a person in the quarantine, if anything does."""
    rows = [
        [kind, *(counts.get(outcome, 0) for outcome in OUTCOMES)]
        for kind, counts in report.outcomes.items()
    ]
    if rows:
        _counts(OUTCOMES, rows)
    _show_ignored(report.ignored)
    before = f"{report.unchanged} records as before, " if report.whole else ""
    line(
        f"Run {report.run} done in {report.seconds} s: {before}"
        f"{sum(sum(counts.values()) for counts in report.outcomes.values())} changes sent, "
        f"{report.freed} set free from quarantine."
    )
    for file in report.bank:
        told = ", ".join(f"{number} {name}" for name, number in file.rows.items())
        line(f"File of the bank {file.file}: {file.state}{': ' if told else ''}{told}.")
    show_pull(report.balances)
    if report.published:
        show_publish(report.published)
    held = report.quarantine
    if held.needs_somebody:
        line(
            f"In quarantine: {held.count('refused')} refused, {held.count('waiting')} waiting. "
            "See `asso-bridge quarantine`."
        )


def show_pull(pulled: Pulled) -> None:
    """One line, then the path of each file, if any was written."""
    line(
        f"Balances as of {pulled.as_of} (generation {pulled.generation}): {pulled.count} members, "
        f"total {pulled.total} {pulled.currency}."
    )
    for file in pulled.files:
        line(f"Written: {file}")


def show_publish(published: PublishResult) -> None:
    """Speaks of parts only if the statement was too large for one call."""
    told = (
        f"all {published.count:,} members"
        if published.whole
        else f"{published.members:,} of {published.count:,} members changed"
    )
    parts = f", in {published.chunks} parts" if published.chunks else ""
    line(
        f"Published ({told}{parts}): the portal shows generation {published.generation}, as of "
        f"{published.as_of}, and {published.outcomes} changes in quarantine."
    )


def _counts(names: Sequence[str], rows: list[list[Any]]) -> None:
    if console.is_terminal:
        table(["", *names], rows, range(1, len(names) + 1))
        return
    for kind, *numbers in rows:
        told = [f"{number} {name}" for name, number in zip(names, numbers, strict=True) if number]
        line(f"{kind}: {', '.join(told) or 'nothing'}")


def _show_ignored(ignored: dict[str, int]) -> None:
    if ignored:
        told = ", ".join(f"{number} {name}" for name, number in sorted(ignored.items()))
        line(f"Not needed, left out: {told}.")


def show_plan(report: PlanResult) -> None:
    """Shows a few examples, but every change that a trial refused or left waiting."""
    rows = [[kind, *(figure[name] for name in FIGURES)] for kind, figure in report.figures.items()]
    _counts(FIGURES, rows)
    _show_ignored(report.ignored)
    for example in report.examples:
        line(f"  {example}")
    if report.changes > len(report.examples):
        line(f"  and {report.changes - len(report.examples)} more")
    line(f"A run would send {report.changes} changes." if report.changes else "Nothing to do.")
    if report.outcomes is not None:
        line("Tried in the ledger and rolled back:")
        _counts(
            OUTCOMES,
            [
                [kind, *(counts.get(outcome, 0) for outcome in OUTCOMES)]
                for kind, counts in report.outcomes.items()
            ],
        )
        for outcome in report.refused:
            line(f"{outcome.type} {outcome.id} {outcome.outcome}: {outcome.reason or outcome.code}")


def show_status(report: StatusResult) -> None:
    """The last run is the one of this state folder; one from elsewhere is not known here."""
    hello, last, held = report.ledger, report.last_run, report.quarantine
    line(f"{hello.company}: feed {hello.feed}, {hello.currency}, contract {hello.contract}")
    line(f"Cursor: {hello.cursor or 'none yet'}")
    line(f"Generation of the balances: {hello.generation}")
    if hello.cutover:
        line(f"Cut-over: {hello.cutover}")
    table(["type", "bound"], list(hello.counts.items()), [1])
    if last:
        when = last["balances"]["as_of"]
        line(f"Last run from here: {last['run']}, {last['seconds']} s, balances as of {when}")
    else:
        line("No run from here yet.")
    told = ", ".join(f"{number} {state.replace('_', ' ')}" for state, number in held.items())
    line(f"Quarantine: {told}")


def show_quarantine(report: Quarantine) -> None:
    """The reason is that of the person who set a change aside, else the ledger's, else the code."""
    if not report.changes:
        line("Nothing is in quarantine.")
    table(
        ["entry", "state", "type", "id", "since", "tries", "reason"],
        [
            [
                change.id,
                change.state.replace("_", " "),
                change.type,
                change.record,
                change.since,
                change.tries,
                change.set_aside_reason or change.reason or change.code,
            ]
            for change in report.changes
        ],
        [0, 5],
    )


def show_check(report: CheckResult, most: int = 20) -> None:
    """What is wrong, what waits, and what was decided: so many of those at most."""
    with speaking(report.language):
        _show_check(report, most)


def _show_check(report: CheckResult, most: int) -> None:
    wrong, waiting, decided = report.wrong, report.waiting, report.decided
    for difference in wrong:
        line(f"{difference.what} {difference.mend}")
    for difference in waiting:
        line(say("waits: {difference}", difference=f"{difference.what} {difference.mend}"))
    for difference in decided[:most]:
        line(say("decided: {difference}", difference=f"{difference.what} {difference.mend}"))
    if len(decided) > most:
        more = len(decided) - most
        line(say("and {number} more that were decided; --json has them all", number=more))
    told = ", ".join(
        f"{number} {say(kind.replace('_', ' '))}{'s' * (number != 1)}"
        for kind, number in report.checked.items()
    )
    line(say("Compared: {counts}.", counts=told))
    ends = []
    if wrong:
        ends.append(say("{number} wrong.", number=len(wrong)))
    if waiting:
        ends.append(say("{number} wait.", number=len(waiting)))
    if not ends:
        ends.append(say("The two sides agree."))
    if decided:
        ends.append(say("{number} follow from decisions made in Tryton.", number=len(decided)))
    line(" ".join(ends))


def show_balances(snapshot: Snapshot, names: dict[str, str], most: int = 20) -> None:
    """Those who owe most first."""
    members = sorted(snapshot.members, key=lambda member: member.balance)
    table(
        ["number", "name", "balance", "open entries"],
        [
            [
                member.number,
                names.get(member.id or "", ""),
                f"{member.balance:f}",
                len(member.entries),
            ]
            for member in members[:most]
        ],
        [2, 3],
    )
    if len(members) > most:
        line(f"and {len(members) - most} more members")
