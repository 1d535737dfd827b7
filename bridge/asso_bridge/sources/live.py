"""The source `portal`: pages of changes over HTTP (doc/reference/contract.md)."""

import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from ..contract.answers import Item, Page
from ..contract.records import RECORDS, Record
from ..contract.values import shown
from ..errors import TryAgain
from ..portal.calls import PREFIX, Portal
from .base import Found
from .found import found as attempted
from .row import Misread

MOST_EMPTY = 1000  # pages in a row that bring nothing, while the portal looks through its tables
MOST = 500  # changes on a page
UNREADABLE = "unreadable"  # in place of a record that the portal itself cannot read


class LivePortal:
    """The changes after `cursor`, or all that the portal holds; it may change while it is read."""

    def __init__(self, portal: Portal, cursor: str = "", limit: int = MOST) -> None:
        self.cursor = cursor
        self.ignored: Counter[str] = Counter()
        self.head = self.seq = 0  # the last number that the portal gave, and the last one read
        self._portal = portal
        self._start = cursor
        self._limit = min(limit, MOST)

    def pages(self) -> Iterator[list[Found]]:
        """Page by page; `cursor` is then the one after the page."""
        self.cursor, empty = self._start, 0
        while True:
            cursor = self.cursor.removeprefix(PREFIX)
            page = self._portal.changes(cursor, self._limit, self.seq)
            self._note(page)
            if page.items:
                yield [found(item) for item in page.items]
            if not page.has_more:
                return
            empty = 0 if page.items else empty + 1
            if empty > MOST_EMPTY:
                raise TryAgain("The portal promises more, but sends nothing.", "See its log.")

    def _note(self, page: Page) -> None:
        self.cursor = PREFIX + page.next
        self.head = page.head
        self.seq = page.items[-1].seq if page.items else self.seq

    @property
    def behind(self) -> int:
        """How many changes the portal has given that were not read."""
        return max(0, self.head - self.seq) if self.seq else 0

    def found(self) -> Iterator[Found]:
        self.seq = 0
        for page in self.pages():
            yield from page

    def balances(self) -> Iterator[tuple[str, Decimal]]:
        """None, as the portal shows those of the ledger."""
        return iter(())


def found(item: Item) -> Found:
    """What cannot be read becomes a problem, not an error; a member's credits form one group."""
    name = f"{item.type} {item.id}"
    group = _member_of(item.data) if item.type in ("credit_note", "payment") else ""
    return attempted(item.type, item.id, lambda: _read(item, name), name, group)


def _member_of(data: object) -> str:
    member = data.get("member") if isinstance(data, dict) else None
    return member if isinstance(member, str) else ""


def _read(item: Item, name: str) -> Record | None:
    """The record, under the codes that the rows of a dump have too."""
    if item.op == "delete":
        return None
    if isinstance(item.data, dict) and isinstance(unreadable := item.data.get(UNREADABLE), dict):
        field, value = unreadable.get("field"), unreadable.get("value")
        raise Misread("field_form", shown(field), value, name)
    # As JSON, whose lists are the records' tuples
    record = RECORDS[item.type].model_validate_json(json.dumps(item.data))
    if record.id != item.id:
        raise Misread("reference_form", "id", record.id, name)
    return record
