"""How a first load and an unchanged run of the bridge grow with the association."""
import json
from dataclasses import dataclass
from pathlib import Path

from asso_bridge.demo.sample import Sample
from tests.databases import Database
from tests.server import Server

from . import bridge
from .documents import FIRST
from .ground import alone

ENDS = 5  # calls at either end of a load over which its speed is taken


@dataclass
class Grown:
    """Of one size: a first load, and the same again, which has nothing to do.

    Documents are bills and payments; speeds are documents a second in the calls of apply.
    """
    members: int
    documents: int
    load: bridge.Ran
    again: bridge.Ran

    @property
    def beginning(self) -> float:
        return speed(self._calls()[:ENDS])

    @property
    def end(self) -> float:
        return speed(self._calls()[-ENDS:])

    def _calls(self) -> list[tuple[int, float]]:
        "Without the first, which brings the members, unless all fits into it"
        return self.load.calls[1:] or self.load.calls


def speed(calls: list[tuple[int, float]]) -> float:
    return sum(changes for changes, _ in calls) / sum(seconds for _, seconds in calls)


def measure(
        server: Server, database: Database, members: int, months: int, folder: Path) -> Grown:
    file = folder / f'{database.name}.json'
    sample = Sample(members, months, first=FIRST.replace(day=1))
    file.write_text(json.dumps(sample.rows), encoding='utf-8')
    url = f'http://127.0.0.1:{server.port}'
    load = alone(bridge.run, url, database.name, file, folder)
    again = alone(bridge.run, url, database.name, file, folder)
    if any(outcomes.keys() - {'skipped'} for outcomes in again.outcomes.values()):
        raise AssertionError(f'the second run applied something: {again.outcomes}')
    documents = sum(
        load.outcomes.get(kind, {}).get('applied', 0)
        for kind in ['bill', 'credit_note', 'payment'])
    return Grown(members, documents, load, again)
