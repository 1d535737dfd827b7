"""Subscriptions billed on given days, in a fresh embedded database: any case can be tried.

python -m bench.calendar --json SPEC.json
"""
import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.databases import SQLite, in_memory
from tests.ready import SETTINGS
from tests.subscribing.books import Books
from tests.subscribing.plain import Bill, Subscription

from .spec import Spec, SpecError, read


def main() -> int:
    parser = argparse.ArgumentParser(prog='python -m bench.calendar', description=__doc__)
    parser.add_argument(
        '--json', type=Path, required=True, metavar='SPEC',
        help='offers, subscriptions and run days: see doc/explanation/testing.md')
    options = parser.parse_args()
    try:
        spec = read(options.json)
        answer = {'bills': _run(spec) if spec.runs else []}
    except SpecError as error:
        print(f'bench.calendar: {error}', file=sys.stderr)
        return 2
    print(json.dumps(answer, indent=1))
    return 0


def _run(spec: Spec) -> list[dict[str, Any]]:
    directory = Path(tempfile.mkdtemp(prefix='asso-calendar-', dir=in_memory()))
    try:
        backend = SQLite(directory)
        backend.write_config()
        database = backend.create('calendar', 'activated')
        return _billed(str(backend.config), database.name, spec)
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _billed(config: str, database: str, spec: Spec) -> list[dict[str, Any]]:
    import trytond.config
    trytond.config.update_etc(config)
    from trytond.exceptions import UserError

    from tests.ledger import Ledger
    ledger = Ledger(database)
    ledger.run(ledger.get('asso.association.setup.start').set_up, {
            'company': SETTINGS['company'],
            'first_day': f'{min(spec.runs).year}-01-01',
            'last_day': f'{max(spec.runs).year}-12-31'})
    books = Books(ledger)
    subscriptions = [one for one in map(_with_days, spec.subscriptions) if one and one.quantity]
    try:
        books.make(spec.offers, subscriptions)
    except UserError as error:
        raise SpecError(' '.join(str(error).split())) from error
    for day in spec.runs:
        books.bill(day)
    if problems := books.problems():
        raise RuntimeError(f'not billed: {problems}')
    members = {one.id: one.member for one in subscriptions}
    return [_told(bill, members) for bill in books.new_bills()]


def _with_days(one: Subscription) -> Subscription | None:
    "Without suspensions of no day, as Tryton takes none; None if it is one of no day itself."
    if one.end and one.end < one.start:
        return None
    one.suspended = [(first, last) for first, last in one.suspended if not last or last >= first]
    return one


def _told(bill: Bill, members: dict[Any, Any]) -> dict[str, Any]:
    return {
        'number': bill.number,
        'date': bill.date.isoformat(),
        'payer': bill.payer.value,
        'total': f'{bill.total:.2f}',
        'lines': [{
                'subscription': line.subscription.value,
                'member': members[line.subscription].value,
                'from': line.first.isoformat(),
                'to': line.last.isoformat(),
                'amount': f'{line.amount:.2f}',
                } for line in bill.lines]}


if __name__ == '__main__':
    sys.exit(main())
