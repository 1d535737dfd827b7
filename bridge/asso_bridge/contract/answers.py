"""What the ledger and the portal answer (doc/reference/contract.md); unknown fields are ignored."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from .records import Type
from .values import Money, Sum

Ran = Literal["applied", "unchanged", "skipped", "refused", "waiting"]


class Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Hello(Answer):
    contract: int
    feed: str
    company: str
    currency: str
    cursor: str | None = None
    cutover: str | None = None
    ledger: str = ""
    asked: bool = False
    whole: bool = False
    people: int = 0
    language: str = "en"
    generation: int = 0
    counts: dict[str, int] = {}


class Outcome(Answer):
    type: Type
    id: str
    outcome: Ran
    code: str | None = None
    reason: str | None = None
    document: str | None = None


class Outcomes(Answer):
    """`outcomes`: one for each change, in order; `also`: those of changes tried in quarantine.

    `people`: how many persons are at work in the ledger.
    """

    outcomes: list[Outcome]
    also: list[Outcome] = []
    people: int = 0


class Holder(Answer):
    process: int
    client: str
    seconds: int

    def __str__(self) -> str:
        return f"process {self.process} of its database ({self.client}) for {self.seconds} s"


class Holding(Answer):
    """Who holds the books, as far as their database knows; `people` are at work in them."""

    holders: list[Holder] = []
    people: list[str] = []


class Quarantined(Answer):
    """A change in quarantine; `id` is the entry's, `record` the portal's."""

    id: int
    type: Type
    record: str
    op: str
    state: Literal["refused", "waiting", "set_aside"]
    code: str | None = None
    reason: str | None = None
    since: str | None = None
    tries: int = 0
    set_aside_reason: str | None = None


class Quarantine(Answer):
    changes: list[Quarantined]

    @property
    def needs_somebody(self) -> bool:
        """Whether anything was refused or waits that no person has set aside."""
        return any(change.state != "set_aside" for change in self.changes)

    def count(self, state: str) -> int:
        return sum(change.state == state for change in self.changes)


class Entry(Answer):
    """`residual`: what a bill has left to pay, or what another entry has left to give."""

    type: Literal["bill", "payment", "credit_note", "other"]
    id: str | None
    number: str | None = None
    label: str | None = None
    date: str | None = None
    due: str | None = None
    amount: Money
    residual: Money
    reference: str | None = None


class MemberBalance(Answer):
    """`balance`: positive, the member is ahead; negative, the member owes.

    `reference`: what the member may write on a transfer; None from a ledger that gives none.
    """

    id: str | None
    number: str | None = None
    reference: str | None = None
    balance: Sum
    entries: list[Entry]


class Balances(Answer):
    """The head of all balances; `cursor`: the feed's, up to which they are true, or a dump's."""

    ledger: str = ""
    generation: int
    as_of: str
    currency: str
    count: int
    total: Sum
    digest: str
    cursor: str | None = None


class Snapshot(Balances):
    """Of each member what is open."""

    members: list[MemberBalance]
    unmatched: list[Entry]


class Allocation(Answer):
    """So much of an entry for the one whose key is `to`; who decided it, why and when."""

    to: str
    amount: Money
    by: Literal["portal", "ledger", "person"]
    reason: str | None
    on: str


class Booked(Answer):
    """A document, or another entry, settled or not.

    `effect`: what it adds to the balance; `residual`: as that of an open entry.
    """

    key: str
    type: Literal["bill", "payment", "credit_note", "other"]
    effect: Money
    residual: Money
    amount: Money
    reference: str | None = None
    allocations: list[Allocation]


class MemberStatement(Answer):
    """All that the books have of a member, from the first day."""

    id: str | None
    number: str | None = None
    reference: str | None = None
    balance: Sum
    entries: list[Booked]


class Statement(Balances):
    """Of each member all documents; of all members, or of those that differ from the base.

    `base`: a generation, None if it is the whole. `gone`: the digests of the members of the base
    that are no more, or are replaced. `count`, `total` and `digest` are of all members.
    """

    contract: Literal[2]
    bank_known_until: str | None
    base: int | None
    members: list[MemberStatement]
    gone: list[str]
    unmatched: list[Entry]


class Item(Answer):
    """A change as the portal serves it: the latest state of one record; `digest` is of `data`."""

    seq: int
    type: Type
    id: str
    op: Literal["upsert", "delete"]
    digest: str
    data: Any = None


class Page(Answer):
    """Changes by rising `seq`; `head` is the last `seq` that the portal has given to any.

    `after` is the cursor that was asked with, `next` the one to ask with for the next page.
    """

    contract: int
    epoch: str
    after: str | None = None
    items: list[Item]
    next: str
    has_more: bool
    head: int


class Published(Answer):
    """What the portal shows, without its balances; `etag` is that of the answer."""

    ledger: str
    generation: int
    as_of: str
    count: int
    total: Sum
    digest: str
    etag: str = ""


class ProblemDetails(Answer):
    """Why the portal refused a call (RFC 9457); the last part of `type` is a code."""

    type: str = "about:blank"
    title: str = ""
    detail: str = ""
    request_id: str = ""

    @property
    def code(self) -> str:
        return self.type.replace(":", "/").rpartition("/")[2]
