"""Statements: the whole, and what differs once some members have changed.

python -m bench.statements [members] [months]
"""
import argparse
import itertools
import json
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from asso_bridge.demo.sample import Sample
from tests.module.portal import payment
from tests.server import Server

from . import bridge
from .documents import FIRST
from .ground import Ground, alone, ground

CHANGED = (0, 3, 300)


@dataclass
class Call:
    """Of a call over RPC: seconds, how many members it answered, and its bytes.

    `processor` are the seconds of Tryton's own; PostgreSQL's are not among them.
    """
    seconds: float
    processor: float
    members: int
    bytes: int


@dataclass
class Stated:
    """`differing`: what was answered once so many members had changed.

    `snapshot` is version 1, which has only what is open.
    """
    snapshot: Call
    whole: Call
    differing: dict[int, Call]


class Caller:
    "A bridge without a portal, which remembers the generation that it was given last"

    def __init__(self, server: Server) -> None:
        self.feed: Any = server.bridge().model.asso.feed
        assert server._process
        self._times = Path(f'/proc/{server._process.pid}/stat')
        self.base = ''
        self._numbers = itertools.count(10_000_000)

    def call(self, name: str, *arguments: str) -> Any:
        return getattr(self.feed, name)('portal', *arguments, {})

    @property
    def processor(self) -> float:
        "Seconds of the processor that the server has taken"
        user, system = self._times.read_text().rpartition(')')[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf('SC_CLK_TCK')

    def begin(self) -> str:
        return str(json.loads(self.call('begin', 'bench'))['run'])

    def state(self, name: str, *arguments: str) -> Call:
        started, processor = time.perf_counter(), self.processor
        answer = self.call(name, *arguments)
        seconds, processor = time.perf_counter() - started, self.processor - processor
        content = json.loads(answer)
        self.base = str(content['generation'])
        return Call(seconds, processor, len(content['members']), len(answer.encode()))

    def change(self, members: list[str]) -> None:
        "A payment of each of the members"
        changes = [
            payment(str(next(self._numbers)), '1.00', str(FIRST), member=id_, allocations=None)
            for id_ in members]
        batch = {'contract': 1, 'run': self.begin(), 'changes': changes}
        outcomes = json.loads(self.call('apply', json.dumps(batch)))['outcomes']
        assert {outcome['outcome'] for outcome in outcomes} <= {'applied'}


def measure(server: Server) -> Stated:
    "On the books of a server into which an association was loaded"
    caller = Caller(server)
    members = [m['id'] for m in json.loads(caller.call('snapshot', ''))['members']]
    snapshot = caller.state('snapshot', '')
    whole = caller.state('statement', caller.begin(), '')
    differing = {}
    for count in CHANGED:
        caller.change(members[:count])
        differing[count] = caller.state('statement', caller.begin(), caller.base)
        assert differing[count].members == min(count, len(members))
    return Stated(snapshot, whole, differing)


def load(place: Ground, members: int, months: int) -> Stated:
    dump = place.directory / 'statements.json'
    dump.write_text(
        json.dumps(Sample(members, months, first=FIRST.replace(day=1)).rows), encoding='utf-8')
    with place.database('statements') as database, place.server(database) as server:
        alone(
            bridge.run, f'http://127.0.0.1:{server.port}', database.name, dump, place.directory)
        return measure(server)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog='python -m bench.statements', description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('members', type=int, nargs='?', default=3000)
    parser.add_argument('months', type=int, nargs='?', default=60)
    options = parser.parse_args()
    with ground() as place:
        print(json.dumps(asdict(load(place, options.members, options.months)), indent=1))


if __name__ == '__main__':
    main()
