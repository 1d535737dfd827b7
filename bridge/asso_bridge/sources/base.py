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
    Without content, it was found before and has gone from the portal since.
    """

    type: Type
    id: str
    content: Record | Problem | None
    group: str = ""


class Source(Protocol):
    """The portal as of one moment; the same source may be read twice and gives the same."""

    @property
    def cursor(self) -> str:
        """The name of the portal's state that is read."""

    @property
    def ignored(self) -> Counter[str]:
        """How many rows were not needed here, by model."""

    def found(self) -> Iterator[Found]:
        """Every object, after those that it may need; of two with one id, the later counts."""

    def balances(self) -> Iterator[tuple[str, Decimal]]:
        """(member's id, balance that the portal shows; positive: ahead), if it shows any."""
