"""python -m bench [--quick]: how fast it is, beside what else one could write."""
import argparse
import json
import sys
import time
from pathlib import Path

from rich.console import Console

from . import (
    bank,
    growth,
    large,
    messages,
    page,
    people,
    portal,
    report,
    snapshot,
    statements,
    subscriptions,
    ways,
)
from .ground import Ground, alone, ground, sqlite_ground
from .report import Embedded, Goals, Site
from .sizes import FULL, QUICK, Sizes

OUT = Path('bench.json')


def main() -> int:
    parser = argparse.ArgumentParser(prog='python -m bench', description=__doc__)
    parser.add_argument('--quick', action='store_true', help='small sizes, to see that it works')
    parser.add_argument('--out', type=Path, default=OUT, help=f'the figures (default: {OUT})')
    options = parser.parse_args()
    sizes = QUICK if options.quick else FULL
    console = Console()
    started = time.monotonic()
    with ground() as place:
        ledger = ways.measure(place, sizes.postgresql, sizes.members, console)
        grown, compared, stated = loaded(place, sizes, console)
        site = served(place, sizes, console)
        console.print(f'[dim]{people.PEOPLE} persons at work during a run[/]')
        at_work = people.measure(place, *sizes.people)
        booked = bank.measure(place, bank.QUICK if options.quick else bank.FULL, console)
        billed = subscriptions.measure(
            place, subscriptions.QUICK if options.quick else subscriptions.FULL, console)
        told = messages.measure(
            place, messages.QUICK if options.quick else messages.FULL, console)
    with sqlite_ground() as place:
        console.print('[dim]on SQLite[/]')
        embedded = Embedded(
            ways.measure(place, sizes.sqlite, sizes.members, console),
            sizes.large, load(place, *sizes.large, console))
    goals = Goals(ledger, compared, stated, site, embedded, at_work, booked, billed, told)
    seconds = time.monotonic() - started
    report.show(console, grown, goals, seconds)
    figures = report.figures(grown, goals, seconds)
    options.out.write_text(json.dumps(figures, indent=1) + '\n', encoding='utf-8')
    return 0 if goals.met else 1


def loaded(place: Ground, sizes: Sizes, console: Console) \
        -> tuple[list[growth.Grown], snapshot.Compared, statements.Stated]:
    "Associations that grow, each loaded and run again; what is told of the largest"
    grown = []
    for members in sizes.growth:
        console.print(f'[dim]{members} members for {sizes.months} months[/]')
        name = f'growth_{members}'
        with place.database(name) as database, place.server(database) as server:
            grown.append(growth.measure(
                server, database, members, sizes.months, place.directory))
            if members == sizes.growth[-1]:
                compared = snapshot.measure(server, database)
                stated = statements.measure(server)
    return grown, compared, stated


def load(place: Ground, members: int, months: int, console: Console) -> large.Loaded:
    "A large association from nothing to its balances, which must be right"
    console.print(f'[dim]{members} members for {months} months[/]')
    loaded = large.measure(place, *large.invent(place, members, months))
    if not loaded.right:
        raise AssertionError(f'the balances differ: {loaded.different}')
    return loaded


def served(place: Ground, sizes: Sizes, console: Console) -> Site:
    "The site alone: its feed over HTTP, and a member's page"
    members, months = sizes.growth[-1], sizes.months
    console.print(f'[dim]the feed of {members} members for {months} months[/]')
    with place.empty('portal') as address:
        read = alone(portal.measure, address, members, months, place.directory)
    console.print(f"[dim]the page of {sizes.page[0]} members[/]")
    with place.empty('page') as address:
        return Site(read, alone(page.measure, address, *sizes.page))


if __name__ == '__main__':
    sys.exit(main())
