"""The same documents by each way: bills, each with its payment and its lettering."""
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from . import batch, copy, feed, naive
from .copy import Copied
from .documents import Document, documents
from .feed import Fed
from .ground import Ground, alone
from .sizes import Documents

COPIES = 3


@dataclass
class Ways:
    """All but `copied` are seconds for one document.

    `naive`: with the report that Tryton renders, and without; `batch`: without taking locks
    before, and with; `copied`: what the feed wrote, on PostgreSQL only.
    """
    documents: Documents
    naive: dict[str, float]
    batch: dict[bool, float]
    feed: Fed
    copied: Copied | None

    @property
    def copy(self) -> float | None:
        return self.copied.seconds / self.documents.feed if self.copied else None

    def figures(self) -> dict[str, Any]:
        counts = asdict(self.documents)
        figures = {
            'unit': 'bills with payment and lettering per second',
            'documents': counts,
            'naive': 1 / self.naive['report'],
            'naive_without_report': 1 / self.naive['no_report'],
            'batch': 1 / self.batch[True],
            'batch_without_locks': 1 / self.batch[False],
            'feed': 1 / self.feed.whole,
            'feed_calls': 1 / self.feed.apply}
        if self.copied and self.copy:
            counts['copy'] = self.documents.feed
            figures |= {'copy': 1 / self.copy, 'copied_rows': self.copied.rows}
        return figures

    def table(self, title: str) -> Table:
        table = Table(title=title)
        for name in ['way', 'documents', 'a second', 'ms each', 'times the feed']:
            table.add_column(name, justify='left' if name == 'way' else 'right')
        counts = self.documents
        rows = [
            ('naive, with the report', counts.naive, self.naive['report']),
            ('naive, without', counts.naive, self.naive['no_report']),
            ('batch, without locks', counts.batch, self.batch[False]),
            ('batch, locks first', counts.batch, self.batch[True]),
            ('feed, whole run', counts.feed, self.feed.whole),
            ('feed, calls alone', counts.feed, self.feed.apply)]
        if self.copy:
            rows.append(('bare rows by COPY', counts.feed, self.copy))
        for name, count, each in rows:
            table.add_row(
                name, str(count), f'{1 / each:.1f}', f'{each * 1000:.2f}',
                f'{each / self.feed.whole:.2f}')
        return table


def measure(place: Ground, counts: Documents, members: int, console: Console) -> Ways:
    made = documents(counts.feed, members)
    console.print(f'[dim]{counts.naive} documents record by record[/]')
    with place.database('naive') as database:
        slow = alone(naive.measure, str(database.config), database.name, made[:counts.naive])
    seconds = {}
    for locks in [False, True]:
        console.print(f"[dim]{counts.batch} in batches, {'with' if locks else 'without'} locks[/]")
        with place.database('batch') as database:
            seconds[locks] = alone(
                batch.measure, str(database.config), database.name, made[:counts.batch], locks)
    fed, copied = _fed(place, made, console)
    return Ways(counts, slow, seconds, fed, copied)


def _fed(place: Ground, made: list[Document], console: Console) -> tuple[Fed, Copied | None]:
    "By the feed; then what it wrote, by COPY into databases that are as it found its own"
    console.print(f'[dim]{len(made)} by the feed[/]')
    with place.database('feed') as database, place.server(database) as server:
        feed.bring_members(server, database, made, place.directory)
        before = place.keep(database) if place.has_copy else None
        fed = feed.measure(server, database, made, place.directory)
        if not before:
            return fed, None
        console.print(f'[dim]{len(made)} by COPY[/]')
        with ExitStack() as stack:
            fresh = [
                stack.enter_context(place.again(before, f'copy_{n}')) for n in range(COPIES)]
            return fed, alone(copy.measure, f'{database.uri}{database.name}', fresh)
