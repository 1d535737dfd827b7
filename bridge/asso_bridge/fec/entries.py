"""The lines together: entries that balance, numbers without a gap, days in their order."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby, pairwise
from pathlib import Path

from ..contract.values import shown
from . import columns, lines
from .reading import Fault, Row

Numbered = tuple[str, int, int]  # journal, number, line
DIGITS = "0123456789"
LONGEST = 40  # digits of a number
_NAME = re.compile("[0-9]{9}FEC([0-9]{8})", re.IGNORECASE)
# Whatever is the same on all lines of an entry
ONCE = ("EcritureDate", "ValidDate")
# A code has one name
NAMED = (
    ("JournalCode", "JournalLib"), ("CompteNum", "CompteLib"), ("CompAuxNum", "CompAuxLib"),
)  # fmt: skip


def faults(rows: list[Row], name: str) -> Iterator[Fault]:
    """Of the rows of a file of this name, which may say when the year ends."""
    entries = [list(theirs) for _, theirs in groupby(rows, _entry)]
    yield from _balance(entries)
    yield from _numbers(entries)
    yield from _order(rows)
    yield from _names(rows)
    yield from _closing(rows, name)


def count(rows: list[Row]) -> int:
    """How many entries there are."""
    return len({_entry(row) for row in rows})


def _entry(row: Row) -> tuple[str, str]:
    return row.fields["JournalCode"], row.fields["EcritureNum"]


def _balance(entries: list[list[Row]]) -> Iterator[Fault]:
    for entry in entries:
        line, fields = entry[0]
        amounts = [lines.amount(row) for row in entry]
        known = [amount for amount in amounts if amount is not None]
        if len(known) == len(amounts) and (rest := sum(known)):
            side = "debits" if rest > 0 else "credits"
            text = f"{abs(rest):.2f}".replace(".", ",")
            yield Fault(
                line, "EcritureNum",
                f"{fields['EcritureNum']!r} does not balance: its {side} are {text} more",
            )  # fmt: skip
        for row in entry[1:]:
            for name in ONCE:
                if row.fields[name] != fields[name]:
                    yield Fault(
                        row.line, name,
                        f"{row.fields[name]!r} is another than in line {line} of the same entry",
                    )  # fmt: skip


def _numbers(entries: list[list[Row]]) -> Iterator[Fault]:
    """Numbers go on without a gap, over all journals or in each one, with any text before."""
    first: dict[tuple[str, str], int] = {}
    found: dict[str, list[Numbered]] = defaultdict(list)
    for entry in entries:
        line, fields = entry[0]
        journal, number = _entry(entry[0])
        if (journal, number) in first:
            place = first[journal, number]
            yield Fault(line, "EcritureNum", f"{shown(number)!r} was used before, in line {place}")
            continue
        first[journal, number] = line
        text = number.strip().rstrip(DIGITS)
        digits = number.strip()[len(text) :]
        if len(digits) > LONGEST:
            yield Fault(line, "EcritureNum", f"{shown(number)!r} has more than {LONGEST} digits")
        elif digits:
            found[text].append((journal, int(digits), line))
        elif text:
            yield Fault(line, "EcritureNum", f"{shown(number)!r} does not end with a number")
    for numbered in found.values():
        yield from _sequence(numbered)


def _sequence(numbered: list[Numbered]) -> Iterator[Fault]:
    """Of numbers with the same text before; one that two journals have is numbered in each."""
    in_each = list(_gaps(numbered))
    if len({number for _, number, _ in numbered}) == len(numbered):
        over_all = list(_gaps([("", number, line) for _, number, line in numbered]))
        yield from min(over_all, in_each, key=len)
    else:
        yield from in_each
        yield from _beginnings(numbered)


def _beginnings(numbered: list[Numbered]) -> Iterator[Fault]:
    """Where one journal begins at 1, each does."""
    begin: dict[str, tuple[int, int]] = {}
    for journal, number, line in numbered:
        begin[journal] = min(begin.get(journal, (number, line)), (number, line))
    if any(number == 1 for number, _ in begin.values()):
        for journal, (number, line) in begin.items():
            if number > 1:
                yield Fault(
                    line, "EcritureNum",
                    f"{number} is the first of the journal {journal!r}, and others begin at 1",
                )  # fmt: skip


def _gaps(numbered: list[Numbered]) -> Iterator[Fault]:
    series: dict[str, dict[int, int]] = defaultdict(dict)
    for journal, number, line in numbered:
        series[journal].setdefault(number, line)
    for numbers in series.values():
        for before, number in pairwise(sorted(numbers)):
            if number > before + 1:
                yield Fault(
                    numbers[number], "EcritureNum",
                    f"{number} does not follow {before}: the numbers have a gap",
                )  # fmt: skip


def _order(rows: list[Row]) -> Iterator[Fault]:
    """Entries stand in the order in which they were validated."""
    latest = None
    for line, fields in rows:
        day = columns.day(fields["ValidDate"])
        if day and latest and day < latest:
            yield Fault(
                line, "ValidDate",
                f"{fields['ValidDate']!r} is before that of the line before: "
                "entries stand in the order of their validation",
            )  # fmt: skip
        latest = day or latest


def _names(rows: list[Row]) -> Iterator[Fault]:
    for code, name in NAMED:
        known: dict[str, Row] = {}
        for row in rows:
            if not (row.fields[code].strip() and row.fields[name].strip()):
                continue
            first = known.setdefault(row.fields[code], row)
            if first.fields[name] != row.fields[name]:
                yield Fault(
                    row.line, name,
                    f"{row.fields[name]!r} is another than in line {first.line}, "
                    f"for the same {code}",
                )  # fmt: skip


def _closing(rows: list[Row], name: str) -> Iterator[Fault]:
    """No entry is outside of the year that ends on the day in the file's name.

    A year has 24 months at most.
    """
    named = _NAME.fullmatch(Path(name).stem)
    closing = columns.day(named[1]) if named else None
    if closing is None:
        return
    for line, fields in rows:
        day = columns.day(fields["EcritureDate"])
        if day and day > closing:
            yield Fault(
                line, "EcritureDate",
                f"{fields['EcritureDate']!r} is after the end of the year in the file's name",
            )  # fmt: skip
        elif day and (day.year + 2, day.month, day.day) <= (
            closing.year, closing.month, closing.day,
        ):  # fmt: skip
            yield Fault(
                line, "EcritureDate",
                f"{fields['EcritureDate']!r} is more than 24 months before the end of the year "
                "in the file's name",
            )  # fmt: skip
