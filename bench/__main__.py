"""python -m bench [--quick]: how fast it is, beside what else one could write."""
import argparse
import json
import sys
import time
from pathlib import Path

from rich.console import Console

from . import batch, feed, growth, naive, page, portal, report, snapshot
from .documents import documents
from .ground import Ground, alone, ground
from .report import Goals, Ledger, Site
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
        ledger = booked(place, sizes, console)
        grown, compared = loaded(place, sizes, console)
        site = served(place, sizes, console)
    goals = Goals(ledger, compared, site)
    seconds = time.monotonic() - started
    report.show(console, ledger, grown, goals, seconds)
    figures = report.figures(ledger, grown, goals, seconds)
    options.out.write_text(json.dumps(figures, indent=1) + '\n', encoding='utf-8')
    return 0 if goals.met else 1


def booked(place: Ground, sizes: Sizes, console: Console) -> Ledger:
    "The same documents by each way"
    many = documents(sizes.documents, sizes.members)
    few = many[:sizes.naive]
    console.print(f'[dim]{len(few)} documents record by record[/]')
    with place.database('naive') as database:
        slow = alone(naive.measure, str(database.config), database.name, few)
    seconds = {}
    for locks in [False, True]:
        console.print(f"[dim]{len(many)} in batches, {'with' if locks else 'without'} locks[/]")
        with place.database('batch') as database:
            seconds[locks] = alone(
                batch.measure, str(database.config), database.name, many, locks)
    console.print(f'[dim]{len(many)} by the feed[/]')
    with place.database('feed') as database, place.server(database) as server:
        fed = feed.measure(server, database, many, place.directory)
    return Ledger(len(few), len(many), slow, seconds, fed)


def loaded(place: Ground, sizes: Sizes, console: Console) \
        -> tuple[list[growth.Grown], snapshot.Compared]:
    "Associations that grow, each loaded and run again; the snapshot of the largest"
    grown = []
    for members in sizes.growth:
        console.print(f'[dim]{members} members for {sizes.months} months[/]')
        name = f'growth_{members}'
        with place.database(name) as database, place.server(database) as server:
            grown.append(growth.measure(
                server, database, members, sizes.months, place.directory))
            if members == sizes.growth[-1]:
                compared = snapshot.measure(server, database)
    return grown, compared


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
