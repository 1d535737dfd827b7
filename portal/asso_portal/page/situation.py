"""A member's situation: what the page, its exports and the tag say, from one reading.

The books' amounts count, and nothing else: what the site has and they do not yet is on its way.
"""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from .. import conf
from ..moments import now, today
from .books import Books
from .documents import Document
from .figures import Figures, counts_on_the_way, figures_of, has_come, owed_of, parts_of
from .matching import matched, shown
from .membership import Membership, membership_of
from .services import Service, services_of


@dataclass(frozen=True)
class Part:
    """So much of a debt to be paid by a day: all of it, or an instalment."""

    debt: Document
    due: dt.date | None
    amount: Decimal


@dataclass
class Situation:
    """`documents`: of both sides, the newest first. Built by `situation_of`."""

    member: str
    books: Books
    documents: list[Document]
    services: list[Service] = field(default_factory=list)
    today: dt.date = field(default_factory=today)

    @property
    def account(self):
        return self.books.account

    @property
    def number(self) -> str:
        return self.account.number if self.account else self.member

    @property
    def reference(self) -> str:
        """What to write on a transfer that is for no bill in particular; "" if there is none."""
        return self.account.reference if self.account else ""

    @property
    def as_of(self) -> dt.datetime | None:
        return self.account.snapshot.as_of if self.account else None

    @property
    def bank_known_until(self) -> dt.date | None:
        return self.account.snapshot.bank_known_until if self.account else None

    @property
    def currency(self) -> str:
        return self.account.snapshot.currency if self.account else "EUR"

    @property
    def balance(self) -> Decimal | None:
        return self.account.balance if self.account else None

    @property
    def age(self) -> int:
        """How many days old the balance is."""
        return (now() - self.as_of).days if self.as_of else 0

    @property
    def stale(self) -> bool:
        return self.age > conf.get("STALE_DAYS")

    @cached_property
    def figures(self) -> Figures | None:
        """None as long as the books have told nothing of the member."""
        return figures_of(self.documents, self.today) if self.account else None

    @cached_property
    def membership(self) -> Membership:
        return membership_of(self.account, self.documents, self.today)

    @property
    def bills(self) -> list[Document]:
        return [one for one in self.documents if one.type == "bill"]

    @cached_property
    def debts(self) -> list[Document]:
        """What is left to pay, the oldest first."""
        found = [one for one in self.documents if owed_of(one)]
        return sorted(found, key=lambda one: one.due or one.date or dt.date.min)

    @cached_property
    def parts(self) -> list[Part]:
        """What is left to pay and not in dispute, by the day on which it is to be paid."""
        found = [
            Part(one, *part) for one in self.debts if not one.disputed for part in parts_of(one)
        ]
        return sorted(found, key=lambda part: part.due or part.debt.date or dt.date.min)

    @cached_property
    def due(self) -> list[Part]:
        return [part for part in self.parts if has_come(part.due, self.today)]

    @cached_property
    def later(self) -> list[Part]:
        return [part for part in self.parts if not has_come(part.due, self.today)]

    @cached_property
    def disputed(self) -> list[Part]:
        return [Part(one, one.due, owed_of(one)) for one in self.debts if one.disputed]

    @cached_property
    def ahead(self) -> list[Document]:
        """All else that is open: what still gives, or was paid back."""
        return [one for one in self.documents if one.residual and not owed_of(one)]

    @cached_property
    def on_its_way(self) -> list[Document]:
        return [one for one in self.documents if counts_on_the_way(one, self.today)]

    @cached_property
    def waiting(self) -> list[Document]:
        """What is on its way, and the bills that the books do not have yet and are not due yet."""
        return [one for one in self.documents if one.unbooked]

    @property
    def any_refused(self) -> bool:
        return any(one.refused for one in self.on_its_way)

    @property
    def is_open(self) -> bool:
        """Whether there is anything left to pay, to use, or on its way."""
        return self.figures is not None and any((self.debts, self.ahead, self.waiting))

    @cached_property
    def last_bill(self) -> Document | None:
        """The newest of the site or the books that asks for something."""
        return next((one for one in self.bills if one.amount), None)

    @cached_property
    def last_payment(self) -> Document | None:
        return next((one for one in self.documents if one.type == "payment"), None)

    @property
    def is_fine(self) -> bool:
        """Nothing to do: nothing to pay now, and no dues to renew."""
        figures = self.figures
        return bool(figures) and not figures.to_pay_now and not self.membership.is_overdue

    def bill(self, name: str) -> Document | None:
        """The bill, or the books' own credit note, whose page is named so."""
        known = [*self.bills, *(one for one in self.documents if one.of_books)]
        return next((one for one in known if name in (one.id, one.page)), None)


def situation_of(member: str) -> Situation:
    """The member's situation, in the same few queries however many documents there are."""
    records = list(conf.mapping().records_of(member))
    mine = shown(records)
    books = Books.on(member, mine.keys())
    documents = matched(mine, books)
    return Situation(member, books, documents, services_of(records, documents, today()))
