"""The balances as files: JSON for programs, CSV for spreadsheets, written whole or not at all."""

import csv
import io
import json
import os
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

from ..contract.answers import Entry, Snapshot
from ..contract.values import printable, printable_json
from ..errors import Stop

JSON_FILE, BALANCES_FILE, ENTRIES_FILE = "balances.json", "balances.csv", "open_entries.csv"
# A new column comes last, as some read these files by position
BALANCES_HEAD = ("id", "number", "balance", "as_of", "reference")
ENTRIES_HEAD = (
    "member",
    "member_number",
    "type",
    "id",
    "number",
    "label",
    "date",
    "due",
    "amount",
    "residual",
    "as_of",
    "reference",
)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")

Cell = str | Decimal | None


def export(folder: Path, raw: Any, snapshot: Snapshot) -> list[Path]:
    """Write the three files, `raw` being the snapshot as it was answered; return their paths.

    All three are written beside their places before the first is moved there.
    """
    contents = {
        JSON_FILE: (printable_json(json.dumps(raw, ensure_ascii=False, indent=1)) + "\n").encode(),
        BALANCES_FILE: _csv(BALANCES_HEAD, _balances(snapshot)),
        ENTRIES_FILE: _csv(ENTRIES_HEAD, _entries(snapshot)),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole({folder / name: content for name, content in contents.items()})
    except OSError as error:
        raise Stop(
            f"The balances cannot be written to {folder}: {error.strerror}.",
            "Check `export`, the rights and the space on the disk; the old files are untouched.",
        ) from None
    return [folder / name for name in contents]


def write_whole(contents: dict[Path, bytes]) -> None:
    """Replace files so that a reader, even after a crash, finds each one old or new, never half."""
    written: list[tuple[Path, Path]] = []
    try:
        for path, content in contents.items():
            descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
            written.append((Path(name), path))
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fchmod(descriptor, 0o640)
                os.fsync(descriptor)
        for temporary, path in written:
            os.replace(temporary, path)
        for folder in {path.parent for path in contents}:
            _sync_folder(folder)
    except BaseException:
        for temporary, _ in written:
            with suppress(FileNotFoundError):
                temporary.unlink()
        raise


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _balances(snapshot: Snapshot) -> Iterable[Sequence[Cell]]:
    for member in snapshot.members:
        yield member.id, member.number, member.balance, snapshot.as_of, member.reference


def _entries(snapshot: Snapshot) -> Iterable[Sequence[Cell]]:
    for member in snapshot.members:
        for entry in member.entries:
            yield member.id, member.number, *_cells(entry), snapshot.as_of, entry.reference
    for entry in snapshot.unmatched:
        yield None, None, *_cells(entry), snapshot.as_of, None


def _cells(entry: Entry) -> Sequence[Cell]:
    return (
        entry.type,
        entry.id,
        entry.number,
        entry.label,
        entry.date,
        entry.due,
        entry.amount,
        entry.residual,
    )


def _csv(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """For a French spreadsheet: semicolons, decimal commas, UTF-8 with its byte order mark."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _cell(value: Cell) -> str:
    """A number stays a number; an apostrophe keeps a text from becoming a formula.

    A text is one line, and tells a terminal nothing.
    """
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    text = value or ""
    apostrophe = "'" if text.startswith(FORMULA_STARTS) else ""
    return apostrophe + printable(text)
