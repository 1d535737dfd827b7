"""A file checked: what is wrong with it, and in which line."""

from dataclasses import dataclass
from pathlib import Path

from . import entries, lines
from .reading import Fault, read


@dataclass
class Checked:
    """`faults` are in the order of their lines; those of the file as a whole come first."""

    file: str
    encoding: str
    separator: str
    lines: int
    entries: int
    faults: list[Fault]


def check(path: Path) -> Checked:
    """Check a file of entries; it is only read. Raises OSError where that cannot be done."""
    reading = read(path.read_bytes())
    rows = reading.rows
    faults = [
        *reading.faults,
        *(fault for row in rows for fault in lines.faults(row)),
        *entries.faults(rows, path.name),
    ]
    return Checked(
        path.name,
        reading.encoding,
        reading.separator,
        len(rows),
        entries.count(rows),
        sorted(faults, key=lambda fault: fault.line),
    )
