"""What `python -m bench.calendar` is given: offers, subscriptions and run days, read strictly."""
import datetime as dt
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from tests.subscribing.plain import Offer, Subscription

YEARS = range(1900, 2200)
MOST_MONTHS = 1200
LARGEST = Decimal(10) ** 9
DECIMALS = 4


class SpecError(Exception):
    "What is wrong with the file, in one line."


@dataclass(frozen=True)
class Name:
    "An id as it was given: the text '1' and the number 1 are two."
    value: Any
    kind: type

    @classmethod
    def of(cls, value: Any) -> 'Name':
        if isinstance(value, Decimal):
            value = float(value)
        return cls(value, str if isinstance(value, str) else float)

    def __str__(self) -> str:
        return str(self.value)


@dataclass
class Spec:
    offers: list[Offer]
    subscriptions: list[Subscription]
    runs: list[dt.date]


class Part:
    "A value of the file, and where it stands."

    def __init__(self, value: Any, where: str = '') -> None:
        self.value, self.where = value, where

    def wrong(self, what: str) -> SpecError:
        text = 'null' if self.value is None else repr(self.value)
        if isinstance(self.value, (dict, list)) or len(text) > 60:
            text = f'{text[:60]}...'
        return SpecError(f'{self.where or "the file"}: {what}, not {text}'.replace('\n', ' '))

    def object(self, *names: str, optional: dict[str, Any]) -> 'dict[str, Part]':
        if not isinstance(self.value, dict):
            raise self.wrong('must be an object')
        for name in self.value:
            if name not in names and name not in optional:
                known = ', '.join([*names, *optional])
                raise SpecError(f'{self._of(str(name))}: unknown; there are {known}')
        for name in names:
            if name not in self.value:
                raise SpecError(f'{self._of(name)}: missing')
        return {
            name: Part(value, self._of(name))
            for name, value in {**optional, **self.value}.items()}

    def _of(self, name: str) -> str:
        return f'{self.where}.{name}' if self.where else name

    def list(self) -> 'list[Part]':
        if not isinstance(self.value, list):
            raise self.wrong('must be a list')
        return [Part(value, f'{self.where}[{n}]') for n, value in enumerate(self.value)]

    def maybe(self, read: 'Callable[[Part], Any]') -> Any:
        return None if self.value is None else read(self)

    def name(self) -> Name:
        if isinstance(self.value, bool) or not isinstance(self.value, (str, int, Decimal)):
            raise self.wrong('must be a text or a number')
        found = Name.of(self.value)
        if found.value == float('inf') or found.value == -float('inf'):
            raise self.wrong('must be a number that is not too large')
        return found

    def boolean(self) -> bool:
        if not isinstance(self.value, bool):
            raise self.wrong('must be true or false')
        return self.value

    def months(self) -> int:
        if (isinstance(self.value, bool) or not isinstance(self.value, int)
                or not 0 < self.value <= MOST_MONTHS):
            raise self.wrong(f'must be a number of months from 1 to {MOST_MONTHS}')
        return self.value

    def day(self) -> dt.date:
        try:
            day = dt.date.fromisoformat(self.value)
        except (TypeError, ValueError):
            day = None
        if not day or day.isoformat() != self.value:
            raise self.wrong('must be a date as "2026-01-31"')
        if day.year not in YEARS:
            raise self.wrong(f'must be of the years {YEARS[0]} to {YEARS[-1]}')
        return day

    def money(self) -> Decimal:
        return self._number('an amount', least=-LARGEST)

    def quantity(self) -> Decimal:
        return self._number('a quantity', least=Decimal(0))

    def _number(self, what: str, least: Decimal) -> Decimal:
        found = None
        if not isinstance(self.value, bool) and isinstance(self.value, (str, int, Decimal)):
            with suppress(InvalidOperation):
                found = Decimal(self.value)
        if found is None or not found.is_finite() or not least <= found <= LARGEST:
            raise self.wrong(f'must be {what}')
        if found != round(found, DECIMALS):
            raise self.wrong(f'must be {what} of at most four decimals')
        return found


def read(path: Path) -> Spec:
    try:
        content = json.loads(
            path.read_text(encoding='utf-8'), parse_float=Decimal, parse_constant=_refuse)
    except OSError as error:
        raise SpecError(f'{path}: {error.strerror}') from error
    except (ValueError, RecursionError) as error:
        raise SpecError(f'{path}: not JSON: {error}') from error
    spec = Part(content).object('offers', 'subscriptions', 'runs', optional={})
    offers = [_offer(part) for part in spec['offers'].list()]
    _check_once(offers, 'offers')
    known = {offer.id for offer in offers}
    subscriptions = [_subscription(part, known) for part in spec['subscriptions'].list()]
    _check_once(subscriptions, 'subscriptions')
    return Spec(offers, subscriptions, [part.day() for part in spec['runs'].list()])


def _refuse(constant: str) -> None:
    raise ValueError(f'{constant} is none of its numbers')


def _check_once(things: list[Any], where: str) -> None:
    seen = set()
    for n, thing in enumerate(things):
        if thing.id in seen:
            raise SpecError(f'{where}[{n}].id: {thing.id} is there twice')
        seen.add(thing.id)


def _offer(part: Part) -> Offer:
    given = part.object('id', 'period', 'prices', optional={'advance': True})
    prices = []
    for price in given['prices'].list():
        its = price.object('amount', optional={'from': None})
        prices.append((its['from'].maybe(Part.day), its['amount'].money()))
        if prices[-1][0] in [start for start, _ in prices[:-1]]:
            raise its['from'].wrong('must be another day than that of a price before')
    return Offer(
        given['id'].name(), given['period'].months(), prices,
        in_advance=given['advance'].boolean())


def _subscription(part: Part, offers: set[Name]) -> Subscription:
    given = part.object('id', 'member', 'offer', 'start', optional={
            'payer': None, 'end': None, 'quantity': 1, 'suspended': []})
    offer = given['offer'].name()
    if offer not in offers:
        raise given['offer'].wrong('must be the id of an offer')
    suspended = []
    for days in given['suspended'].maybe(Part.list) or []:
        if len(both := days.list()) != 2:
            raise days.wrong('must be [first day, last day]')
        suspended.append((both[0].day(), both[1].maybe(Part.day)))
    return Subscription(
        given['id'].name(), given['member'].name(), offer, given['start'].day(),
        given['end'].maybe(Part.day), given['payer'].maybe(Part.name),
        given['quantity'].quantity(), suspended)
