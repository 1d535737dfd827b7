"""The services that a member has, with what they cost as it was billed."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .documents import Document, day, money


@dataclass(frozen=True)
class Service:
    """`price`: for so many `months`; `billed`: with VAT, as on the last bill, not the offer's."""

    name: str
    start: dt.date | None
    end: dt.date | None
    price: Decimal
    months: int
    billed: bool
    billable: bool


def services_of(
    records: Iterable[tuple[str, str, dict[str, Any]]],
    documents: Iterable[Document],
    today: dt.date,
) -> list[Service]:
    """The subscriptions that have not ended; `documents`: the newest first."""
    found: dict[str, dict[str, dict]] = defaultdict(dict)
    for kind, id, data in records:
        if kind in ("subscription", "offer"):
            found[kind][id] = data
    running = [
        data for data in found["subscription"].values() if (day(data.get("end")) or today) >= today
    ]
    prices = _billed(documents, {data["id"] for data in running}) if running else {}
    return [
        _service(data, found["offer"].get(data["offer"], {}), prices.get(data["id"]))
        for data in running
    ]


def _service(data: dict, offer: dict, billed: Decimal | None) -> Service:
    months = offer.get("period_months") or 1
    return Service(
        name=offer.get("name", ""),
        start=day(data.get("start")),
        end=day(data.get("end")),
        price=money(offer.get("period_price")) if billed is None else billed,
        months=1 if billed is None else months,
        billed=billed is not None,
        billable=bool(offer.get("billable", True)),
    )


def _billed(documents: Iterable[Document], wanted: set[str]) -> dict[str, Decimal]:
    """{subscription: what the newest line for a period of it came to}."""
    prices: dict[str, Decimal] = {}
    for bill in documents:
        for line in bill.lines:
            id = line.get("subscription")
            if id in wanted and id not in prices and line.get("end") and line.get("gross"):
                prices[id] = money(line["gross"])
        if len(prices) == len(wanted):
            break
    return prices
