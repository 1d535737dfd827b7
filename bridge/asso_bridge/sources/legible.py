"""A dump whose numbers any reader can take: those that it cannot become texts.

JSON knows no NaN, and readers fail on a number of thousands of digits. As a text, such a value is
wrong in its own record, and in no other.
"""

import re
from typing import IO, Protocol

# A string (to the end of what is there, if it is not closed), or anything else in one piece
TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*(?:"|\\?\Z)|[^"\s,:\[\]{}]+', re.DOTALL)
ILLEGIBLE = re.compile(rb"-?(?:NaN|Infinity|[0-9]{19,}.*|[0-9.]+[eE].*)")
TOO_LONG = re.compile(rb"[0-9]{1000}")


class Reads(Protocol):
    def read(self, size: int = -1) -> bytes: ...


class TooLong(Exception):
    """There are more digits in a row than a reader may take for a number."""


class Checked:
    """The stream as it is; raises TooLong before a reader meets a number that it fails on."""

    def __init__(self, stream: Reads) -> None:
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        piece = self._stream.read(size)
        if TOO_LONG.search(piece):
            raise TooLong
        return piece


class Legible:
    """The stream with quotes around the numbers that a reader fails on."""

    def __init__(self, stream: Reads | IO[bytes]) -> None:
        self._stream = stream
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        if not size:
            return b""
        while True:
            piece = self._stream.read(size)
            read = self._quoted(self._rest + piece, last=not piece)
            if read or not piece:
                return read

    def _quoted(self, text: bytes, last: bool) -> bytes:
        """What is sure of the text; the rest, which may go on, is kept for the next reading."""
        parts, at = [], 0
        for token in TOKEN.finditer(text):
            if token.end() == len(text) and not last:
                break
            found = token[0]
            quoted = b'"' + found + b'"' if ILLEGIBLE.fullmatch(found) else found
            parts += [text[at : token.start()], quoted]
            at = token.end()
        self._rest = b"" if last else text[at:]
        return b"".join(parts) + (text[at:] if last else b"")
