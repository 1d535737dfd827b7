"""Read a file of Django's dumpdata as a stream, plain or gzip, one row at a time."""

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import ijson

from ..errors import BadSource
from .legible import Checked, Legible, TooLong

GZIP = b"\x1f\x8b"
BOM = b"\xef\xbb\xbf"
ENCODINGS = ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"), (b"\x00", "UTF-16 or UTF-32"))
AGAIN = "Write it again with `manage.py dumpdata members offers billing`."


class Hashing:
    """Passes bytes on, and keeps the SHA-256 of all that have passed."""

    def __init__(self, stream: IO[bytes], start: bytes) -> None:
        self._stream = stream
        self._start = start
        self.sha256 = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        if not size:  # ijson asks for nothing to see whether it gets bytes
            return b""
        piece = self._start or self._stream.read(size)
        self._start = b""
        self.sha256.update(piece)
        return piece


class DumpData:
    """The rows of one file; after they were read once, `digest` is that of the unpacked content."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.digest = ""
        self._number = 0  # of the last row that was read

    def _bad(self, what: str, mend: str = AGAIN) -> BadSource:
        return BadSource(f"The dump {self.path} {what}.", mend)

    def __iter__(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """(model, pk, fields) of each row; numbers with decimals are text."""
        try:
            try:
                yield from self._read(Checked)
            except (ijson.JSONError, ArithmeticError, TooLong):
                yield from self._read(Legible)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise self._bad(
                f"is cut off or damaged in its packing, after row {self._number} ({error})"
            ) from None
        except OSError as error:
            raise self._bad(
                f"cannot be read: {error.strerror}",
                "Check the setting `dump` and the file's rights.",
            ) from None
        except UnicodeDecodeError:
            raise self._bad(f"is not UTF-8 after row {self._number}") from None
        except ijson.JSONError as error:
            raise self._bad(_reason(str(error), self._number)) from None

    def _read(self, by: type[Checked | Legible]) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """The rows after those that were read."""
        seen = self._number
        with self._open() as stream:
            content = self._start(stream)
            for number, row in enumerate(ijson.items(by(content), "item"), 1):
                if number > seen:
                    self._number = number
                    yield self._row(number, row)
            self.digest = content.sha256.hexdigest()

    def _open(self) -> IO[bytes]:
        stream = self.path.open("rb")
        packed = stream.read(2) == GZIP
        stream.seek(0)
        return gzip.open(stream) if packed else stream  # type: ignore[return-value]

    def _start(self, stream: IO[bytes]) -> Hashing:
        """The stream without its byte order mark, once it is seen to begin like a list."""
        start = stream.read(4096)
        for mark, name in ENCODINGS:
            if mark in start[:2]:
                raise self._bad(f"is written in {name}, not UTF-8")
        start = start.removeprefix(BOM)
        if not start.strip():
            raise self._bad("is empty")
        if start.lstrip()[:1] in (b"{", b'"'):
            raise self._bad("is JSON, but not a list of rows")
        if start.lstrip()[:1] != b"[":
            raise self._bad("is not JSON")
        return Hashing(stream, start)

    def _row(self, number: int, row: Any) -> tuple[str, str, dict[str, Any]]:
        if isinstance(row, dict):
            model, pk, fields = row.get("model"), row.get("pk"), row.get("fields")
            if isinstance(pk, int) and not isinstance(pk, bool):
                pk = str(pk)
            if (
                isinstance(model, str)
                and isinstance(pk, str)
                and isinstance(fields, dict)
                and 1 <= len(pk) <= 32
                and pk.isprintable()
            ):
                return model.lower(), pk, fields
        raise self._bad(f'holds no {{"model", "pk", "fields"}} with a usable pk in row {number}')


def _reason(error: str, number: int) -> str:
    if "premature EOF" in error or "Incomplete" in error:
        return f"is cut off after row {number}"
    if "invalid bytes in UTF8" in error:
        return f"is not UTF-8 after row {number}"
    if "trailing garbage" in error:
        return "goes on after the end of its list"
    return f"is not JSON after row {number}"


def fields_as_json(fields: dict[str, Any]) -> str:
    """Plain ASCII, so that no character in it disturbs a database; a Decimal becomes its text.

    An empty list, which no field takes, stands for a value that cannot be written.
    """
    try:
        return _as_json(fields)
    except (RecursionError, ValueError):
        return _as_json(
            {name: fields[name] if _is_writable(fields[name]) else [] for name in fields}
        )


def _is_writable(value: object) -> bool:
    try:
        _as_json(value)
    except (RecursionError, ValueError):
        return False
    return True


def _as_json(value: object) -> str:
    return json.dumps(value, default=_plain, check_circular=False)


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(type(value))
