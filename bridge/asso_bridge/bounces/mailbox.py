"""The mails of a Maildir, of a file (mbox, or one mail), or of standard input (one mail)."""

import mailbox
import sys
from collections.abc import Iterator
from pathlib import Path

from ..errors import WrongSetting

STANDARD_INPUT = "-"
ENVELOPE = b"From "  # how the first line begins that mail servers put before a mail


def mails(source: str) -> Iterator[bytes]:
    """Each mail as it is stored; none is changed, moved or marked."""
    path = Path(source)
    try:
        if source == STANDARD_INPUT:
            yield _without_envelope(sys.stdin.buffer.read())
        elif path.is_dir():
            if not (path / "cur").is_dir():
                raise WrongSetting(f"{source} is no Maildir.", "Name a Maildir, a file, or -.")
            yield from _stored(mailbox.Maildir(path, create=False))
        elif path.read_bytes()[: len(ENVELOPE)] == ENVELOPE:
            yield from _stored(mailbox.mbox(path, create=False))
        else:
            yield path.read_bytes()
    except OSError as error:
        raise WrongSetting(f"{source} cannot be read: {error.strerror}.") from error


def _stored(box: mailbox.Mailbox[mailbox.MaildirMessage] | mailbox.mbox) -> Iterator[bytes]:
    for key in box.iterkeys():
        try:
            yield box.get_bytes(key)
        except (KeyError, FileNotFoundError):
            continue  # somebody has taken it away meanwhile


def _without_envelope(content: bytes) -> bytes:
    return content.partition(b"\n")[2] if content.startswith(ENVELOPE) else content
