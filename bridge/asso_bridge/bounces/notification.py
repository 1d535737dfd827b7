"""A mail that says that another was not delivered (RFC 3464), read leniently.

Mail servers do not agree on more than the fields that are read here. Of those that write in plain
words see plain.py.
"""

import re
from email import message_from_bytes
from email.message import Message

from ..contract.bounces import Bounce
from . import plain
from .parts import ID, in_line, messages, reason_of, returned

STATUS = re.compile(r"\b([45])\.(\d{1,3})\.(\d{1,3})\b")
CODE = re.compile(r"\b([45])\d\d\b")
KIND = re.compile(r"^[\w-]+ ?; ?")  # of a diagnostic code, as smtp


def bounce_of(content: bytes) -> Bounce | None:
    """The failure or delay that the mail tells of; None if it is another mail.

    Anybody may write to the address: what cannot be read is another mail too.
    """
    try:
        return _read(message_from_bytes(content))
    except (LookupError, RecursionError, ValueError):
        return None


def _read(mail: Message) -> Bounce | None:
    if mail.get_content_type() != "multipart/report":
        return plain.read(mail)
    parts = messages(mail)
    told = [
        block
        for part in parts
        if part.get_content_type() == "message/delivery-status"
        for block in messages(part)
    ]
    id_ = _message_id(mail, parts)
    for block in told:
        if id_ and (status := _status(block)):
            return Bounce(message_id=id_, status=status, reason=_reason(block))
    return None


def _message_id(mail: Message, parts: list[Message]) -> str | None:
    """The id of the mail that was returned, whole or by its headers; else of the one answered."""
    named = [in_line(one, "Message-ID") for part in parts for one in returned(part)]
    for text in [*named, in_line(mail, "In-Reply-To"), in_line(mail, "References")]:
        if ids := ID.findall(text):
            return str(ids[-1])
    return None


def _status(block: Message) -> str | None:
    """Of what failed or is late; None for a block of another kind, as of what arrived."""
    action = in_line(block, "Action").lower()
    if action not in {"failed", "delayed"}:
        return None
    said = [in_line(block, "Status"), in_line(block, "Diagnostic-Code")]
    found = next(filter(None, map(STATUS.search, said)), None)
    code = next(filter(None, map(CODE.search, said)), None)
    if found:
        status = found[0]
    else:
        status = f"{code[1]}.0.0" if code else "5.0.0"
    # What is only late may yet arrive
    return f"4{status[1:]}" if action == "delayed" else status


def _reason(block: Message) -> str:
    return reason_of(KIND.sub("", in_line(block, "Diagnostic-Code")))
