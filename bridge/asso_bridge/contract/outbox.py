"""What members are told, as the ledger answers it."""

from typing import Literal

from .answers import Answer

State = Literal["due", "sent", "held", "never"]


class Said(Answer):
    """An event; `member` is the portal's id, `number` that of the bill, else the member's."""

    event: str
    occurrence: str
    member: str | None
    number: str | None
    to: str | None
    language: str
    subject: str | None
    amount: str | None
    state: State
    reason: str | None


class Hook(Answer):
    event: str
    occurrence: str
    member: str | None
    state: State
    attempts: int


class Outbox(Answer):
    messages: list[Said]
    hooks: list[Hook]


class Sent(Outbox):
    """`more`: there is more to send, in another call."""

    more: bool
