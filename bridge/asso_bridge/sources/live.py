"""The source `portal`: pages of changes over HTTP (doc/reference/contract.md)."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from pydantic import ValidationError

from ..contract.answers import Item, Page
from ..contract.digest import canonical
from ..contract.records import RECORDS, Problem, Record, problem_of
from ..errors import TryAgain
from ..portal.calls import PREFIX, Portal
from .base import Found

MOST_EMPTY = 1000  # pages in a row that bring nothing, while the portal looks through its tables
MOST = 500  # changes on a page


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
    content = _read(item)
    group = (item.data or {}).get("member") if item.type in ("credit_note", "payment") else None
    return Found(item.type, item.id, content, group=group if isinstance(group, str) else "")


def _read(item: Item) -> Record | Problem | None:
    """The record, or why there is none, under the codes that the rows of a dump have too."""
    if item.op == "delete":
        return None
    try:
        # As JSON, whose lists are the records' tuples
        record = RECORDS[item.type].model_validate_json(canonical(item.data))
    except ValidationError as error:
        return problem_of(error, f"{item.type} {item.id}")
    if record.id != item.id:
        return Problem(
            code="reference_form", field="id", value=record.id, record=f"{item.type} {item.id}"
        )
    return record
