"""A large association from nothing to exported balances: python -m bench.large [members] [months]

An invented one, or COIN's dump (--dump) with what it must come to (--expected). The real bridge
loads it over XML-RPC; what it exports is compared with what must come out. Exit code 1: it differs.
"""
import argparse
import json
import sys
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from pathlib import Path
from typing import Any

from asso_bridge.contract.records import TYPES, Type
from asso_bridge.demo.sample import Expected, Sample

from . import bridge
from .documents import FIRST
from .ground import Ground, alone, ground
from .growth import speed
from .memory import most_held

DOCUMENTS: tuple[Type, ...] = ('bill', 'credit_note', 'payment')
SHOWN = 5


@dataclass
class Loaded:
    """`documents`: {type: how many were booked}; memory: the most held, in megabytes.

    Speeds are documents a second, drafts included, in the first and in the last tenth of the calls
    that carry any (`beginning`, `end`), that carry bills, and that carry payments and credit
    notes, which come after all bills. PostgreSQL's own memory is not counted.
    """
    members: int
    documents: dict[Type, int]
    seconds: float
    applying: float
    bridge_processor: float
    bridge_megabytes: float
    server_megabytes: float
    calls: int
    beginning: float
    end: float
    bills: tuple[float, float]
    payments: tuple[float, float]
    different: dict[str, int]

    @property
    def right(self) -> bool:
        return not any(self.different.values())


def main() -> int:
    parser = argparse.ArgumentParser(
        prog='python -m bench.large', description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('members', type=int, nargs='?', default=3000)
    parser.add_argument('months', type=int, nargs='?', default=60)
    parser.add_argument('--dump', type=Path, help="COIN's dumpdata, in place of an invented one")
    parser.add_argument(
        '--expected', type=Path,
        help="JSON: `balances`, `open_bills`, `open_payments` by COIN's ids; an amount that is "
        "open may stand alone or as `residual`")
    options = parser.parse_args()
    if bool(options.dump) != bool(options.expected):
        parser.error('--dump and --expected go together')
    with ground() as place:
        if options.dump:
            dump, expected = options.dump.resolve(), read(options.expected)
        else:
            dump, expected = invent(place, options.members, options.months)
        loaded = measure(place, dump, expected)
    print(json.dumps(asdict(loaded) | {'right': loaded.right}, indent=1))
    return 0 if loaded.right else 1


def invent(place: Ground, members: int, months: int) -> tuple[Path, Expected]:
    sample = Sample(members, months, first=FIRST.replace(day=1))
    dump = place.directory / 'invented.json'
    dump.write_text(json.dumps(sample.rows), encoding='utf-8')
    return dump, sample.expected


def read(file: Path) -> Expected:
    content = json.loads(file.read_text(encoding='utf-8'))
    return Expected(**{
        field.name: {
            key: Decimal(value['residual'] if isinstance(value, dict) else value)
            for key, value in content[field.name].items()}
        for field in fields(Expected)})


def measure(place: Ground, dump: Path, expected: Expected) -> Loaded:
    with place.database('large') as database, place.server(database) as server:
        url = f'http://127.0.0.1:{server.port}'
        ran: bridge.Ran = alone(bridge.run, url, database.name, dump, place.directory)
        assert server._process
        held = most_held(server._process.pid)
    found = exported(place.directory / 'export' / 'balances.json')
    outcomes = {kind: ran.outcomes.get(kind, {}) for kind in TYPES}
    counts = {kind: sum(outcomes[kind].values()) for kind in TYPES}
    first = sum(counts[kind] for kind in TYPES if kind not in DOCUMENTS)
    calls = since(ran.calls, first)
    payments = since(ran.calls, first + counts['bill'])
    return Loaded(
        members=counts['member'], documents={
            kind: outcomes[kind].get('applied', 0) for kind in DOCUMENTS},
        seconds=ran.seconds, applying=ran.applying, bridge_processor=ran.processor,
        bridge_megabytes=ran.memory, server_megabytes=held, calls=len(calls),
        beginning=ends(calls)[0], end=ends(calls)[1],
        bills=ends(calls[:len(calls) - len(payments)]), payments=ends(payments),
        different={
            field.name: differing(
                field.name, getattr(found, field.name), getattr(expected, field.name))
            for field in fields(Expected)})


def since(calls: list[tuple[int, float]], change: int) -> list[tuple[int, float]]:
    "The calls that begin at this change of the run or later"
    before = 0
    later = []
    for changes, seconds in calls:
        if before >= change:
            later.append((changes, seconds))
        before += changes
    return later


def ends(calls: list[tuple[int, float]]) -> tuple[float, float]:
    "The speed in the first and the last tenth"
    tenth = max(len(calls) // 10, 1)
    return speed(calls[:tenth]), speed(calls[-tenth:])


def exported(file: Path) -> Expected:
    "What the bridge has left; a credit note is a payment in COIN"
    content = json.loads(file.read_text(encoding='utf-8'))
    found = Expected()
    entries: list[dict[str, Any]] = list(content['unmatched'])
    for member in content['members']:
        found.balances[member['id']] = Decimal(member['balance'])
        entries.extend(member['entries'])
    for entry in entries:
        kind = found.open_bills if entry['type'] == 'bill' else found.open_payments
        kind[entry['id']] = Decimal(entry['residual'])
    return found


def differing(name: str, found: dict[str, Decimal], expected: dict[str, Decimal]) -> int:
    "How many differ; the first of them are shown"
    different = sorted(
        (key for key in found.keys() | expected.keys() if found.get(key) != expected.get(key)),
        key=str)
    for key in different[:SHOWN]:
        print(f'{name} {key}: {found.get(key)}, not {expected.get(key)}', file=sys.stderr)
    return len(different)


if __name__ == '__main__':
    sys.exit(main())
