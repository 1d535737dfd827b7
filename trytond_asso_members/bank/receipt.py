"""Money of a member that a row of the bank has brought, as `settle` books it."""
from dataclasses import dataclass, field

from .. import bulk
from ..settlement.booking import OwnBooking


@dataclass(eq=False)
class Receipt(OwnBooking):
    """A payment that the bank brings.

    `takes` are the open lines (ids) of the books that its own line takes off; `share` is the
    statement's line, or `statement_line` its id.
    """
    takes: list = field(default_factory=list)
    share: object = None
    statement_line: int | None = None

    @classmethod
    def of(cls, act, party, amount, date, label, account, bill=None, service=False):
        """A receipt of the party, to be stored, from an account where its money stands.

        `bill` is the one that the payer named, or whose amount it is; `service`: a payment
        service brings it.
        """
        association = act.association
        booked, period = act.place(date, association.journal_suspense, move=True)
        return cls.new(
            act, party, date, amount, label, {
                'means': 'card' if service else 'transfer',
                'named_bill': bill,
                'pays_others': bool(bill and act.bill_party(bill) != party),
                },
            journal=association.journal_suspense, account=account, date=booked, period=period)


def received(row):
    "What the payer of a row has paid: a payment service keeps a fee of it."
    gross = getattr(row, 'gross', None)
    return row.amount if gross is None else gross


def call_fees(act, receipts):
    "Call the fees that members are to pay first, with receipts that are not stored yet."
    first = {}
    for receipt in sorted(receipts, key=lambda r: r.values['date'], reverse=True):
        if receipt.amount > 0:
            first[receipt.party] = receipt.values
    called = act.association.call_fees(
        act, {party: values['date'] for party, values in first.items()})
    for party, fee in called.items():
        first[party]['called_fee'] = fee


def store(receipts):
    "Store the payments; their ids are set."
    for receipt, id_ in zip(receipts, bulk.insert(
                'asso.payment', [receipt.values for receipt in receipts])):
        receipt.id = id_


def take_off(act, receipts):
    "Note the lines of the bank on the payments, which are booked, and letter what they took."
    bulk.update_each('asso.payment', 'statement_line', [
            (r.id, r.share.id if r.share else r.statement_line) for r in receipts])
    act.books.letter([[r.line.id, *r.takes] for r in receipts])
