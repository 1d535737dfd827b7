"""Bills below 0.00: credit notes, which pay what the payer owes."""
from .. import bulk
from ..settlement.booking import OwnNote


def of(act, documents):
    "Store a payment of the kind credit note for each of the documents; return them as bookings."
    credits = [OwnNote.of(act, document) for document in documents]
    for credit, id_ in zip(credits, bulk.insert(
                'asso.payment', [credit.values for credit in credits])):
        credit.id = id_
    return credits
