"""Offers, subscriptions and bills in plain words: what a case is made of, and what came of it."""
import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass
class Offer:
    """`prices` are (first day or None for ever, amount per period), `handovers` (first day,
    'tryton' or 'portal', who bills from then on)."""
    id: Any
    months: int
    prices: list[tuple[dt.date | None, Decimal]]
    in_advance: bool = True
    call_days: int = 0
    counted_from: str = 'start'
    calendar_month: int = 1
    late_joiners: str = 'days'
    late_months: int = 0
    setup_price: Decimal | None = None
    handovers: list[tuple[dt.date, str]] = field(default_factory=list)


@dataclass
class Subscription:
    "`suspended` are (first day, last day or None as long as it lasts); no payer: the member."
    id: Any
    member: Any
    offer: Any
    start: dt.date
    end: dt.date | None = None
    payer: Any = None
    quantity: Decimal = Decimal(1)
    suspended: list[tuple[dt.date, dt.date | None]] = field(default_factory=list)
    price: Decimal | None = None
    discount: Decimal = Decimal(0)
    free_months: int = 0

    @property
    def who_pays(self) -> Any:
        return self.member if self.payer is None else self.payer


@dataclass(frozen=True)
class Price:
    "What an offer costs from a day on."
    offer: Any
    first: dt.date
    amount: Decimal


@dataclass(frozen=True)
class Line:
    subscription: Any
    first: dt.date
    last: dt.date
    amount: Decimal


@dataclass(frozen=True)
class Bill:
    number: str | None
    date: dt.date
    payer: Any
    total: Decimal
    lines: tuple[Line, ...]
