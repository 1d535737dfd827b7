"""What every source of records offers."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from ..contract.records import Problem, Record, Type


@dataclass(frozen=True, slots=True)
class Found:
    """One object of the portal: a record, or the problem that kept it from becoming one.

    Those of one `group` (a member's payments) travel in one batch: one may free what another takes.
    Without content it is gone from the portal, where one found it before.
    """

    type: Type
    id: str
    content: Record | Problem | None
    group: str = ""


class Source(Protocol):
    """The portal as of one moment; the same source may be read twice and gives the same."""

    @property
    def cursor(self) -> str:
        """Names the state of the portal that is read."""

    @property
    def ignored(self) -> Counter[str]:
        """How many rows and fields were of no use here, by name."""

    def found(self) -> Iterator[Found]:
        """Every object, in the order in which one may need another; the last of a name counts."""

    def balances(self) -> Iterator[tuple[str, Decimal]]:
        """(member's id, balance that the portal shows; positive: ahead), if it shows any."""
