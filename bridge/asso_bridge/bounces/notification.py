"""A mail that says that another was not delivered (RFC 3464), read leniently.

Mail servers do not agree on more than the fields that are read here.
"""

import re
from email import message_from_bytes, message_from_string
from email.message import Message

from ..contract.bounces import Bounce
from ..contract.values import printable

RETURNED = {
    "message/rfc822",
    "message/global",
    "message/rfc822-headers",
    "message/global-headers",
    "text/rfc822-headers",
}
STATUS = re.compile(r"\b([45])\.(\d{1,3})\.(\d{1,3})\b")
CODE = re.compile(r"\b([45])\d\d\b")
KIND = re.compile(r"^[\w-]+ ?; ?")  # of a diagnostic code, as smtp
ID = re.compile(r"<[!-;=?-~]{1,995}>")  # RFC 5322: ASCII, in a line
LONGEST = 400  # characters of what a server has said


def bounce_of(content: bytes) -> Bounce | None:
    """The failure or delay that the mail tells of; None if it is another mail.

    Anybody may write to the address: what cannot be read is another mail too.
    """
    try:
        return _read(message_from_bytes(content))
    except (LookupError, RecursionError, ValueError):
        return None


def _read(mail: Message) -> Bounce | None:
    if mail.get_content_type() != "multipart/report" or not mail.is_multipart():
        return None
    parts = _messages(mail)
    told = [
        block
        for part in parts
        if part.get_content_type() == "message/delivery-status"
        for block in _messages(part)
    ]
    id_ = _message_id(mail, parts)
    for block in told:
        if id_ and (status := _status(block)):
            return Bounce(message_id=id_, status=status, reason=_reason(block))
    return None


def _messages(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if part.is_multipart() else []


def _message_id(mail: Message, parts: list[Message]) -> str | None:
    """That of the mail which was returned, whole or its headers alone, or which is answered."""
    named = [_text(one, "Message-ID") for part in parts for one in _returned(part)]
    for text in [*named, _text(mail, "In-Reply-To"), _text(mail, "References")]:
        if ids := ID.findall(text):
            return str(ids[-1])
    return None


def _returned(part: Message) -> list[Message]:
    if part.get_content_type() not in RETURNED:
        return []
    if part.is_multipart():
        return _messages(part)
    content = part.get_payload(decode=True)
    text = content.decode(errors="replace") if isinstance(content, bytes) else ""
    return [message_from_string(text)]


def _status(block: Message) -> str | None:
    """Of what failed or is late; None for a block of another kind, as of what arrived."""
    action = _text(block, "Action").lower()
    if action not in {"failed", "delayed"}:
        return None
    said = [_text(block, "Status"), _text(block, "Diagnostic-Code")]
    found = next(filter(None, map(STATUS.search, said)), None)
    code = next(filter(None, map(CODE.search, said)), None)
    if found:
        status = found[0]
    else:
        status = f"{code[1]}.0.0" if code else "5.0.0"
    # What is only late may yet arrive
    return f"4{status[1:]}" if action == "delayed" else status


def _reason(block: Message) -> str:
    said = KIND.sub("", _text(block, "Diagnostic-Code"))
    return printable(said)[:LONGEST]


def _text(message: Message, name: str) -> str:
    return " ".join(str(message.get(name) or "").split())
