"""A payment that an act makes or changes: what `settle` needs to book it."""
from dataclasses import dataclass
from decimal import Decimal


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


@dataclass(eq=False)
class OwnBooking(Booking):
    "Of a payment or credit note that a person, the bank or a run of ours books, and no portal."
    amount: Decimal = Decimal(0)
    label: str | None = None
    type: str = 'payment'

    @classmethod
    def new(cls, act, party, day, amount, label, values, **place):
        """Return the booking of a payment that a party (an id) made on a day, still to be stored.

        `values` are those fields of the payment that are not as usual; `place` is the journal,
        account, date and period of its money, which a posted credit note does not need.
        """
        values = {
            'company': act.company.id,
            'feed': None,
            'kind': cls.type,
            'party': party,
            'date': day,
            'amount': amount,
            'means': None,
            'label': label,
            'called_fee': None,
            'named_bill': None,
            'named_reference': None,
            'credit_note': None,
            'decided_by': 'ledger',
            'state': 'booked',
            'move': None,
            'pays_others': False,
            **values}
        return cls(None, None, party, None, values, amount=amount, label=label, **place)


@dataclass(eq=False)
class OwnNote(OwnBooking):
    "A credit note of ours."
    type: str = 'credit_note'

    @classmethod
    def of(cls, act, document, named_bill=None):
        "Return the booking of a posted note; `named_bill` (an id) if it credits that bill alone."
        return cls.new(
            act, document.party, document.date, -document.total, document.description,
            {'named_bill': named_bill, 'credit_note': document.id})
