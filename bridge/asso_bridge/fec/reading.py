"""The bytes of a file as lines: its encoding, what stands between its fields, its header."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from . import columns

SEPARATORS = "\t|"
# In ISO 8859-15 these are commands to a terminal; in the encodings of Windows, letters and quotes
_COMMANDS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# A French letter of UTF-8, read as ISO 8859-15
_UTF_8 = re.compile("\u00c3[\u0080-\u00bf\u20ac\u0160\u0161\u017d\u017e\u0152\u0153\u0178]")
_ENDS = re.compile("\r\n|\n|\r")
_BYTE_ENDS = re.compile(b"\r\n|\n|\r")


@dataclass(frozen=True)
class Fault:
    """`line` counts from 1, the header's; 0 is the file as a whole."""

    line: int
    field: str
    what: str

    def __str__(self) -> str:
        where = f"line {self.line}" if self.line else "the file"
        return f"{where}: {self.field} {self.what}." if self.field else f"{where}: {self.what}."


class Row(NamedTuple):
    line: int
    fields: dict[str, str]


@dataclass
class Reading:
    """A file as it was read; `rows` are those that have as many fields as the header."""

    encoding: str = ""
    separator: str = ""
    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, line: int, name: str, what: str) -> None:
        self.faults.append(Fault(line, name, what))


def read(content: bytes) -> Reading:
    """Read a file, whatever it is: what it is not, its faults say."""
    reading = Reading()
    text = _decoded(content, reading)
    if text is None:
        return reading
    lines = _ENDS.split(text)
    if lines[-1] == "":
        lines.pop()
    names = _header(lines[0] if lines else "", reading)
    if names:
        for number, line in enumerate(lines[1:], 2):
            _row(number, line, names, reading)
        if len(lines) == 1:
            reading.fault(0, "", "it has no entry")
    return reading


def _decoded(content: bytes, reading: Reading) -> str | None:
    if not content:
        reading.fault(0, "", "it is empty")
        return None
    try:
        text = content.decode("utf-8-sig")
        reading.encoding = "ASCII" if content.isascii() else "UTF-8"
    except UnicodeDecodeError:
        text = content.decode("iso8859-15")
        reading.encoding = "ISO-8859-15"
    mixed = reading.encoding == "ISO-8859-15" and _UTF_8.search(text)
    if mixed:
        reading.fault(_odd_line(content), "", "some of it is UTF-8, and the rest is not")
    elif found := _COMMANDS.search(text):
        reading.fault(
            _line_of(found, text),
            "",
            f"the character of code {ord(found[0])} is none of a text: "
            "the file is neither ASCII, ISO-8859-15 nor UTF-8",
        )
    # UTF-16 has one in every character, so that nothing else can be said
    return None if "\x00" in text else _COMMANDS.sub(" ", text)


def _odd_line(content: bytes) -> int:
    """The first line in the encoding that fewer lines have, of UTF-8 and any other."""
    utf_8, other = [], []
    for number, line in enumerate(_BYTE_ENDS.split(content), 1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            other.append(number)
        else:
            if not line.isascii():
                utf_8.append(number)
    return min((few for few in (other, utf_8) if few), key=len)[0]


def _line_of(found: re.Match[str], text: str) -> int:
    return len(_ENDS.findall(text, 0, found.start())) + 1


def _header(line: str, reading: Reading) -> tuple[str, ...] | None:
    """The names of the columns as the article writes them; None if they are others."""
    reading.separator = max(SEPARATORS, key=line.count)
    if reading.separator not in line:
        reading.fault(1, "", "its names are parted neither by tabs nor by |")
        return None
    found = line.split(reading.separator)
    for wanted in (columns.NAMES, columns.BY_SENSE):
        for names in (wanted, wanted + columns.OF_CASH, wanted + columns.OF_CASH[:3]):
            if [name.lower() for name in found] == [name.lower() for name in names]:
                return names
    wanted = columns.BY_SENSE if columns.SENSE in found else columns.NAMES
    for place, name in enumerate(wanted):
        if place >= len(found) or found[place].lower() != name.lower():
            there = repr(found[place]) if place < len(found) else "nothing"
            reading.fault(1, "", f"column {place + 1} is {there}, and must be {name}")
            return None
    more = ", ".join(found[len(wanted) :])
    reading.fault(1, "", f"after the {len(wanted)} columns come others: {more}")
    return None


def _row(number: int, line: str, names: tuple[str, ...], reading: Reading) -> None:
    if not line:
        reading.fault(number, "", "it is empty")
        return
    fields = line.split(reading.separator)
    if len(fields) == len(names):
        reading.rows.append(Row(number, dict(zip(names, fields, strict=True))))
    else:
        reading.fault(number, "", f"it has {len(fields)} fields in place of {len(names)}")
