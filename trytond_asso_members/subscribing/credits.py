"""Bills below 0.00: credit notes, which pay what the payer owes."""
from dataclasses import dataclass
from decimal import Decimal

from .. import bulk
from ..settlement.booking import Booking


@dataclass(eq=False)
class Credit(Booking):
    "A credit note of ours, as `settle` books it."
    type: str = 'credit_note'
    amount: Decimal = Decimal(0)
    label: str | None = None


def of(act, documents):
    "Store a payment of the kind credit note for each of the documents; return them as bookings."
    credits = []
    for document in documents:
        values = {
            'company': act.company.id,
            'feed': None,
            'kind': 'credit_note',
            'party': document.party,
            'date': document.date,
            'amount': -document.total,
            'means': None,
            'label': document.description,
            'named_bill': None,
            'named_reference': None,
            'credit_note': document.id,
            'decided_by': 'ledger',
            'state': 'booked',
            'move': None,
            'pays_others': False,
            }
        credits.append(Credit(
                None, None, document.party, None, values, amount=-document.total,
                label=document.description))
    for credit, id_ in zip(credits, bulk.insert(
                'asso.payment', [credit.values for credit in credits])):
        credit.id = id_
    return credits
