"""A member's bills and payments as their lines show them.

Amounts are in the company's currency.  The total of a bill is positive when it is owed;
the amount of a fragment is credit less debit, so the lines of a bill are negative.
"""
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(eq=False)
class Fragment:
    "Any line on an account of members, of a bill too; without id, one about to be posted."
    amount: Decimal
    id: int | None = None
    reconciliation: int | None = None
    bill: int | None = None
    period: int | None = None
    maturity: object = None
    siblings: list | None = None  # the fragments of its move, while that is not posted
    account: int | None = None
    party: int | None = None  # the member whose bill it pays, if that is not the payer


@dataclass(eq=False)
class Bill:
    id: int
    party: int
    kind: str | None
    date: object
    order: tuple
    start: object
    end: object
    maturity: object
    move: int
    account: int
    # its own, negative as they take; there are several when it falls due on several
    # dates, or once an accountant has rescheduled or delegated it
    lines: list = field(default_factory=list)
    foreign: list = field(default_factory=list)  # attached, but of no payment read here

    @property
    def total(self):
        return -sum((line.amount for line in self.lines), ZERO)

    @property
    def line(self):
        "The line, when there is only one, or None."
        return self.lines[0] if len(self.lines) == 1 else None


@dataclass(eq=False)
class Payment:
    id: int
    party: int | None
    date: object
    amount: Decimal
    order: tuple
    called_fee: int | None
    named_bill: int | None
    decided_by: str
    note: int | None
    note_lines: set = field(default_factory=set)  # of the credit note itself
    fragments: list = field(default_factory=list)
    # what it gives now: {('bill' or 'repayment', id): amount}
    given: dict = field(default_factory=lambda: defaultdict(Decimal))
    # what of it was paid back, of what it gives: {(reconciliation, repayment id): amount}
    paid_back: dict = field(default_factory=dict)
    # what a repayment takes now, as negative amounts: {reconciliation: amount}
    taken: dict = field(default_factory=dict)
    # lettered with what is not its own, so that it cannot be taken back
    pinned: Decimal = ZERO

    @property
    def free(self):
        return [
            f for f in self.fragments
            if not f.bill and not f.reconciliation and not f.party]

    @property
    def available(self):
        """What there is of it to share out: its free lines, and what it gives or takes now.

        Read from the lines, and never more than `cut` finds: what was cancelled,
        delegated, grouped, or lettered by hand with other things is not there any more.
        """
        return (sum((f.amount for f in self.free), ZERO)
            + sum(self.given.values(), ZERO) + sum(self.taken.values(), ZERO))

    @property
    def used(self):
        "What is used up by a person's acts, and is allocated to no bill or repayment."
        return self.amount - self.available

    @property
    def unposted(self):
        """The fragments of the move that is about to be posted.

        A payment that was taken off the member and has come back has older lines too,
        lettered with their reversal.
        """
        return next(f.siblings for f in self.fragments if f.id is None)

    @property
    def sort_key(self):
        return (self.date, self.order)
