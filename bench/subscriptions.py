"""The monthly run that bills subscriptions, beside Tryton's own sale_subscription."""
import time
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.ledger import Ledger
from tests.module.portal import Portal, member

from . import sale_subscription
from .ground import Ground, alone
from .memory import most_held

MONTHS = [date(2026, 1, 1), date(2026, 2, 1)]
PRICE = Decimal('28.00')
BATCH = 500


@dataclass(frozen=True)
class Sizes:
    "Subscriptions of the larger and of the smaller association, and those for Tryton"
    many: int
    fewer: int
    tryton: int


FULL = Sizes(10_000, 1_000, 200)
QUICK = Sizes(40, 10, 5)


@dataclass
class Run:
    "Seconds for one bill, and the most megabytes that the process held"
    each: float
    memory: float


@dataclass
class Subscribed:
    "`tryton`: seconds for one bill, as it comes, and with two lines of care"
    subscriptions: int
    many: Run
    fewer: Run
    tryton: dict[bool, float]

    @property
    def growth(self) -> float:
        return self.many.each / self.fewer.each

    @property
    def times_tryton(self) -> float:
        "Beside the faster of the two"
        return min(self.tryton.values()) / self.many.each

    def figures(self) -> dict[str, Any]:
        return {
            'unit': 'bills a second', 'subscriptions': self.subscriptions,
            'ours': 1 / self.many.each, 'ours_of_fewer': 1 / self.fewer.each,
            'tryton': 1 / self.tryton[True], 'tryton_without_care': 1 / self.tryton[False],
            'times_tryton': self.times_tryton, 'growth': self.growth,
            'megabytes': self.many.memory, 'megabytes_of_fewer': self.fewer.memory}

    def table(self) -> Table:
        table = Table(title='A monthly run over subscriptions')
        for name in ['way', 'bills a second', 'ms each', 'MB']:
            table.add_column(name, justify='left' if name == 'way' else 'right')
        for name, each, memory in [
                (f'ours, {self.subscriptions}', self.many.each, f'{self.many.memory:.0f}'),
                ('ours, fewer', self.fewer.each, f'{self.fewer.memory:.0f}'),
                ('sale_subscription', self.tryton[False], ''),
                ('the same, locks first', self.tryton[True], '')]:
            table.add_row(name, f'{1 / each:.1f}', f'{each * 1000:.2f}', memory)
        return table


def measure(place: Ground, sizes: Sizes, console: Console) -> Subscribed:
    runs = {}
    for count in [sizes.fewer, sizes.many]:
        console.print(f'[dim]{count} subscriptions billed twice[/]')
        with place.database('subscriptions') as database:
            alone(_set_up, str(database.config), database.name, count)
            runs[count] = alone(_bill, str(database.config), database.name, count)
    console.print(f'[dim]{sizes.tryton} by sale_subscription[/]')
    with place.database('sale_subscription', sale_subscription.LAYER) as database:
        tryton = alone(
            sale_subscription.measure, str(database.config), database.name, sizes.tryton, MONTHS,
            PRICE)
    return Subscribed(sizes.many, runs[sizes.many], runs[sizes.fewer], tryton)


def _set_up(config: str, database: str, count: int) -> None:
    import trytond.config
    trytond.config.update_etc(config)

    ledger = Ledger(database)
    portal = Portal(ledger)
    numbers = range(1, count + 1)
    for first in range(0, count, BATCH):
        portal.send_unchecked(*[member(str(n)) for n in numbers[first:first + BATCH]])

    def make_offer() -> int:
        offer, = ledger.get('asso.offer').create([{
                    'reference': 'TEL', 'name': "Téléphone", 'billed_by': 'tryton',
                    'period_months': 1, 'period_price': PRICE}])
        return int(offer.id)
    offer = ledger.run(make_offer)
    members = ledger.run(lambda: [m.id for m in ledger.get('asso.member').search([])])

    def subscribe() -> None:
        from trytond_asso_members import bulk
        bulk.insert('asso.subscription', [{
                    'member': member_, 'offer': offer, 'start': MONTHS[0], 'active': True,
                    'draft': False, 'quantity': Decimal(1), 'discount': Decimal(0)}
                for member_ in members])
    ledger.run(subscribe)


def _bill(config: str, database: str, count: int) -> Run:
    import trytond.config
    trytond.config.update_etc(config)

    ledger = Ledger(database)
    model = ledger.get('asso.association')
    started = time.perf_counter()
    for day in MONTHS:
        ledger.run(lambda day=day: model.bill(model.search([]), day))
    seconds = time.perf_counter() - started
    sale_subscription.check(ledger, len(MONTHS) * count, PRICE)
    return Run(seconds / len(MONTHS) / count, most_held())
