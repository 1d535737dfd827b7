"""A member's situation: the site's documents, with what the books say is still open.

Balance and residuals are the current snapshot's and nothing else's; the site's own allocations
only tell which payment paid which bill. A document is pending if the books refused it, or if the
snapshot is older than its last change: see `Books.have`.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.functional import cached_property

from .. import conf
from ..models import Account
from .books import Books, Key
from .documents import ZERO, Document, day, money

RECENT = 12  # documents shown without unfolding older ones
CREDITS = ("payment", "credit_note")


@dataclass
class Service:
    name: str
    start: date | None
    end: date | None
    price: Decimal
    billable: bool


@dataclass
class Situation:
    """What a member's page shows; built by `situation_of`."""

    member: str
    account: Account | None
    bills: list[Document]
    credits: list[Document]
    others: list[Document]
    services: list[Service]

    @property
    def number(self) -> str:
        return self.account.number if self.account else self.member

    @property
    def as_of(self) -> datetime | None:
        return self.account.snapshot.as_of if self.account else None

    @property
    def currency(self) -> str:
        return self.account.snapshot.currency if self.account else "EUR"

    @property
    def balance(self) -> Decimal | None:
        return self.account.balance if self.account else None

    @property
    def owed(self) -> Decimal:
        return self.account.owed if self.account else ZERO

    @property
    def age(self) -> int:
        """How many days old the balance is."""
        return (timezone.now() - self.as_of).days if self.as_of else 0

    @property
    def stale(self) -> bool:
        return self.age > conf.get("STALE_DAYS")

    @cached_property
    def shown_bills(self) -> list[Document]:
        """The newest, and all that are open."""
        return _recent(self.bills)

    @cached_property
    def older_bills(self) -> list[Document]:
        return _but(self.bills, self.shown_bills)

    @cached_property
    def shown_credits(self) -> list[Document]:
        return _recent(self.credits)

    @cached_property
    def older_credits(self) -> list[Document]:
        return _but(self.credits, self.shown_credits)

    @cached_property
    def membership(self) -> Document | None:
        """The fee that ends last."""
        fees = [bill for bill in self.bills if bill.kind == "membership_fee" and bill.end]
        return max(fees, key=lambda bill: (bill.end, bill.date), default=None)

    @property
    def is_member_today(self) -> bool:
        return bool(self.membership) and self.membership.end >= timezone.localdate()

    def bill(self, id: str) -> Document | None:
        return next((bill for bill in self.bills if bill.id == id), None)


def _recent(documents: list[Document]) -> list[Document]:
    return [one for n, one in enumerate(documents) if n < RECENT or one.is_open]


def _but(documents: list[Document], shown: list[Document]) -> list[Document]:
    seen = set(map(id, shown))
    return [one for one in documents if id(one) not in seen]


def situation_of(member: str) -> Situation:
    """The member's situation, in the same few queries however many documents there are."""
    records = list(conf.mapping().records_of(member))
    documents = {
        (kind, id): Document(kind, data)
        for kind, id, data in records
        if kind in CREDITS or (kind == "bill" and data.get("kind") and not data.get("draft"))
    }
    _settle(documents)
    books = Books.on(member, documents.keys())
    others = list(_open(documents, books)) if books.account else []
    bills = [one for one in documents.values() if one.type == "bill"]
    credits = [one for one in documents.values() if one.type in CREDITS]
    return Situation(
        member,
        books.account,
        _newest_first(bills),
        _newest_first(credits),
        others,
        _services(records),
    )


def _newest_first(documents: list[Document]) -> list[Document]:
    return sorted(documents, key=lambda one: one.data.get("date") or "", reverse=True)


def _settle(documents: dict[Key, Document]) -> None:
    """Note which bills each credit paid, and which credits paid each bill."""
    for credit in [one for one in documents.values() if one.type in CREDITS]:
        for allocation in credit.data.get("allocations") or []:
            bill, amount = documents.get(("bill", allocation["bill"])), money(allocation["amount"])
            credit.settled.append((bill, amount))
            if bill:
                bill.settled.append((credit, amount))


def _open(documents: dict[Key, Document], books: Books) -> Iterator[Document]:
    """Set what is open of each document, and yield the open entries that match none."""
    for entry in books.account.entries:
        key, residual = (entry["type"], entry["id"]), money(entry["residual"])
        if key in documents:
            documents[key].residual = residual
        else:
            yield Document(entry["type"], entry, residual)
    for one in documents.values():
        one.pending = not books.have(one)
        if books.are_certain and not one.pending and one.residual is None:
            one.residual = ZERO


def _services(records: list[tuple[str, str, dict[str, Any]]]) -> list[Service]:
    """The subscriptions that have not ended."""
    found = defaultdict(dict)
    for kind, id, data in records:
        found[kind][id] = data
    today = timezone.localdate()
    services = []
    for data in found["subscription"].values():
        offer, end = found["offer"].get(data["offer"], {}), day(data.get("end"))
        if end is None or end >= today:
            services.append(
                Service(
                    name=offer.get("name", ""),
                    start=day(data.get("start")),
                    end=end,
                    price=money(offer.get("period_price")),
                    billable=bool(offer.get("billable", True)),
                )
            )
    return services
