"""The results of the commands, as they are shown or printed in JSON."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel

from ..contract.answers import Balances, Hello, Outcome, Quarantine
from ..contract.found import Found
from ..contract.values import printable

TOLD = 50  # differences that Tryton keeps of a check
Figures = dict[str, dict[str, int]]  # {type of record: {what: number}}


class Pulled(BaseModel):
    """The balances that were fetched; `total` is the sum over all `count` members."""

    generation: int
    as_of: str
    currency: str
    count: int
    total: str
    files: list[str] = []

    @classmethod
    def of(cls, balances: Balances, files: Sequence[Path] = ()) -> Self:
        return cls(
            generation=balances.generation,
            as_of=balances.as_of,
            currency=balances.currency,
            count=balances.count,
            total=f"{balances.total:f}",
            files=[str(file) for file in files],
        )


class PublishResult(BaseModel):
    """What the portal shows now: the sums are of all `count` members.

    `members`: how many were sent, which are all of them if it was the `whole`, else those that had
    changed. `chunks`: the number of parts in which they were sent, 0 if in one call.
    `bank_known_until`: the last day of which the ledger has a statement of the bank.
    """

    generation: int
    as_of: str
    count: int
    total: str
    whole: bool
    members: int
    chunks: int
    outcomes: int
    bank_known_until: str | None = None


class DroppedResult(BaseModel):
    """A file of the bank that somebody dropped in the site's admin.

    `state`: carried, asked (a question is open) or refused. `rows`: how many of each outcome.
    """

    file: str
    state: str
    rows: dict[str, int]


class RunResult(BaseModel):
    """`freed`: how many changes left the quarantine; `quarantine`: what is in it now.

    `whole`: the whole portal was read, and `unchanged` of its records were as before. `bank`: the
    files of the bank that were carried. Who dropped one sees what became of it in the site.
    """

    run: int
    seconds: str
    cursor: str
    whole: bool
    ignored: dict[str, int]
    unchanged: int
    outcomes: Figures
    freed: int
    bank: list[DroppedResult] = []
    quarantine: Quarantine
    balances: Pulled
    published: PublishResult | None = None

    @property
    def exit_code(self) -> int:
        return 2 if self.quarantine.needs_somebody else 0


class PlanResult(BaseModel):
    """`figures`: new, changed, deleted, unreadable, same; `outcomes` and `refused`: of a trial."""

    changes: int
    figures: Figures
    examples: list[str]
    ignored: dict[str, int]
    outcomes: Figures | None = None
    refused: list[Outcome] = []


class StatusResult(BaseModel):
    """`last_run`: the result of the last run that ended well here, or None."""

    ledger: Hello
    quarantine: dict[str, int]
    last_run: dict[str, Any] | None

    @property
    def exit_code(self) -> int:
        return 2 if self.quarantine["refused"] or self.quarantine["waiting"] else 0


class Difference(BaseModel):
    """`decided`: it follows from a choice that a person made in Tryton, so it is no fault.

    `waiting`: in quarantine, or not sent yet; it goes once that is done. What is neither is wrong.
    `cents`: by how much the two sides differ in a member's balance.
    """

    type: str
    id: str
    what: str
    mend: str
    decided: bool = False
    waiting: bool = False
    cents: int = 0


class CheckResult(BaseModel):
    """`checked`: {type: number of the portal's records that were compared}.

    `language`: that of the association, in which the differences are told.
    """

    checked: dict[str, int]
    differences: list[Difference]
    language: str = "en"

    @property
    def wrong(self) -> list[Difference]:
        return [d for d in self.differences if not (d.decided or d.waiting)]

    @property
    def waiting(self) -> list[Difference]:
        return [d for d in self.differences if d.waiting]

    @property
    def decided(self) -> list[Difference]:
        return [d for d in self.differences if d.decided]

    @property
    def drift(self) -> int:
        """In cents, of all members' balances."""
        return sum(difference.cents for difference in self.differences)

    @property
    def found(self) -> Found:
        """What Tryton keeps of it, as of now; the first differences that nobody has decided."""
        told = [printable(d.what) for d in (*self.wrong, *self.waiting)]
        return Found(
            moment=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S"),
            compared=sum(self.checked.values()),
            wrong=len(self.wrong),
            waiting=len(self.waiting),
            decided=len(self.decided),
            drift=f"{Decimal(self.drift).scaleb(-2):f}",
            differences="\n".join(told[:TOLD]),
        )

    @property
    def exit_code(self) -> int:
        return 2 if any(not difference.decided for difference in self.differences) else 0
