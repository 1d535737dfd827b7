"""The site's documents in the contract's form, with what is still open of each."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

ZERO = Decimal("0.00")


def money(text: str | None) -> Decimal:
    """From the contract's form; 0 if there is none."""
    return Decimal(text or 0)


def day(text: str | None) -> dt.date | None:
    """From the contract's form; None if there is none."""
    return dt.date.fromisoformat(text) if text else None


@dataclass
class Document:
    """A bill or a credit.

    `residual`: what is left to pay of a bill, what a credit has not paid for yet; None if the
    snapshot does not tell. `pending`: the books do not have it as it stands here, or refused it.
    """

    type: str
    data: dict[str, Any]
    residual: Decimal | None = None
    pending: bool = False
    # (the other document or None if it is not the member's, amount)
    settled: "list[tuple[Document | None, Decimal]]" = field(default_factory=list)

    @property
    def key(self) -> tuple[str, str]:
        return self.type, self.data["id"]

    @property
    def id(self) -> str | None:
        return self.data.get("id")

    @property
    def kind(self) -> str:
        return self.data.get("kind") or self.data.get("means") or self.type

    @property
    def number(self) -> str:
        return self.data.get("number") or ""

    @cached_property
    def date(self) -> dt.date | None:
        return day(self.data.get("date"))

    @cached_property
    def due(self) -> dt.date | None:
        return day(self.data.get("due"))

    @property
    def start(self) -> dt.date | None:
        return day(self.data.get("start"))

    @property
    def end(self) -> dt.date | None:
        return day(self.data.get("end"))

    @property
    def disputed(self) -> bool:
        return bool(self.data.get("disputed"))

    @cached_property
    def amount(self) -> Decimal:
        return money(self.data.get("amount") or self.data.get("total"))

    @cached_property
    def lines(self) -> list[dict[str, Any]]:
        """Labels and amounts of a bill."""
        return [
            {"label": line["label"], "amount": money(line["gross"])}
            for line in self.data.get("lines", [])
        ]

    @property
    def label(self) -> str:
        labels = [line["label"] for line in self.lines if line["label"]]
        return labels[0] if labels else self.data.get("label") or ""

    @property
    def more_lines(self) -> int:
        return max(len(self.lines) - 1, 0)

    @property
    def is_open(self) -> bool:
        return bool(self.residual) or self.pending
