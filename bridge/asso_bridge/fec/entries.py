"""The lines together: entries that balance, numbers without a gap, days in their order."""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from itertools import groupby, pairwise
from pathlib import Path

from . import columns, lines
from .reading import Fault, Row

_NUMBER = re.compile("(.*?)([0-9]+)")
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
    found = []
    for entry in entries:
        line, fields = entry[0]
        journal, number = _entry(entry[0])
        if (journal, number) in first:
            place = first[journal, number]
            yield Fault(line, "EcritureNum", f"{number!r} was used before, in line {place}")
            continue
        first[journal, number] = line
        match = _NUMBER.fullmatch(number.strip())
        if match:
            found.append((journal, match[1], int(match[2]), line))
        elif number.strip():
            yield Fault(line, "EcritureNum", f"{number!r} does not end with a number")
    over_all = list(_gaps((text, number, line) for _, text, number, line in found))
    in_each = list(_gaps(((journal, text), number, line) for journal, text, number, line in found))
    yield from min(over_all, in_each, key=len)


def _gaps(found: Iterable[tuple[Hashable, int, int]]) -> Iterator[Fault]:
    """Of (series, number, line)."""
    series: dict[Hashable, dict[int, int]] = defaultdict(dict)
    for of, number, line in found:
        series[of].setdefault(number, line)
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
    """No entry is later than the end of the year that the file's name has."""
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
