"""Mails that came back, as the ledger is told of them, and what it answers."""

from typing import Literal

from .answers import Answer

Outcome = Literal["noted", "refused", "later", "known", "unknown"]


class Bounce(Answer):
    """What a mail server says of a mail of ours; `status` is that of RFC 3463, as 5.1.1."""

    message_id: str
    status: str
    reason: str


class Returned(Answer):
    """What became of each: one outcome for each bounce, in order."""

    outcomes: list[Outcome]


class Counted(Answer):
    """How many mails there were of each outcome; `other`: what is no word of a mail server."""

    noted: int = 0
    refused: int = 0
    later: int = 0
    known: int = 0
    unknown: int = 0
    other: int = 0
