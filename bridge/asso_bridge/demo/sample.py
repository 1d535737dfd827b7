"""An invented association in the form of COIN's dump, and the balances that follow from it.

Each member lives one of a few stories, so that a small dump holds every case: dues, gifts, invoices
with and without VAT, drafts, credit notes, disputes, part payments, money ahead, repayments, and a
payment without a known member. The same arguments give the same rows.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from .stories import CENT, STORIES, Bill, Payment, Person

FEE = Decimal("24.00")
FORENAMES = ("Odile", "Félix", "Ninon", "Anatole", "Zélie", "Gustave", "Inaya", "Tanguy", "Maïwenn")
NAMES = (
    "Quéméner",
    "Ibarra",
    "Lœwenguth",
    "Okonkwo",
    "d'Hérouville",
    "Çelik",
    "Vandamme",
    "Płocki",
)
TOWNS = (("35000", "Rennes"), ("29200", "Brest"), ("22300", "Lannion"), ("56100", "Lorient"))
# name, reference, months between bills, price a month, first fee, VAT in percent
OFFERS = (
    ("Fibre partagée", "fibre", 1, "31.50", "48.00", "20.0"),
    ("Tunnel", "tunnel", 1, "5.00", "0.00", "0.0"),
    ("Machine virtuelle", "vm", 3, "7.35", "0.00", "20.0"),
)


@dataclass
class Expected:
    """Sums by the portal's ids; a positive balance: the member is ahead. Open: what is left."""

    balances: dict[str, Decimal] = field(default_factory=dict)
    open_bills: dict[str, Decimal] = field(default_factory=dict)
    open_payments: dict[str, Decimal] = field(default_factory=dict)


class Sample:
    """`rows` is the dump, `expected` the sums that follow from it."""

    def __init__(
        self, members: int = 12, months: int = 15, seed: int = 1, first: date = date(2025, 8, 1)
    ) -> None:
        self.rows: list[dict[str, Any]] = []
        self._random = random.Random(seed)
        self._last: dict[str, int] = {}
        self._unmatched: list[Payment] = []
        for name, reference, period, price, fee, _ in OFFERS:
            self.row(
                "offers.offer",
                name=name,
                reference=reference,
                billing_period=period,
                period_fees=price,
                initial_fees=fee,
                non_billable=False,
                configuration_type="",
            )
        self.people = [self._person(number, first) for number in range(members)]
        for month in range(months):
            for person in self.people:
                person.month = month
                self._month(person, _later(first, month))
        self.payment(None, _later(first, months - 1), Decimal("24.00"), label="VIR DE M. X")
        self.expected = self._finish()

    def row(self, model: str, pk: int | None = None, **fields: Any) -> int:
        if pk is None:
            pk = self._last[model] = self._last.get(model, 0) + 1
        self.rows.append({"model": model, "pk": pk, "fields": fields})
        return pk

    def _person(self, number: int, first: date) -> Person:
        story = tuple(STORIES)[number % len(STORIES)]
        legal = number % 7 == 6
        forename, name = self._random.choice(FORENAMES), self._random.choice(NAMES)
        postal_code, city = self._random.choice(TOWNS)
        pk = self.row(
            "members.member",
            username=f"u{number + 1}",
            type="legal_entity" if legal else "natural_person",
            status="not_member" if story == "leaver" else "member",
            first_name="" if legal else forename,
            last_name="" if legal else name,
            organization_name=f"Atelier {name}" if legal else "",
            nickname="",
            email=f"u{number + 1}@example.net",
            address=f"{number + 1} venelle du Four",
            postal_code=postal_code,
            city=city,
            country="France",
            date_joined=f"{first}T08:00:00Z",
            resign_date=None,
            balance="0.00",
        )
        offer = None
        if story not in ("donor", "friend"):
            offer = number % len(OFFERS)
            self.row(
                "offers.offersubscription",
                member=pk,
                offer=offer + 1,
                subscription_date=str(first),
                resign_date=None,
                commitment=0,
                comments="",
            )
        return Person(pk, story, offer)

    def _month(self, person: Person, day: date) -> None:
        if person.month % 12 == 0:
            self._fee(person, day)
        if person.offer is not None and person.month % OFFERS[person.offer][2] == 0:
            self._invoice(person, day, person.offer)
        STORIES[person.story](self, person, day + timedelta(days=self._random.randrange(3, 25)))

    def bill(self, person: Person, day: date, amount: Decimal, draft: bool = False) -> int:
        disputed = person.story == "quarreler" and len(person.bills) == 3
        pk = self.row(
            "billing.bill",
            member=person.pk,
            date=str(day),
            status="trouble" if disputed else "open",
            pdf="",
        )
        if not draft:
            person.bills.append(Bill(pk, day, amount, amount))
        return pk

    def _fee(self, person: Person, day: date) -> None:
        pk = self.bill(person, day, FEE)
        end = _later(day, 12) - timedelta(days=1)
        self.row(
            "billing.membershipfee", pk, _amount=str(FEE), start_date=str(day), end_date=str(end)
        )

    def _invoice(self, person: Person, day: date, offer: int) -> None:
        name, _, period, price, fee, vat = OFFERS[offer]
        lines = [(f"{name}, {day:%m/%Y}", Decimal(price), Decimal(period))]
        if person.month == 0 and fee != "0.00":
            lines.append(("Mise en service", Decimal(fee), Decimal(1)))
        rate = 1 + Decimal(vat) / 100
        amount = sum(
            ((unit * rate * count).quantize(CENT, ROUND_HALF_EVEN) for _, unit, count in lines),
            Decimal(),
        )
        draft = person.story == "steady" and person.month == 4
        pk = self.bill(person, day, amount, draft)
        self._last[str(day)] = self._last.get(str(day), 0) + 1
        self.row(
            "billing.invoice",
            pk,
            validated=not draft,
            number=f"{day:%Y%m}-{self._last[str(day)]:06d}",
            date_due=str(day + timedelta(days=30)),
        )
        for label, unit_price, count in lines:
            self.row(
                "billing.invoicedetail",
                label=label,
                amount=str(unit_price),
                quantity=str(count),
                tax=vat,
                invoice=pk,
                offersubscription=None,
                period_from=str(day),
                period_to=str(_later(day, period) - timedelta(days=1)),
            )

    def payment(
        self,
        person: Person | None,
        day: date,
        amount: Decimal,
        bill: int | None = None,
        mean: str = "transfer",
        label: str = "VIREMENT",
    ) -> int:
        pk = self.row(
            "billing.payment",
            member=person.pk if person else None,
            date=str(day),
            amount=str(amount.quantize(CENT)),
            payment_mean=mean,
            bill=bill,
            label=label,
        )
        theirs = person.payments if person else self._unmatched
        theirs.append(Payment(pk, day, amount, amount, bill))
        return pk

    def _finish(self) -> Expected:
        """Allocate as COIN does, add the allocations to the rows, and say what is left open."""
        expected = Expected()
        balances = {}
        for person in self.people:
            for payment, bill, amount in _allocations(person):
                self.row(
                    "billing.paymentallocation", payment=payment, bill=bill, amount=str(amount)
                )
            balances[person.pk] = expected.balances[str(person.pk)] = -person.owes.quantize(CENT)
            expected.open_bills |= {str(bill.pk): bill.due for bill in person.bills if bill.due}
        paid = [payment for person in self.people for payment in person.payments]
        expected.open_payments = {
            str(payment.pk): payment.left for payment in (*paid, *self._unmatched) if payment.left
        }
        for row in self.rows:
            if row["model"] == "members.member":
                row["fields"]["balance"] = str(balances[row["pk"]])
        return expected


def _allocations(person: Person) -> Iterator[tuple[int, int, Decimal]]:
    """(payment, bill, amount): repayments first, then the bills named, then the oldest bills."""
    for taker in person.payments:
        for giver in person.payments:
            if taker.amount < 0 < giver.amount and giver.day <= taker.day and not giver.bill:
                amount = min(-taker.left, giver.left)
                taker.left += amount
                giver.left -= amount
    for named in (True, False):
        for payment in person.payments:
            for bill in person.bills:
                amount = min(payment.left, bill.due)
                if amount > 0 and (payment.bill == bill.pk or not named):
                    payment.left -= amount
                    bill.due -= amount
                    yield payment.pk, bill.pk, amount


def _later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1)
