"""Something that has happened, to be noted."""
import datetime as dt
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Event:
    """What happened, once for its kind, record and occurrence.

    `record` is a reference as the database has it, `party` the member's, or None for what waits
    for the treasurer; `day` is that on which it happened; `why` is the reason, if there is one,
    for which it is never said.
    """
    company: int
    kind: str
    record: str
    party: int | None
    day: dt.date
    occurrence: str = ''
    amount: Decimal | None = None
    why: str | None = None

    @property
    def key(self):
        return self.kind, self.record, self.occurrence
