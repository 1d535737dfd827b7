"""Read what the bridge sends: each value in the contract's form, or a refusal that names it."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

MONEY = re.compile(r"-?[0-9]{1,12}\.[0-9]{2}")
SUM = re.compile(r"-?[0-9]{1,18}\.[0-9]{2}")  # of amounts
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
REFERENCE = re.compile(r"RF[0-9]{2}[0-9A-Z]{1,21}")  # of ISO 11649, without blanks
DIGEST = re.compile(r"[0-9a-f]{64}")
LARGEST = 2**63 - 1  # of a database's integers
ENTRY_TYPES = ("bill", "payment", "credit_note", "other")


class Refused(Exception):
    """What was sent is not taken; `code` is the problem's type, `detail` says what is wrong."""

    def __init__(self, code: str, status: int, detail: str) -> None:
        super().__init__(detail)
        self.code, self.status, self.detail = code, status, detail


class Part:
    """An object of a document, and its place in it, by which a refusal names it."""

    def __init__(self, content: Any, place: str = "", code: str = "snapshot-invalid") -> None:
        self.place, self.code = place, code
        if not isinstance(content, dict):
            raise self.wrong("", "must be an object")
        self.content = content

    def wrong(self, name: str, what: str) -> Refused:
        place = self._place_of(name) or "The document"
        return Refused(self.code, 422, f"{place} {what}.")

    def _place_of(self, name: str) -> str:
        return ".".join(part for part in (self.place, name) if part)

    def value(self, name: str) -> Any:
        if name not in self.content:
            raise self.wrong(name, "is missing")
        return self.content[name]

    def text(self, name: str, longest: int = 255, shortest: int = 0) -> str:
        value = self.value(name)
        if not isinstance(value, str) or not shortest <= len(value) <= longest:
            raise self.wrong(name, f"must be a text of {shortest} to {longest} characters")
        return value

    def text_or_none(self, name: str, longest: int = 255) -> str | None:
        return None if self.content.get(name) is None else self.text(name, longest)

    def text_or_null(self, name: str, longest: int = 255) -> str | None:
        """As `text_or_none`, of what must be there."""
        return None if self.value(name) is None else self.text(name, longest)

    def id_or_none(self, name: str) -> str | None:
        return None if self.value(name) is None else self.text(name, 64, 1)

    def choice(self, name: str, choices: tuple[str | None, ...]) -> Any:
        value = self.value(name)
        if not isinstance(value, str | None) or value not in choices:
            among = ", ".join("null" if one is None else one for one in choices)
            raise self.wrong(name, f"must be one of {among}")
        return value

    def matching(self, name: str, form: re.Pattern[str], what: str) -> str:
        value = self.value(name)
        if not isinstance(value, str) or not form.fullmatch(value):
            raise self.wrong(name, f"must be {what}")
        return value

    def money(self, name: str) -> Decimal:
        return Decimal(self.matching(name, MONEY, "money with two decimals, as text"))

    def sum(self, name: str) -> Decimal:
        """Money too, of more digits than one amount has."""
        return Decimal(self.matching(name, SUM, "money with two decimals, as text"))

    def integer(self, name: str, least: int = 0, most: int = LARGEST) -> int:
        value = self.value(name)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self.wrong(name, f"must be an integer from {least} to {most}")
        return value

    def day(self, name: str) -> str:
        value = self.matching(name, DAY, "a date, as 2026-11-21")
        try:
            date.fromisoformat(value)
        except ValueError:
            raise self.wrong(name, "is no date of the calendar") from None
        return value

    def day_or_none(self, name: str) -> str | None:
        return None if self.value(name) is None else self.day(name)

    def reference_or_none(self, name: str) -> str | None:
        """As `text_or_none`: a ledger of an older release gives no references."""
        if self.content.get(name) is None:
            return None
        return self.matching(name, REFERENCE, "a reference of ISO 11649, without blanks")

    def boolean(self, name: str) -> bool:
        value = self.value(name)
        if not isinstance(value, bool):
            raise self.wrong(name, "must be true or false")
        return value

    def moment(self, name: str) -> datetime:
        try:
            moment = datetime.fromisoformat(self.text(name, 40))
            if moment.tzinfo is None:
                raise ValueError
            return moment.astimezone(UTC)
        except (ValueError, OverflowError):
            raise self.wrong(name, "must be a moment with its zone, in RFC 3339") from None

    def items(self, name: str) -> list[Any]:
        value = self.value(name)
        if not isinstance(value, list):
            raise self.wrong(name, "must be a list")
        return value

    def part(self, name: str) -> "Part":
        return Part(self.value(name), self._place_of(name), self.code)

    def parts(self, name: str) -> "list[Part]":
        value, place = self.items(name), self._place_of(name)
        return [Part(one, f"{place}[{n}]", self.code) for n, one in enumerate(value)]


def entry(part: Part) -> dict[str, str | None]:
    """An open entry, without the fields that the contract does not know."""
    return {
        "type": part.choice("type", ENTRY_TYPES),
        "id": part.id_or_none("id"),
        "number": part.text_or_none("number"),
        "label": part.text_or_none("label", 10_000),
        "date": part.day("date"),
        "due": part.day("due") if part.content.get("due") is not None else None,
        "amount": str(part.money("amount")),
        "residual": str(part.money("residual")),
        "reference": part.reference_or_none("reference"),
    }


def effect(one: dict[str, Any]) -> Decimal:
    """What an open entry does to the balance: a bill takes from it, all else gives to it."""
    residual = Decimal(one["residual"])
    return -residual if one["type"] == "bill" else residual
