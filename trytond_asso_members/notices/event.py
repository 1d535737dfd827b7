"""Something that has happened to a member, to be noted."""
import datetime as dt
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Event:
    """What happened, once for its kind, record and occurrence.

    `record` is a reference as the database has it, `day` that on which it happened; `why`, if
    any, it is never said.
    """
    company: int
    kind: str
    record: str
    party: int
    day: dt.date
    occurrence: str = ''
    amount: Decimal | None = None
    why: str | None = None

    @property
    def key(self):
        return self.kind, self.record, self.occurrence
