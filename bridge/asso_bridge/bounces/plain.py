"""A mail that came back, in the plain words of a mail server that knows no RFC 3464.

Exim says so in a header, qmail and others in words alone. It is read only where it is certain: a
mail system writes, it returns our mail with its headers, and it says of the very address which that
mail went to that this failed for good. An answer, by a person or by itself, is none of that.
"""

import re
from email import message_from_string
from email.message import Message
from email.utils import getaddresses

from ..contract.bounces import Bounce
from .parts import ID, in_line, messages, reason_of, returned, text

SYSTEMS = {"mailer-daemon", "postmaster"}
FAILED = "X-Failed-Recipients"  # of Exim: what has failed for good
# Neither a part of a number nor of an address of the network
STATUS = re.compile(r"(?<![\d.])5\.\d{1,3}\.\d{1,3}(?!\.?\d)")
CODE = re.compile(r"(?<![\d.])5\d\d(?=[ -])")
HEADER = re.compile(r"^message-id:", re.IGNORECASE | re.MULTILINE)
BLANK = re.compile(r"\n[ \t]*\n")


def read(mail: Message) -> Bounce | None:
    """The failure that it tells of; None if that is not certain, or if it is of another kind."""
    if not _is_of_system(mail):
        return None
    words, original = _parts(mail)
    if original is None:
        return None
    ids, addresses = ID.findall(in_line(original, "Message-ID")), _addresses(original, "To")
    if not ids or len(addresses) != 1:
        return None
    (address,) = addresses
    said = _said_of(address, words)
    status = _status(said)
    if not status and address in _addresses(mail, FAILED):
        status = "5.0.0"
    return Bounce(message_id=ids[-1], status=status, reason=reason_of(said)) if status else None


def _is_of_system(mail: Message) -> bool:
    writers = {address.partition("@")[0] for address in _addresses(mail, "From")}
    return bool(writers & SYSTEMS)


def _addresses(mail: Message, name: str) -> set[str]:
    values = [str(value) for value in mail.get_all(name, [])]
    return {address.lower() for _, address in getaddresses(values) if "@" in address}


def _parts(mail: Message) -> tuple[str, Message | None]:
    """What the system says, and the headers of what it returns: attached, or below in the text."""
    words, originals = "", []
    for part in [mail, *messages(mail)]:
        originals += returned(part)
        if not words and part.get_content_type() == "text/plain":
            words = text(part)
    if originals:
        return words, originals[0]
    found = HEADER.search(words)
    if not found:
        return words, None
    begins = max((blank.end() for blank in BLANK.finditer(words, 0, found.start())), default=0)
    return words[:begins], message_from_string(words[begins:])


def _said_of(address: str, words: str) -> str:
    """What follows the address in its paragraph: in the first that has a status, or has words."""
    named = re.compile(rf"(?<![\w.+-]){re.escape(address)}(?![\w-])>?:?", re.IGNORECASE)
    said = [
        paragraph[found.end() :]
        for paragraph in BLANK.split(words)
        if (found := named.search(paragraph))
    ]
    return next(filter(_status, said), next(filter(str.strip, said), ""))


def _status(said: str) -> str | None:
    if found := STATUS.search(said):
        return found[0]
    return "5.0.0" if CODE.search(said) else None
