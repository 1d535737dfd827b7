"""What it costs to tell members what happens: the door with events and without, and the sending."""
import argparse
import json
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from multiprocessing import get_context
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.ledger import Ledger
from tests.mail import MailServer
from tests.module.portal import Portal, bill, member, payment

from .ground import Ground, alone, ground
from .memory import most_held

DAY = date(2026, 2, 1)
BATCH = 100


@dataclass(frozen=True)
class Sizes:
    "How many members are told, each of a bill and its payment"
    members: int


FULL = Sizes(5_000)
QUICK = Sizes(20)


@dataclass
class Told:
    """Seconds for a bill with its payment, with events noted and without.

    `with_events` and `without` are of Tryton's processor, `slower_by_clock` has the database too.
    Of the sending: seconds by the clock and of the processor, and the most megabytes held.
    """
    messages: int
    with_events: float
    without: float
    slower_by_clock: float
    seconds: float
    processor: float
    memory: float

    @property
    def slower(self) -> float:
        "By how much of itself the door is slower with events"
        return self.with_events / self.without - 1

    def figures(self) -> dict[str, Any]:
        return asdict(self) | {'slower': self.slower, 'a_second': self.messages / self.seconds}

    def table(self) -> Table:
        table = Table(title=f'{self.messages} messages, sent to a loopback server')
        for name in ['seconds', 'of the processor', 'a second', 'MB', 'the door is slower by']:
            table.add_column(name, justify='right')
        table.add_row(
            f'{self.seconds:.0f}', f'{self.processor:.0f}',
            f'{self.messages / self.seconds:.1f}', f'{self.memory:.0f}',
            f'{self.slower * 100:.1f} %')
        return table


def measure(place: Ground, sizes: Sizes, console: Console) -> Told:
    console.print(f'[dim]{sizes.members} members told of a bill and its payment[/]')
    with place.database('messages') as database:
        place_of = str(database.config), database.name
        door = alone(_book, *place_of, sizes.members)
        with _mail_server() as uri:
            sent, *figures = alone(_send, *place_of, uri)
    if sent != sizes.members:
        raise AssertionError(f'{sent} of {sizes.members} messages were sent')
    return Told(sent, *door, *figures)


def _open(config: str, database: str) -> Ledger:
    import trytond.config
    trytond.config.update_etc(config)
    return Ledger(database)


def _book(config: str, database: str, members: int) -> tuple[float, float, float]:
    """Book in turns with events and without, so that both find the same machine.

    Every member has a bill and its payment of each.
    """
    portal = Portal(_open(config, database))
    numbers = [str(number) for number in range(1, members + 1)]
    parts = [numbers[first:first + BATCH] for first in range(0, members, BATCH)]
    for part in parts:
        portal.send_unchecked(*[
            member(number, email=f'member{number}@example.org') for number in part])
    portal.call('finish', str(portal.run), '{"state": "done"}')
    portal.begin()
    portal.settings(messages_from='compta@example.org')
    portal.send_unchecked(*[
        change for number in parts[0] for change in _documents(f'{number}2', number)])
    seconds, clock = {True: 0.0, False: 0.0}, {True: 0.0, False: 0.0}
    for turn, part in enumerate(parts):
        for has_events in [True, False] if turn % 2 else [False, True]:
            portal.settings(messages_since=DAY if has_events else None)
            changes = [
                change for number in part
                for change in _documents(f'{number}{"0" if has_events else "1"}', number)]
            started, used = time.perf_counter(), time.process_time()
            portal.send_unchecked(*changes)
            seconds[has_events] += time.process_time() - used
            clock[has_events] += time.perf_counter() - started
    portal.settings(messages_since=DAY)
    return (
        seconds[True] / members, seconds[False] / members, clock[True] / clock[False] - 1)


def _documents(id_: str, number: str) -> list[dict[str, Any]]:
    return [
        bill(id_, '30.00', str(DAY), member=number),
        payment(id_, '30.00', str(DAY), (id_, '30.00'), member=number)]


def _send(config: str, database: str, uri: str) -> tuple[int, float, float, float]:
    "Send all that is due; (how many, seconds, of the processor, megabytes)"
    ledger = _open(config, database)
    from trytond import config as settings

    from trytond_asso_members.notices import sending
    settings.set('email', 'uri', uri)

    def send() -> None:
        for association in ledger.get('asso.association').search([]):
            sending.send(association, DAY)
    started, used = time.perf_counter(), time.process_time()
    ledger.run(send)
    seconds, processor = time.perf_counter() - started, time.process_time() - used
    with ledger.transaction():
        sent = ledger.get('asso.notice.message').search([('state', '=', 'sent')], count=True)
    return sent, seconds, processor, most_held()


@contextmanager
def _mail_server() -> Any:
    "In a process of its own; the address of it"
    ours, theirs = get_context('spawn').Pipe()
    process = get_context('spawn').Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        ours.send('over')
        process.join()


def _serve(pipe: Any) -> None:
    with MailServer() as server:
        pipe.send(server.uri)
        pipe.recv()


def main() -> None:
    parser = argparse.ArgumentParser(prog='python -m bench.messages', description=__doc__)
    parser.add_argument('members', type=int, nargs='?', default=FULL.members)
    options = parser.parse_args()
    with ground() as place:
        told = measure(place, Sizes(options.members), Console(stderr=True))
    print(json.dumps(told.figures(), indent=1))


if __name__ == '__main__':
    main()
