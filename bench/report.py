"""The figures: on the screen, and as JSON."""
import os
from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from .bank import Booked
from .growth import Grown
from .large import Loaded
from .messages import Told
from .page import Visited
from .people import AtWork
from .portal import Read
from .snapshot import Compared
from .statements import Stated
from .subscriptions import Subscribed
from .ways import Ways


@dataclass
class Site:
    read: Read
    visited: Visited


@dataclass
class Embedded:
    "On SQLite: each way, and the load of a large association, of so many members and months"
    ways: Ways
    size: tuple[int, int]
    loaded: Loaded

    @property
    def name(self) -> str:
        return 'SQLite, {:,} x {}'.format(*self.size)

    def kept(self, kind: str) -> float:
        "The speed in the last tenth, as a part of that in the first"
        first, last = getattr(self.loaded, kind)
        return float(last / first)


@dataclass
class Goals:
    ledger: Ways
    compared: Compared
    stated: Stated
    site: Site
    embedded: Embedded
    people: AtWork
    bank: Booked
    subscriptions: Subscribed
    messages: Told

    def each(self) -> list[tuple[str, float, str, bool]]:
        """(what, figure, goal, whether it is met).

        The feed is the whole run on PostgreSQL; the batch is the one with the locks, the faster.
        """
        feed = self.ledger.feed.whole
        naive = self.ledger.naive['report'] / feed
        batch = self.ledger.batch[True] / feed
        assert self.ledger.copy
        copy = feed / self.ledger.copy
        call = self.compared.call / self.compared.query
        # The processor's time: other work of the machine is not the page's
        bank, subscribed = self.bank.figures(), self.subscriptions
        page, queries = self.site.visited.processor * 1000, self.site.visited.queries
        return [
            ('feed / naive', naive, '>= 100', naive >= 100),
            ('feed / batch', batch, '>= 10', batch >= 10),
            ('copy / feed', copy, '<= 8', copy <= 8),
            ('snapshot / SQL, time', call, '<= 3', call <= 3),
            *[(f'{self.embedded.name}: {kind}, last / first tenth', kept, '>= 0.5', kept >= 0.5)
                for kind in ['bills', 'payments'] for kept in [self.embedded.kept(kind)]],
            ('clicks of persons refused, %', self.people.refused * 100, '<= 5',
                self.people.refused <= 0.05),
            ('click of a person at the 95th percentile, s', self.people.slowest, '<= 2',
                self.people.slowest <= 2),
            ('bank / Tryton', bank['times_tryton'], '>= 5', bank['times_tryton'] >= 5),
            *[(f'bank: {name}, a row of many / of few', bank['growth'][name], '<= 1.5',
                    bank['growth'][name] <= 1.5) for name in ['read', 'match', 'book']],
            ('subscriptions / Tryton', subscribed.times_tryton, '>= 10',
                subscribed.times_tryton >= 10),
            ('subscriptions: a bill of many / of few', subscribed.growth, '<= 1.5',
                subscribed.growth <= 1.5),
            ('the door with events / without, %', self.messages.slower * 100, '<= 5',
                self.messages.slower <= 0.05),
            ('page, ms', page, '<= 30', page <= 30),
            ('page, queries', queries, '<= 5', queries <= 5)]

    @property
    def met(self) -> bool:
        return all(met for *_, met in self.each())


def machine() -> str:
    return f'{os.cpu_count()} cores'


def figures(grown: list[Grown], goals: Goals, seconds: float) -> dict[str, Any]:
    return {
        'machine': machine(),
        'seconds': round(seconds),
        'ledger': goals.ledger.figures(),
        'ledger_sqlite': goals.embedded.ways.figures(),
        'large_sqlite': asdict(goals.embedded.loaded),
        'growth': [_growth(one) for one in grown],
        'snapshot': asdict(goals.compared),
        'statements': asdict(goals.stated),
        'people': asdict(goals.people),
        'bank': goals.bank.figures(),
        'subscriptions': goals.subscriptions.figures(),
        'messages': goals.messages.figures(),
        'portal': asdict(goals.site.read) | {'sequencing': goals.site.read.sequencing},
        'page': asdict(goals.site.visited),
        'goals': [
            {'name': name, 'figure': figure, 'goal': goal, 'met': met}
            for name, figure, goal, met in goals.each()]}


def _growth(one: Grown) -> dict[str, Any]:
    return {
        'members': one.members, 'documents': one.documents,
        'first_load': {
            'seconds': one.load.seconds, 'applying': one.load.applying,
            'bridge_processor': one.load.processor, 'bridge_megabytes': one.load.memory,
            'documents_per_second': {'beginning': one.beginning, 'end': one.end}},
        'unchanged_run': {
            'seconds': one.again.seconds, 'bridge_processor': one.again.processor,
            'bridge_megabytes': one.again.memory}}


def show(console: Console, grown: list[Grown], goals: Goals, seconds: float) -> None:
    compared = goals.compared
    console.print(goals.ledger.table('Bills with payment and lettering, on PostgreSQL'))
    console.print(goals.embedded.ways.table('The same on SQLite'))
    console.print(_growth_table(grown))
    console.print(_large_table(goals.embedded))
    console.print(
        f'Snapshot of {compared.members} members, {compared.entries} open entries: '
        f'{compared.call * 1000:.0f} ms; one SQL query: {compared.query * 1000:.0f} ms.\n')
    console.print(_statements_table(goals.stated))
    people = goals.people
    console.print(
        f'{people.clicks} clicks of persons during a run: {people.refused * 100:.1f} % refused, '
        f'{people.median:.2f} s in the median, {people.slowest:.2f} at the 95th percentile; the '
        f'run sent {people.together:.0f} changes a second, alone {people.alone:.0f}.\n')
    console.print(goals.bank.table())
    console.print(goals.subscriptions.table())
    console.print(goals.messages.table())
    _show_site(console, goals.site)
    for name, figure, goal, met in goals.each():
        mark = '[green]met[/]' if met else '[red]missed[/]'
        console.print(f'{name}: [bold]{figure:.1f}[/] (goal {goal}) {mark}')
    console.print(f'[dim]{seconds:.0f} s on {machine()}[/]')


def _statements_table(stated: Stated) -> Table:
    table = Table('answer', 'members', 'seconds', 'kB', title='What members are told, over RPC')
    rows = {
        'snapshot (version 1)': stated.snapshot, 'statement, whole': stated.whole,
        **{f'{count} changed': call for count, call in stated.differing.items()}}
    for name, call in rows.items():
        table.add_row(
            name, str(call.members), f'{call.seconds:.2f}', f'{call.bytes / 1000:,.0f}')
    return table


def _show_site(console: Console, site: Site) -> None:
    read, page = site.read, site.visited
    console.print(
        f'A first reading of {read.changes} changes over HTTP: {read.first:.1f} s, of which '
        f"{read.sequencing:.1f} s number and render them and {read.first_client:.1f} s are the "
        f"bridge's; nothing new: {read.nothing_new * 1000:.0f} ms.")
    if read.page:
        console.print(f'A page of 500 changes: {read.page * 1000:.0f} ms.')
    console.print(
        f"A member's page, {page.open_entries} open entries in the site: "
        f"{page.median * 1000:.0f} ms, {page.processor * 1000:.0f} of them the processor's, "
        f'{page.queries} queries.\n')


def _growth_table(grown: list[Grown]) -> Table:
    table = Table(title='First load, and an unchanged run')
    for name in [
            'members', 'documents', 'load s', 'at first /s', 'at last /s', 'load MB', 'again s',
            'again MB']:
        table.add_column(name, justify='right')
    for one in grown:
        table.add_row(
            str(one.members), str(one.documents), f'{one.load.seconds:.1f}',
            f'{one.beginning:.0f}', f'{one.end:.0f}', f'{one.load.memory:.0f}',
            f'{one.again.seconds:.1f}', f'{one.again.memory:.0f}')
    return table


def _large_table(embedded: Embedded) -> Table:
    loaded = embedded.loaded
    table = Table(title='A large association, documents a second')
    for name in ['', 'documents', 'load s', 'first tenth', 'last tenth']:
        table.add_column(name, justify='left' if not name else 'right')
    counts = loaded.documents
    bills = counts['bill']
    for kind, count, speeds in [
            ('bills', bills, loaded.bills),
            ('payments and credit notes', sum(counts.values()) - bills, loaded.payments)]:
        table.add_row(
            f'{embedded.name}: {kind}', str(count), f'{loaded.seconds:.0f}',
            *(f'{speed:.0f}' for speed in speeds))
    return table
