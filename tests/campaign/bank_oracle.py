"""Where the money of each row of the bank and of each payment of a portal must be.

Nothing here is read from a ledger, but what it decided by itself, which is then judged.
"""
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from .portal import MEMBERS, ZERO

NEAR = 10  # days


@dataclass(eq=False)
class Piece:
    """So much of a row: it waits, or is a member's, or an account's, or it is the money of
    a payment of the portal."""
    amount: Decimal
    member: str | None = None
    account: bool = False
    payment: str | None = None

    @property
    def waits(self):
        return not (self.member or self.account or self.payment)


@dataclass(eq=False)
class Row:
    origin: int
    movement: object
    pieces: list = field(default_factory=list)
    kept: bool = False
    touched: bool = False  # by a person

    def __post_init__(self):
        self.pieces = [Piece(self.movement.amount)]

    @property
    def left(self):
        return sum((p.amount for p in self.pieces if p.waits), ZERO)

    @property
    def decided(self):
        return self.kept or any(not p.waits for p in self.pieces)


@dataclass(eq=False)
class Payment:
    id: str
    member: str | None
    day: int
    amount: Decimal
    means: str
    on_bank: bool  # its money was booked on the account of the bank itself
    row: int | None = None


class Oracle:
    def __init__(self):
        self.rows = {}  # by origin
        self.payments = {}
        self.files = {}  # {statement: [origin]}
        self.last_member = Counter()

    # -- the portal ---------------------------------------------------------

    def recorded(self, credit, on_bank):
        payment = self.payments[credit.id] = Payment(
            credit.id, credit.member, credit.day, credit.amount, credit.means,
            on_bank and credit.means == 'transfer')
        row, piece = self._told_by_bank(payment)
        if piece:
            payment.on_bank = False
            self._lay(row, piece, payment)

    def given_to(self, id_, member):
        payment = self.payments[id_]
        payment.member = member
        row, piece = self._told_by_bank(payment)
        if piece and not payment.row:
            # The row waits, to be laid beside it
            piece.member = None

    def deleted(self, id_):
        payment = self.payments.pop(id_)
        if payment.row:
            for piece in self.rows[payment.row].pieces:
                if piece.payment == id_:
                    piece.payment = None

    def came_otherwise(self, id_, means, on_bank):
        "The portal says that it came by this means: a row that it was the money of waits."
        payment = self.payments[id_]
        payment.means, payment.on_bank = means, on_bank and means == 'transfer'
        if payment.row:
            for piece in self.rows[payment.row].pieces:
                if piece.payment == id_:
                    piece.payment = None
            payment.row = None
        _, piece = self._told_by_bank(payment)
        if piece:
            piece.member = None

    def _told_by_bank(self, payment):
        "The row, and its piece, by which the bank has told of a transfer before; or Nones."
        found = [] if payment.means != 'transfer' else [
            (abs(row.movement.day - payment.day), row.movement.day, origin, row, piece)
            for origin, row in self.rows.items() for piece in row.pieces
            if piece.member and piece.member == payment.member
            and piece.amount == payment.amount
            and abs(row.movement.day - payment.day) <= NEAR]
        return min(found, key=lambda f: f[:3])[3:] if found else (None, None)

    def _lay(self, row, piece, payment):
        piece.member, piece.payment = None, payment.id
        payment.row = row.origin

    # -- the bank -----------------------------------------------------------

    def news(self, movements):
        "The movements that are new, with as many equal ones known as have come."
        known = Counter(row.movement.key for row in self.rows.values())
        new = []
        for movement in movements:
            if known[movement.key]:
                known[movement.key] -= 1
            else:
                new.append(movement)
        return new

    def imported(self, statement, rows):
        self.files[statement] = [row.origin for row in rows]
        self.rows.update((row.origin, row) for row in rows)

    def taken_back(self, statement):
        origins = self.files.pop(statement)
        self.undone(*origins)
        for origin in origins:
            del self.rows[origin]

    def undone(self, *origins):
        "What other rows brought beside a payment that has no row any more waits too."
        freed = []
        for row in map(self.rows.get, origins):
            freed += [self.payments[p.payment] for p in row.pieces if p.payment]
            row.pieces, row.kept = [Piece(row.movement.amount)], False
        for payment in freed:
            payment.row = None
        for payment in freed:
            _, piece = self._told_by_bank(payment) if payment.member else (None, None)
            if piece:
                piece.member = None

    # -- decisions ----------------------------------------------------------

    def near(self, row, member, amount):
        "The payments of the portal that money of this member may be."
        return sorted(
            (p for p in self.payments.values() if not p.row and p.member == member
                and p.amount == amount and p.means == 'transfer'
                and abs(p.day - row.movement.day) <= NEAR),
            key=lambda p: (abs(p.day - row.movement.day), int(p.id)))

    def divided(self, origin, parts):
        "Parts: (amount, member), or (amount, None) for an account; the rest waits."
        row = self.rows[origin]
        row.touched = True
        rest = row.left - sum(amount for amount, _ in parts)
        row.pieces = [p for p in row.pieces if not p.waits]
        for amount, member in parts:
            piece = Piece(amount, account=member is None)
            row.pieces.append(piece)
            if member:
                self._credit(row, piece, member)
        if rest:
            row.pieces.append(Piece(rest))

    def _credit(self, row, piece, member):
        near = self.near(row, member, piece.amount)
        if near:
            self._lay(row, piece, near[0])
        else:
            piece.member = member

    def paired(self, origin, payments):
        row = self.rows[origin]
        row.pieces = [p for p in row.pieces if not p.waits]
        for id_ in payments:
            piece = Piece(self.payments[id_].amount)
            row.pieces.append(piece)
            self._lay(row, piece, self.payments[id_])

    def decided(self, origin, member, payments):
        "What was decided without a person, once it is allowed."
        row = self.rows[origin]
        payments = [id_ for id_ in payments if self.payments[id_].row != origin]
        if payments:
            paid = [self.payments[id_] for id_ in payments]
            assert not any(p.row for p in paid), "a payment is the money of two rows"
            assert sum(p.amount for p in paid) == row.left, "it is not that sum"
            if 'REMISE' not in row.movement.label:
                payment, = paid
                assert payment in self.near(row, row.movement.member, row.left)
            self.paired(origin, payments)
        elif member:
            assert member == row.movement.member, "the row is another member's, or no member's"
            assert not self.near(row, member, row.left), "the portal has recorded it"
            self.rows[origin].pieces = [Piece(row.left, member=member)]

    # -- what must be ---------------------------------------------------------

    def balances(self, bills):
        "What members are told: each real payment once, less what they were billed."
        found = dict.fromkeys(MEMBERS, ZERO)
        for bill in bills:
            found[bill.member] -= bill.total
        for payment in self.payments.values():
            if payment.member:
                found[payment.member] += payment.amount
        for piece in self._pieces():
            if piece.member:
                found[piece.member] += piece.amount
        return found

    def _pieces(self):
        return [piece for row in self.rows.values() for piece in row.pieces]

    def bank(self):
        return sum((r.movement.amount for r in self.rows.values()), ZERO) + sum(
            (p.amount for p in self.payments.values() if p.on_bank and not p.row), ZERO)

    def left(self):
        return {origin: row.left for origin, row in self.rows.items() if row.left}

    def unpaired(self):
        return {p.id for p in self.payments.values() if p.member and not p.row}

    def open(self):
        "What must be open on suspense, on transit and on that of cheques, together."
        waits = sum((p.amount for p in self._pieces() if p.waits), ZERO)
        unknown = sum((p.amount for p in self.payments.values() if not p.member), ZERO)
        transit = sum(
            (p.amount for p in self.payments.values() if not p.row and not p.on_bank), ZERO)
        return waits + unknown - transit

    def credited_twice(self):
        "Payments of the portal beside money of the bank that can only be the same."
        return [
            (row.origin, p.id) for row in self.rows.values() for piece in row.pieces
            if piece.member for p in self.near(row, piece.member, piece.amount)]
