"""Until when a member's dues are paid."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from .. import conf
from ..models import Account
from .documents import Document, day


@dataclass(frozen=True)
class Membership:
    """`state`: current, grace, lapsed, never or resigned; None if it is not known.

    `until`: the last day that is paid.
    """

    state: str | None
    until: dt.date | None = None
    expected: bool = True  # of a member; who is none is not asked for dues

    @property
    def is_overdue(self) -> bool:
        """Whether the member is to be told to renew."""
        return self.expected and self.state in ("grace", "lapsed", "never")

    @property
    def renewal(self) -> dt.date | None:
        """The day before which to renew."""
        return self.until and self.until + timedelta(days=1)


def membership_of(
    account: Account | None, documents: Iterable[Document], today: dt.date
) -> Membership:
    """By the books; where they do not tell, by those fees of the site that are surely paid."""
    if account and account.membership:
        until = day(account.membership["paid_until"])
        state = _state(until, today, account.membership.get("grace_days"))
        called = account.membership["called_until"]
        expected = account.membership["state"] != "not_member"
        if not expected and state != "current" and (until or called):
            state = "resigned"
        return Membership(state, until, expected)
    fees = [one for one in documents if one.kind == "membership_fee" and one.end]
    paid = [fee.end for fee in fees if fee.is_paid and fee.amount]
    until = max(paid, default=None)
    if until is None and (fees or account is None):
        # Called and not known to be paid: the books may know more
        known = bool(fees) and all(fee.residual for fee in fees)
        return Membership("never" if known else None)
    return Membership(_state(until, today), until)


def _state(until: dt.date | None, today: dt.date, grace: int | None = None) -> str:
    """`grace`: for how many days dues may be late, by the books; None: as the site is set."""
    if until is None:
        return "never"
    if until >= today:
        return "current"
    days = conf.get("GRACE_DAYS") if grace is None else grace
    return "grace" if (today - until).days <= days else "lapsed"
