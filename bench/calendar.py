"""python -m bench.calendar --json SPEC.json: what runs on given days bill.

SPEC.json has offers, subscriptions and the days of the runs; they are billed in a fresh database,
and the bills are printed as JSON.  doc/reference/commands.md says what is in both.
"""
import argparse
import datetime as dt
import json
import sys
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from tests.ledger import Ledger

from .ground import alone, sqlite_ground

# Of prices and quantities
DECIMALS = 4


class BadSpec(Exception):
    "What is wrong with the SPEC, in one line"


def main() -> int:
    parser = argparse.ArgumentParser(prog='python -m bench.calendar', description=__doc__)
    parser.add_argument('--json', type=Path, required=True, metavar='SPEC.json')
    options = parser.parse_args()
    try:
        spec = read(options.json)
    except BadSpec as bad:
        print(f'{options.json}: {bad}', file=sys.stderr)
        return 2
    with sqlite_ground() as place, place.database('calendar') as database:
        bills = alone(bill, str(database.config), database.name, spec)
    json.dump({'bills': bills}, sys.stdout, ensure_ascii=False, indent=1)
    print()
    return 0


def read(path: Path) -> dict[str, Any]:
    "Read the SPEC; dates and amounts come out as such"
    try:
        spec = json.loads(path.read_text(encoding='utf-8'), parse_float=Decimal)
    except (OSError, ValueError) as error:
        raise BadSpec(str(error)) from error
    what = 'the SPEC'
    try:
        offers = []
        for number, offer in enumerate(spec['offers'], 1):
            what = f'offer {number}'
            offers.append({
                'id': _id(offer['id']), 'months': int(offer['period']),
                'prices': [
                    (_day(price['from']), _number(price['amount'], 'amount'))
                    for price in offer['prices']],
                'advance': bool(offer.get('advance', True))})
        subscriptions = []
        for number, one in enumerate(spec['subscriptions'], 1):
            what = f'subscription {number}'
            subscriptions.append({
                'id': _id(one['id']), 'member': _id(one['member']),
                'payer': _id(one.get('payer') or one['member']), 'offer': _id(one['offer']),
                'start': _day(one['start']), 'end': _day(one['end']) if one.get('end') else None,
                'quantity': _number(one.get('quantity', 1), 'quantity'),
                'suspended': [
                    (_day(first), _day(last) if last else None)
                    for first, last in one.get('suspended') or []]})
        what = 'runs'
        runs = [_day(day) for day in spec['runs']]
    except KeyError as missing:
        raise BadSpec(f'{what}: {missing} is missing') from missing
    except (TypeError, ValueError, ArithmeticError, InvalidOperation) as error:
        raise BadSpec(f'{what}: {error}') from error
    unknown = {one['offer'] for one in subscriptions} - {offer['id'] for offer in offers}
    if unknown:
        raise BadSpec(f'no offer is called {sorted(map(str, unknown))[0]}')
    return {'offers': offers, 'subscriptions': subscriptions, 'runs': runs}


def _id(value: Any) -> str:
    "As JSON, so that 1 and \"1\" are two"
    if not isinstance(value, str | int):
        raise ValueError(f'{value!r} is no id')
    return json.dumps(value)


def _number(value: Any, name: str) -> Decimal:
    number = Decimal(str(value))
    if not number.is_finite() or number != round(number, DECIMALS):
        raise ValueError(f'the {name} {value} has more than {DECIMALS} decimals')
    return number


def _day(text: Any) -> dt.date:
    return dt.date.fromisoformat(text)


def bill(config: str, database: str, spec: dict[str, Any]) -> list[dict[str, Any]]:
    import trytond.config
    trytond.config.update_etc(config)

    ledger = Ledger(database)
    if not spec['runs']:
        return []
    names = ledger.run(_make, ledger, spec)
    runs = []
    for day in spec['runs']:
        runs += ledger.run(_run, ledger, day)
    found: list[dict[str, Any]] = ledger.run(_bills, ledger, runs, names)
    return found


def _make(ledger: Ledger, spec: dict[str, Any]) -> dict[str, dict[int, str]]:
    "Make all that the SPEC has; return how it names the records, by their ids"
    association, = ledger.get('asso.association').search([])
    company = association.company
    first, last = min(spec['runs']), max(spec['runs'])
    ledger.get('account.fiscalyear').create_missing(
        company, dt.date(first.year, 1, 1), dt.date(last.year, 12, 31))
    offers = _offers(ledger, spec['offers'])
    people = list(dict.fromkeys(
            name for one in spec['subscriptions'] for name in [one['member'], one['payer']]))
    parties = ledger.get('party.party').create([
            {'name': name, 'addresses': [('create', [{}])]} for name in people])
    members = ledger.get('asso.member').create([
            {'party': party.id, 'number': str(n), 'kind': 'natural'}
            for n, party in enumerate(parties, 1)])
    party = {name: one.id for name, one in zip(people, parties, strict=True)}
    member = {name: one.id for name, one in zip(people, members, strict=True)}
    subscriptions = ledger.get('asso.subscription').create([{
                'member': member[one['member']], 'offer': offers[one['offer']],
                'payer': party[one['payer']] if one['payer'] != one['member'] else None,
                'start': one['start'], 'end': one['end'], 'quantity': one['quantity'],
                'suspensions': [('create', [
                            {'first_day': first, 'last_day': last}
                            for first, last in one['suspended']])],
                } for one in spec['subscriptions']])
    return {
        'party': {id_: name for name, id_ in party.items()},
        'subscription': {
            record.id: one['id']
            for record, one in zip(subscriptions, spec['subscriptions'], strict=True)}}


def _offers(ledger: Ledger, offers: list[dict[str, Any]]) -> dict[str, int]:
    made = ledger.get('asso.offer').create([{
                'reference': f'offer {n}', 'name': f'Offer {n}', 'kind': 'invoice',
                'period_months': offer['months'], 'in_advance': offer['advance'],
                'prices': [('create', [
                            {'start': start, 'amount': amount}
                            for start, amount in offer['prices']])],
                } for n, offer in enumerate(offers, 1)])
    return {offer['id']: record.id for offer, record in zip(offers, made, strict=True)}


def _run(ledger: Ledger, day: dt.date) -> list[int]:
    Association = ledger.get('asso.association')
    runs: list[int] = Association.bill(Association.search([]), day)
    return runs


def _bills(ledger: Ledger, runs: list[int], names: dict[str, dict[int, str]]) \
        -> list[dict[str, Any]]:
    periods = {
        period.line.id: period for period in ledger.get('asso.subscription.period').search(
            [('line', '!=', None)])}
    return [{
            'number': invoice.number,
            'date': str(invoice.invoice_date),
            'payer': json.loads(names['party'][invoice.party.id]),
            'total': f'{invoice.total_amount:.2f}',
            'lines': [_line(periods[line.id], names) for line in invoice.lines],
            } for run in ledger.get('asso.billing').browse(runs) for invoice in run.bills]


def _line(period: Any, names: dict[str, dict[int, str]]) -> dict[str, Any]:
    return {
        'subscription': json.loads(names['subscription'][period.subscription.id]),
        'member': json.loads(names['party'][period.subscription.member.party.id]),
        'from': str(period.first_day),
        'to': str(period.last_day),
        'amount': f'{period.amount:.2f}',
        }


if __name__ == '__main__':
    sys.exit(main())
