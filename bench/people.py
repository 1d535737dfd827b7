"""Two accountants at work in Tryton while a run loads an association: how often they are refused.

python -m bench.people [members] [months]
"""
import argparse
import json
import statistics
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import proteus.config  # noqa: F401 - teaches XML-RPC dates and amounts

from asso_bridge.demo.sample import Sample
from tests.campaign.accountant import Accountant, Click
from tests.databases import Database
from tests.server import Server

from . import bridge
from .documents import FIRST
from .ground import Ground, alone, ground

PEOPLE = 2
THINKING = 0.5  # seconds between two clicks of a person
DRAFTS = 30  # of each person


@dataclass
class AtWork:
    """What persons met during a run; a click of theirs posts or letters.

    `refused`: the part of the clicks that were answered busy; `slowest`: seconds of a click, at the
    95th percentile.  `changes`: how many the run sent a second, at work together and alone.
    """
    clicks: int
    refused: float
    median: float
    slowest: float
    together: float
    alone: float


def measure(place: Ground, members: int, months: int) -> AtWork:
    "The same load twice: alone, and while people work"
    dump = place.directory / 'people.json'
    sample = Sample(members, months, first=FIRST.replace(day=1))
    dump.write_text(json.dumps(sample.rows), encoding='utf-8')
    with place.database('deserted') as database, place.server(database) as server:
        deserted = _load(server, database, dump)
    with place.database('people') as database, place.server(database) as server:
        people = [Accountant(server) for _ in range(PEOPLE)]
        together = _load_among(people, server, database, dump)
    clicks: list[Click] = [
        click for person in people for click in person.clicks if click.method != 'search']
    seconds = sorted(click.seconds for click in clicks)
    return AtWork(
        len(clicks), sum(click.refused for click in clicks) / len(clicks),
        statistics.median(seconds), seconds[int(len(seconds) * 0.95)], together, deserted)


def _load_among(
        people: list[Accountant], server: Server, database: Database, dump: Path) -> float:
    drafts = [person.draft(DRAFTS) for person in people]
    for person in people:
        person.clicks.clear()
    over = threading.Event()
    with ThreadPoolExecutor() as pool:
        working = [
            pool.submit(_work, person, theirs, over)
            for person, theirs in zip(people, drafts, strict=True)]
        try:
            speed = _load(server, database, dump)
        finally:
            over.set()
        for work in working:
            work.result()
    return speed


def _work(person: Accountant, drafts: list[tuple[int, int]], over: threading.Event) -> None:
    for invoice, payment in drafts:
        if over.is_set():
            return
        person.post(invoice, payment, lambda: over.wait(THINKING))


def _load(server: Server, database: Database, dump: Path) -> float:
    "Load the dump; changes a second, pauses included"
    ran: bridge.Ran = alone(
        bridge.run, f'http://127.0.0.1:{server.port}', database.name, dump,
        dump.parent / database.name)
    return sum(changes for changes, _ in ran.calls) / ran.seconds


def main() -> None:
    parser = argparse.ArgumentParser(
        prog='python -m bench.people', description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('members', type=int, nargs='?', default=100)
    parser.add_argument('months', type=int, nargs='?', default=36)
    options = parser.parse_args()
    with ground() as place:
        print(json.dumps(asdict(measure(place, options.members, options.months)), indent=1))


if __name__ == '__main__':
    main()
