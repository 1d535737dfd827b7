"""A file of the bank, as the ledger answers it and as the portal hands it over.

See doc/reference/contract.md; unknown fields are ignored.
"""

from typing import Literal

from pydantic import Base64Bytes

from .answers import Answer
from .values import Money, Sum

Decision = Literal["matched", "proposed", "waiting", "rule", "double", "ignored"]
# What the books have is not all that is to be done about these
FOR_A_PERSON = ("proposed", "waiting", "double")


class Paid(Answer):
    """So much for a bill; `id` is the portal's, None for a bill that it does not know."""

    id: str | None
    number: str | None
    amount: Money


class Proposal(Answer):
    """A member who may be meant."""

    member: str | None
    number: str | None
    bills: list[Paid]
    reasons: list[str]


class Row(Answer):
    """A row of the file; `information` is all else that it says, by column."""

    date: str
    amount: Money
    label: str
    information: dict[str, str | None]
    decision: Decision
    reasons: list[str]
    member: str | None
    number: str | None
    bills: list[Paid]
    proposals: list[Proposal]


class Choice(Answer):
    value: str
    means: str


class Question(Answer):
    """What a person must say before the file is booked."""

    file: str
    what: str
    text: str = ""
    choices: list[Choice]


class Account(Answer):
    """The rows of one account in a file; `discrepancies`: what in it does not add up."""

    account: str | None = None
    journal: str = ""
    discrepancies: list[str] = []


class BankFile(Answer):
    """What became of a file; `opening` and `closing` are None if it has several accounts."""

    file: str
    bank: str | None
    encoding: str
    delimiter: str | None
    opening: Money | None
    closing: Money | None
    accounts: list[Account] = []
    totals: dict[Decision, Sum]
    rows: list[Row]
    questions: list[Question]


class Dropped(Answer):
    """A file that waits in the portal; `attempt` grows each time that a person wants it tried."""

    id: str
    name: str
    size: int
    digest: str
    account: str | None = None
    answers: dict[str, str] = {}
    attempt: int


class AllDropped(Answer):
    files: list[Dropped]


class Content(Answer):
    """The bytes of a file; in JSON they are in base64."""

    content: Base64Bytes
