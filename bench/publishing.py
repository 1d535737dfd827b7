"""What publishing costs the portal: python -m bench.publishing [--quick] [members ...]

A whole statement, then differences of some members, by the calls that the bridge makes, on both
databases: bytes sent, and seconds that the site's process takes to answer.
"""
import argparse
import datetime as dt
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from .ground import Ground, alone, ground, sqlite_ground

MEMBERS = (3000, 30_000)
CHANGED = (0, 3, 300)
ROUNDS = 5
MONTHS, EVERY = 30, 2  # months that are billed of sixty; a payment for each second bill
LEDGER = '6f6ac52c-2b5e-4c52-9d7c-8e8c3d3f5a10'
Json = dict[str, Any]


@dataclass
class Put:
    """What all calls of one statement take; `changed`: None is the whole.

    `processor`: seconds of the site's process alone; `longest`: of the longest of the calls.
    """
    changed: int | None
    calls: int = 0
    size: int = 0
    seconds: float = 0
    processor: float = 0
    longest: float = 0

    def __str__(self) -> str:
        what = 'the whole' if self.changed is None else f'{self.changed} members changed'
        calls = f' in {self.calls} calls' if self.calls > 1 else ''
        longest = f', the longest {self.longest:.2f} s' if self.calls > 1 else ''
        return (
            f'{what}: {self.size / 1000:,.0f} kB{calls}, {self.seconds:.2f} s, '
            f'of them {self.processor:.2f} s of the processor{longest}')


@dataclass
class Told:
    "A ledger's statements: what it told last of each member, by the digest"
    count: int
    digests: list[str] = field(default_factory=list)
    generation: int = 0

    def whole(self) -> Iterator[Json]:
        "Its parts as the bridge cuts them, each made when it is asked for; then the head"
        from asso_bridge.portal.publish import chunks
        count = 0
        for part in chunks({'members': self._members(), 'unmatched': []}, 0):
            yield {'ledger': LEDGER, **part}
            count += 1
        yield self._head(None) | {'gone': [], 'chunks': count}

    def _members(self) -> Iterator[Json]:
        from tests.portal.told import digest_of
        for n in range(self.count):
            one = _member(n, 0)
            self.digests.append(digest_of(one))
            yield one

    def difference(self, changed: int) -> Json:
        "The members that changed are spread over all"
        from tests.portal.told import digest_of
        base, members, gone = self.generation, [], []
        for n in range(0, self.count, max(self.count // max(changed, 1), 1))[:changed]:
            members.append(_member(n, base))
            gone.append(self.digests[n])
            self.digests[n] = digest_of(members[-1])
        return self._head(base) | {'members': members, 'gone': gone, 'unmatched': []}

    def _head(self, base: int | None) -> Json:
        from tests.portal.told import digest_of
        self.generation += 1
        return {
            'contract': 2, 'ledger': LEDGER, 'generation': self.generation,
            'as_of': '2026-11-27T10:00:00Z', 'currency': 'EUR', 'cursor': None,
            'bank_known_until': '2026-11-20', 'base': base, 'count': self.count,
            'total': f'-{self.count * MONTHS // EVERY * 14}.00',
            'digest': digest_of({'members': sorted(self.digests), 'unmatched': []})}


def _member(number: int, version: int) -> Json:
    "Forty-five entries: each second bill is paid, what the bank wrote is of the version"
    from tests.portal.told import allocation, entry, member
    entries = []
    for month in range(MONTHS):
        day, bill = dt.date(2022 + month // 12, month % 12 + 1, 1), f'{number * MONTHS + month}'
        paid = month % EVERY == 0
        entries.append(entry(
            'bill', bill, '14.00', residual='0.00' if paid else '14.00', date=str(day),
            due=str(day + dt.timedelta(days=30)), number=f'{day:%Y%m}-{int(bill):06}',
            label=f"Fibre du {day}"))
        if paid:
            entries.append(entry(
                'payment', bill, '14.00', residual='0.00', date=str(day), label="VIREMENT",
                bank_label=f"VIR SEPA M. {number} {version}",
                allocations=[allocation(f'bill {bill}', '14.00', on=str(day))]))
    return member(str(number + 1), *entries)


def measure(place: str, members: int) -> list[Put]:
    os.environ |= {'DJANGO_SETTINGS_MODULE': 'tests.site.settings', 'SITE_DATABASE': place}
    import django
    django.setup()
    from django.core.management import call_command
    call_command('migrate', verbosity=0)
    told = Told(members)
    whole = _put(None, _calls(told))
    _analyze()
    return [whole, *(_median(told, changed) for changed in CHANGED)]


def _calls(told: Told) -> Iterator[tuple[str, Json]]:
    "The calls that put the whole"
    place = f'/statements/{told.generation + 1}'
    for number, document in enumerate(told.whole()):
        yield place if 'chunks' in document else f'{place}/chunks/{number}', document


def _median(told: Told, changed: int) -> Put:
    puts = []
    for _ in range(ROUNDS):
        made = told.difference(changed)
        puts.append(_put(changed, iter([(f'/statements/{made["generation"]}', made)])))
    return sorted(puts, key=lambda put: put.seconds)[ROUNDS // 2]


def _put(changed: int | None, calls: Iterator[tuple[str, Json]]) -> Put:
    from django.test import Client

    from tests.portal.bridge import API_2, token
    bearer, put = token(name=str(time.time())), Put(changed)
    client = Client(headers={'authorization': f'Bearer {bearer}'})
    for path, document in calls:
        body = json.dumps(document, ensure_ascii=False, separators=(',', ':')).encode()
        started, busy = time.perf_counter(), time.process_time()
        answer = client.put(API_2 + path, body, content_type='application/json', secure=True)
        seconds = time.perf_counter() - started
        put.processor += time.process_time() - busy
        assert answer.status_code in (201, 204), answer.content
        put.seconds, put.longest = put.seconds + seconds, max(put.longest, seconds)
        put.size, put.calls = put.size + len(body), put.calls + 1
    return put


def _analyze() -> None:
    from django.db import connection
    with connection.cursor() as cursor:
        cursor.execute('analyze')


def main() -> None:
    parser = argparse.ArgumentParser(prog='python -m bench.publishing', description=__doc__)
    parser.add_argument('--quick', action='store_true', help='small sizes, to see that it works')
    parser.add_argument('members', nargs='*', type=int, help='how many, once for each number')
    options = parser.parse_args()
    sizes = options.members or ((20,) if options.quick else MEMBERS)
    for name, where in ('PostgreSQL', ground), ('SQLite', sqlite_ground):
        with where() as place:
            for members in sizes:
                with _site(place, members) as address:
                    for put in alone(measure, address, members):
                        print(f'{name}, {members:,} members, {put}', flush=True)


@contextmanager
def _site(place: Ground, members: int) -> Iterator[str]:
    "Where the site keeps its data; Django names a file of SQLite by its path alone"
    if place.has_copy:
        with place.empty('publishing') as address:
            yield address
    else:
        file = place.directory / f'publishing_{members}.sqlite'
        yield str(file)
        file.unlink()


if __name__ == '__main__':
    main()
