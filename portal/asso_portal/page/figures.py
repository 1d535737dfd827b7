"""The figures of a member's situation, of one day: see doc/reference/figures.md."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from .documents import ZERO, Document

Dated = tuple[dt.date | None, Decimal]


@dataclass(frozen=True)
class Figures:
    """Sums of money, none below zero but those of `on_its_way`.

    Always: due + later + disputed - ahead = what the books say is owed (the balance, negated).
    """

    due: Decimal
    overdue_since: dt.date | None
    later: list[Dated]  # by day, the next first
    disputed: Decimal
    ahead: Decimal
    on_its_way: list[Dated]  # what the books will add to the balance, the oldest first

    @property
    def coming(self) -> Decimal:
        return sum((amount for _, amount in self.later), ZERO)

    @property
    def on_the_way(self) -> Decimal:
        return sum((amount for _, amount in self.on_its_way), ZERO)

    @property
    def left(self) -> Decimal:
        """What is owed by now, all that was paid taken from it; below zero if that is more."""
        return self.due - self.ahead - self.on_the_way

    @property
    def to_pay_now(self) -> Decimal:
        return max(ZERO, self.left)

    @property
    def to_pay_in_all(self) -> Decimal:
        """With what is due later."""
        return max(ZERO, self.left + self.coming)

    @property
    def left_ahead(self) -> Decimal:
        """What is left of what is ahead once everything due is taken from it."""
        return max(ZERO, -self.left)


def figures_of(documents: Iterable[Document], today: dt.date) -> Figures:
    """The books' amounts decide; where the site's differ, the difference is on its way."""
    due, disputed, given, since = ZERO, ZERO, ZERO, None
    later: dict[dt.date, Decimal] = defaultdict(lambda: ZERO)
    on_its_way = []
    for one in documents:
        owed = owed_of(one)
        if not owed:
            given += one.residual or ZERO if one.type != "bill" else -(one.residual or ZERO)
        elif one.disputed:
            disputed += owed
        else:
            for day, part in parts_of(one):
                if not has_come(day, today):
                    later[day] += part
                    continue
                due += part
                if day and day < today:
                    since = min(since or day, day)
        if counts_on_the_way(one, today):
            on_its_way.append((one.date, one.unbooked))
    if given < 0:  # something was paid back
        due, given = due - given, ZERO
    on_its_way.sort(key=lambda dated: dated[0] or dt.date.min)
    return Figures(due, since, sorted(later.items()), disputed, given, on_its_way)


def owed_of(document: Document) -> Decimal:
    """What is left to pay of a debt; 0 of anything else."""
    left = document.residual or ZERO
    if document.type == "bill":
        return max(left, ZERO)
    return max(-left, ZERO) if document.type == "other" and document.due else ZERO


def parts_of(debt: Document) -> list[Dated]:
    """What is left to pay of it, by the day on which it is to be paid, the first one first."""
    return list(debt.instalments) or [(debt.due, owed_of(debt))]


def has_come(day: dt.date | None, today: dt.date) -> bool:
    """What has no day is due at once."""
    return day is None or day <= today


def counts_on_the_way(document: Document, today: dt.date) -> bool:
    """Of bills that the books do not have, only those that are due and not in dispute.

    Of payments, those whose day has come.
    """
    if document.type == "bill":
        return bool(document.unbooked) and not document.disputed and has_come(document.due, today)
    return bool(document.unbooked) and has_come(document.date, today)
