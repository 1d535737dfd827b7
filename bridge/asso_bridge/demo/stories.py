"""How the members of the invented association pay: one story for each way of paying."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Protocol

CENT = Decimal("0.01")


@dataclass
class Bill:
    pk: int
    day: date
    amount: Decimal
    due: Decimal


@dataclass
class Payment:
    pk: int
    day: date
    amount: Decimal
    left: Decimal
    bill: int | None


@dataclass
class Person:
    pk: int
    story: str
    offer: int | None
    month: int = 0  # how many have passed since the first
    bills: list[Bill] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)

    @property
    def owes(self) -> Decimal:
        billed = sum((bill.amount for bill in self.bills), Decimal())
        return billed - sum((payment.amount for payment in self.payments), Decimal())


class Association(Protocol):
    """Writes rows of the dump; returns the pk."""

    def row(self, model: str, pk: int | None = None, **fields: Any) -> int: ...

    def bill(self, person: Person, day: date, amount: Decimal) -> int: ...

    def payment(
        self,
        person: Person | None,
        day: date,
        amount: Decimal,
        bill: int | None = None,
        mean: str = "transfer",
        label: str = "VIREMENT",
    ) -> int: ...


def steady(association: Association, person: Person, day: date) -> None:
    """Pays all that is owed, every month."""
    if person.owes > 0:
        association.payment(person, day, person.owes)


def saver(association: Association, person: Person, day: date) -> None:
    """Pays 150.00 by cheque whenever anything is owed, and so is ahead most of the time."""
    if person.owes > 0:
        association.payment(person, day, Decimal("150.00"), mean="check", label="Chèque 0042")


def behind(association: Association, person: Person, day: date) -> None:
    """Pays 37 % of what is owed, every second month."""
    if person.month % 2 and person.owes > 0:
        association.payment(person, day, (person.owes * Decimal("0.37")).quantize(CENT))


def chooser(association: Association, person: Person, day: date) -> None:
    """Pays every third month, and then only the newest bill, which the payment names."""
    if person.month % 3 == 0:
        newest = person.bills[-1]
        association.payment(person, day, newest.amount, newest.pk)


def quarreler(association: Association, person: Person, day: date) -> None:
    """Pays for two months, then no more; half of the third bill is credited later."""
    if person.month < 2:
        steady(association, person, day)
    elif person.month == 6:
        bill = person.bills[2]
        half = (bill.amount / 2).quantize(CENT)
        association.payment(person, day, half, bill.pk, "creditnote", "Avoir, panne de mars")


def leaver(association: Association, person: Person, day: date) -> None:
    """Pays all that is owed, but once 20.00 too much, which is paid back two days later."""
    if person.month == 2:
        association.payment(person, day, max(person.owes, Decimal()) + 20)
        association.payment(
            person, day + timedelta(days=2), Decimal("-20.00"), label="REMBOURSEMENT"
        )
    else:
        steady(association, person, day)


def donor(association: Association, person: Person, day: date) -> None:
    """Pays in cash as a friend does, and gives 50.00 every fifth month."""
    friend(association, person, day)
    if person.month % 5 == 3:
        pk = association.bill(person, day, Decimal("50.00"))
        association.row("billing.donation", pk, _amount="50.00")
        association.payment(person, day, Decimal("50.00"), pk)


def friend(association: Association, person: Person, day: date) -> None:
    """Has no service, and pays what is owed in cash."""
    if person.owes > 0:
        association.payment(person, day, person.owes, mean="cash", label="Permanence")


STORIES: dict[str, Callable[[Association, Person, date], None]] = {
    "steady": steady,
    "saver": saver,
    "behind": behind,
    "chooser": chooser,
    "quarreler": quarreler,
    "leaver": leaver,
    "donor": donor,
    "friend": friend,
}
