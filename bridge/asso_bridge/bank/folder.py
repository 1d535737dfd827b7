"""Files of the bank on this machine."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from ..errors import Refused

LARGEST = 32 * 2**20  # bytes, as many as the ledger reads
MEGABYTE = 2**20


def files_of(paths: Iterable[Path]) -> Iterator[Path]:
    """The paths; in the place of a folder its files, by name, without those that are hidden."""
    for path in paths:
        if path.is_dir():
            yield from sorted(
                one for one in path.iterdir() if one.is_file() and not one.name.startswith(".")
            )
        else:
            yield path


def content_of(path: Path) -> bytes:
    """The bytes of the file; raises Refused if it cannot be read, or is too large to be sent."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise Refused(
                f"The file has {size // MEGABYTE} MB; at most {LARGEST // MEGABYTE} MB are sent.",
                "Export a shorter period.",
            )
        return path.read_bytes()
    except OSError as error:
        raise Refused(
            f"The file cannot be read: {error.strerror}.", "Check its path and its rights."
        ) from None
