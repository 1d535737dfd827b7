"""The accounts of parties from a day to a day: what was booked, and the balance after each."""
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from .. import bulk
from ..settlement.residual import owned
from .day import ZERO, Document, paid, read, whole


@dataclass(frozen=True)
class Row:
    """What a document added to the balance on one day.

    Amounts are negative where the party owes, as those of the document.
    """
    date: object
    document: Document
    amount: Decimal
    balance: Decimal


@dataclass
class Account:
    "`open` is the documents that had anything left at the end, the oldest first."
    opening: Decimal = ZERO
    rows: list = field(default_factory=list)
    open: list = field(default_factory=list)

    @property
    def closing(self):
        return self.rows[-1].balance if self.rows else self.opening


def accounts(company, first, last, parties):
    """Return {party: its Account} of the parties, with what is dated from `first` to `last`.

    What a document brought and took on the same day, as when it was cut in parts, is no row.
    """
    lines = owned(company, parties, settled=True, until=last)
    documents = read(lines)
    added = defaultdict(Decimal)
    for line in lines:
        added[bulk.date(line.date), line.party, whole(line)] += line.amount
    found = {party: Account() for party in parties}
    for party, theirs in paid(documents, last).items():
        found[party].open = [document for document in theirs if document.left]
    for (date, party, key), amount in sorted(added.items()):
        account = found[party]
        if date < first:
            account.opening += amount
        elif amount:
            account.rows.append(
                Row(date, documents[party, key], amount, account.closing + amount))
    return found
