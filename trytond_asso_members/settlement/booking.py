"""A payment that an act makes or changes: what `settle` needs to book it."""
from dataclasses import dataclass


@dataclass(eq=False)
class Booking:
    """Of a change of the portal; see bank/ for money that the bank has brought.

    `wish` is {('bill', id): amount} as the payer has asked, or None: the ledger's to share
    out.  `account` is where the money stands, or comes to stand.
    """
    change: object
    id: int | None
    party: int | None
    wish: dict | None
    values: dict
    journal: object = None
    account: object = None
    date: object = None
    period: object = None
    was: object = None  # the stored payment, if there is one
    told_before: int | None = None  # the payment by which the bank has told of it
    money: tuple | None = None  # where its money moves: (journal, from, to account)
    line: object = None  # the line of its money, once `settle` has made it

    @property
    def type(self):
        return self.change.type

    @property
    def amount(self):
        return self.change.record.amount

    @property
    def label(self):
        return self.change.record.label or None
