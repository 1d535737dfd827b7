"""The statement: every document by its day, with the balance after it, from any day to any day."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from .documents import ZERO, Document
from .situation import Situation

PAGE = 200  # lines on one page


@dataclass(frozen=True)
class Line:
    """`after`: the balance after it; None if the books did not tell all."""

    document: Document
    after: Decimal | None


@dataclass(frozen=True)
class Statement:
    """`before` and `after`: the balances around its lines, None if the books did not tell all.

    `waiting`: what the books do not have yet, the newest first. `years`: all that have a line, the
    newest first, whatever the days asked for.
    """

    lines: list[Line]
    waiting: list[Document]
    before: Decimal | None
    after: Decimal | None
    years: list[int]
    first: dt.date | None = None
    last: dt.date | None = None

    @property
    def is_proven(self) -> bool:
        return self.after is not None

    def reaches(self, day: dt.date) -> bool:
        """Whether it ends in the balance of this day."""
        return self.last is None or self.last >= day

    @property
    def query(self) -> str:
        """The query of an address that leads to the same days."""
        days = [("from", self.first), ("to", self.last)]
        return "&".join(f"{name}={day}" for name, day in days if day) or "all=1"

    @property
    def newest_first(self) -> list[Line]:
        return self.lines[::-1]


def statement_of(
    situation: Situation, first: dt.date | None = None, last: dt.date | None = None
) -> Statement:
    """With the lines of these days, both included; the balances are those of the whole account.

    From the books, where they told all; else the site's documents, without balances.
    """
    books = situation.books
    if books.are_whole:
        known = {one.entry["key"]: one for one in situation.documents if one.entry}
        documents = [known[entry["key"]] for entry in situation.account.entries]
    else:
        documents = [one for one in reversed(situation.documents) if one.date]
    lines = list(_lines(documents, books.are_whole))
    years = sorted({line.document.date.year for line in lines}, reverse=True)
    chosen = [line for line in lines if _within(line.document.date, first, last)]
    earlier = [line for line in lines if first and line.document.date < first]
    before = (earlier[-1].after if earlier else ZERO) if books.are_whole else None
    after = chosen[-1].after if chosen else before
    waiting = [
        one
        for one in situation.waiting
        if books.are_whole and not one.entry and one.date and _within(one.date, first, last)
    ]
    return Statement(chosen, waiting, before, after, years, first, last)


def _lines(documents: Iterable[Document], whole: bool) -> Iterator[Line]:
    balance = ZERO
    for one in documents:
        balance += one.effect
        yield Line(one, balance if whole else None)


def _within(day: dt.date, first: dt.date | None, last: dt.date | None) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)


def asked_of(situation: Situation, query: Mapping[str, str]) -> Statement:
    """What a request's query asks for; without days, or with such as are none, the latest year."""
    first, last = _day(query.get("from")), _day(query.get("to"))
    whole = statement_of(situation)
    if first is None and last is None:
        if "all" in query or not whole.years:
            return whole
        first, last = dt.date(whole.years[0], 1, 1), dt.date(whole.years[0], 12, 31)
    return statement_of(situation, first, last)


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        return None
