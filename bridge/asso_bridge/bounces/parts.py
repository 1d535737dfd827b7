"""The parts of a mail that came back, which every way of saying so has."""

import re
from email import message_from_string
from email.message import Message

from ..contract.values import printable

RETURNED = {
    "message/rfc822",
    "message/global",
    "message/rfc822-headers",
    "message/global-headers",
    "text/rfc822-headers",
}
ID = re.compile(r"<[!-;=?-~]{1,995}>")  # RFC 5322: ASCII, in a line
LONGEST = 400  # characters of what a server has said


def messages(part: Message) -> list[Message]:
    """The parts of a part, none if it is one text."""
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if part.is_multipart() else []


def returned(part: Message) -> list[Message]:
    """The mail in the part, whole or its headers alone; none if it is another part."""
    if part.get_content_type() not in RETURNED:
        return []
    return messages(part) if part.is_multipart() else [message_from_string(text(part))]


def text(part: Message) -> str:
    """What a part that is one text says, as far as it can be read."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        return content.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:
        return content.decode(errors="replace")


def in_line(message: Message, name: str) -> str:
    """A header, unfolded; "" if there is none."""
    return " ".join(str(message.get(name) or "").split())


def reason_of(said: str) -> str:
    """The words of a server, in a line that may be shown."""
    return printable(" ".join(said.split()))[:LONGEST]
