"""The documents of a member: each as the site has it, as the books have it, or both."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

ZERO = Decimal("0.00")


def number(text: str | None) -> Decimal | None:
    """From the contract's form; None for what the site shows as it is, because it is no number."""
    try:
        value = Decimal(text)
    except (TypeError, ArithmeticError):
        return None
    return value if value.is_finite() else None


def money(text: str | None) -> Decimal:
    """From the contract's form; 0 if there is none."""
    return number(text) or ZERO


def day(text: str | None) -> dt.date | None:
    """From the contract's form; None if there is none, or no day of the calendar."""
    try:
        return dt.date.fromisoformat(text)
    except (TypeError, ValueError):
        return None


@dataclass
class Share:
    """So much of a payment for a bill, seen from one of the two.

    `document`: the other of the two, None if it is not the member's. `by`: who decided, "" if only
    the site says so.
    """

    document: "Document | None"
    amount: Decimal
    by: str = ""
    reason: str = ""
    on: dt.date | None = None
    named: bool = False  # the payer named this bill


@dataclass
class Document:
    """A bill, a credit, or another entry.

    `data` is the site's record and `entry` the books' own, each empty where one of the two does
    not have it. `residual`: what is left to pay of a bill, what anything else still gives; None if
    the snapshot does not tell.
    """

    type: str
    data: dict[str, Any]
    entry: dict[str, Any]
    books: Any  # the `Books`, which in turn know the documents
    residual: Decimal | None = None
    settled: list[Share] = field(default_factory=list)
    corrects: "Document | None" = None  # of a credit note: the bill that it names

    @property
    def key(self) -> tuple[str, str | None]:
        return self.type, self.id

    @cached_property
    def id(self) -> str | None:
        return self.data.get("id") or self.entry.get("id")

    @property
    def place(self) -> str:
        """The name of its line on a page, to link to."""
        return (self.entry.get("key") or f"{self.type} {self.id}").replace(" ", "-")

    @property
    def of_books(self) -> bool:
        """Whether the books alone have this bill or credit note, as when Tryton made it."""
        known = self.data or self.id or not self.entry.get("key")
        return not known and self.type in ("bill", "credit_note")

    @property
    def page(self) -> str:
        """What its own page is named by; "" if it has none."""
        if self.of_books:
            return self.place
        return self.id if self.type == "bill" and self.data else ""

    @property
    def kind(self) -> str:
        for known in (self.data, self.entry):
            if kind := known.get("kind") or known.get("means"):
                return kind
        return self.type

    @property
    def number(self) -> str:
        return self.data.get("number") or self.entry.get("number") or ""

    @property
    def reference(self) -> str:
        """What to write on a transfer that pays it; "" if there is none."""
        return self.entry.get("reference") or ""

    @cached_property
    def date(self) -> dt.date | None:
        return day(self.entry.get("date") or self.data.get("date"))

    @cached_property
    def due(self) -> dt.date | None:
        """By the books, where they have it."""
        return day((self.entry or self.data).get("due"))

    @cached_property
    def instalments(self) -> list[tuple[dt.date, Decimal]]:
        """By which days what is left is to be paid, where that is not all due on one."""
        told = self.entry.get("instalments") or []
        return [(dt.date.fromisoformat(one["date"]), money(one["amount"])) for one in told]

    @property
    def start(self) -> dt.date | None:
        return day(self.data.get("start") or self.entry.get("start"))

    @property
    def end(self) -> dt.date | None:
        return day(self.data.get("end") or self.entry.get("end"))

    @cached_property
    def disputed(self) -> bool:
        """By the books, if they say so of any bill."""
        return bool(self.entry.get("disputed", self.data.get("disputed")))

    @property
    def bounced(self) -> bool:
        return bool(self.entry.get("bounced"))

    @property
    def bank_label(self) -> str:
        """The bank's own words of a payment; of others what the site or the books call it."""
        labels = self.entry.get("bank_label"), self.data.get("label"), self.entry.get("label")
        return next(filter(None, labels), "")

    @cached_property
    def amount(self) -> Decimal:
        """The books' own, where they have it; a repayment's is negative."""
        if self.entry:
            return money(self.entry["amount"])
        return self.amount_here or ZERO

    @cached_property
    def amount_here(self) -> Decimal | None:
        """The site's; None if the site does not have it, or not as an amount."""
        return number(self.data.get("amount") or self.data.get("total"))

    @property
    def effect(self) -> Decimal:
        """What it adds to the balance, by the books; 0 if they do not have it or cancelled it."""
        return money(self.entry.get("effect"))

    @cached_property
    def unbooked(self) -> Decimal:
        """What the site's version would add to the balance beside that of the books."""
        if self.amount_here is None:
            return ZERO
        if self.entry:
            more = self.amount_here - self.amount
        else:
            more = self.amount_here if self.books.may_be_without(self) else ZERO
        return -more if self.type == "bill" else more

    @cached_property
    def pending(self) -> bool:
        """The books do not have it as it stands here, or refused it."""
        return bool(self.data) and not self.books.have(self)

    @property
    def refused(self) -> bool:
        return self.books.refuse(self)

    @property
    def is_paid(self) -> bool:
        """A bill of which nothing is left to pay, as far as both sides know."""
        return self.residual is not None and not self.residual and not self.pending

    @property
    def is_open(self) -> bool:
        return bool(self.residual) or bool(self.unbooked)

    @cached_property
    def lines(self) -> list[dict[str, Any]]:
        """What a bill of the site is made of; its amounts are None where they are no numbers."""
        return self.data.get("lines") or []

    @property
    def label(self) -> str:
        labels = [line["label"] for line in self.lines if line["label"]]
        return labels[0] if labels else self.data.get("label") or self.entry.get("label") or ""

    @property
    def more_lines(self) -> int:
        return max(len(self.lines) - 1, 0)
