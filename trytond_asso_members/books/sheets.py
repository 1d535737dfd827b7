"""Bank statements before they are booked."""
from dataclasses import dataclass, field
from decimal import Decimal

from .moves import Line, Move


@dataclass(eq=False)
class Share:
    """A part of an entry, as it is booked: a line of the statement.

    The amount is positive when money came in.  `line` is the line of its move, `related`
    what it is related to, as a reference; `values` are those of further fields.
    """
    amount: Decimal
    account: int
    party: int | None = None
    related: str | None = None
    description: str | None = None
    values: dict = field(default_factory=dict)
    id: int | None = None
    line: Line | None = None

    @property
    def reference(self):
        return f'account.statement.line,{self.id}'


@dataclass(eq=False)
class Entry:
    """A row of the bank's: an origin of the statement, wholly booked by its shares.

    `values` are those of further fields.  The number tells the entry from all others of
    the statement, so that its shares are booked in one move.
    """
    number: str
    date: object
    period: object
    amount: Decimal
    description: str | None
    information: dict
    shares: list
    values: dict = field(default_factory=dict)
    id: int | None = None
    move: Move | None = None

    def groups(self):
        "The shares that one move books: those of one party after each other."
        groups = []
        for share in self.shares:
            if groups and groups[-1][-1].party == share.party:
                groups[-1].append(share)
            else:
                groups.append([share])
        return groups


@dataclass(eq=False)
class Sheet:
    """A statement of a journal (account.statement.journal); it is posted when it is written.

    `values` are those of further fields.
    """
    journal: object
    name: str
    date: object
    start: Decimal
    end: Decimal
    entries: list
    values: dict = field(default_factory=dict)
    id: int | None = None

    def moves(self):
        "Return the moves that book the entries, with the shares of each; lines are set on them."
        moves = []
        for entry in self.entries:
            for shares in entry.groups():
                for share in shares:
                    share.line = Line(
                        share.account, -share.amount, party=share.party, origin=share)
                total = sum(share.amount for share in shares)
                moves.append((Move(
                            self.journal.journal.id, entry.date, entry.period, None, [
                                *(share.line for share in shares if share.amount),
                                Line(self.journal.account.id, total)]), shares))
        return moves

    def totals(self):
        "What the journal asks for to be validated."
        validation = self.journal.validation
        return {
            'start_balance': self.start if validation == 'balance' else None,
            'end_balance': self.end if validation == 'balance' else None,
            'total_amount': (
                sum(e.amount for e in self.entries) if validation == 'amount' else None),
            'number_of_lines': (
                len(self.entries) if validation == 'number_of_lines' else None),
            }
