"""Money that a treasurer takes, or pays back: a payment like those of the portal."""
from dataclasses import dataclass
from decimal import Decimal

from trytond.pool import Pool

from .. import bulk
from ..settlement.booking import Booking


@dataclass(eq=False)
class Money(Booking):
    """A payment of no portal's, as `settle` books it; the amount is negative of a refund.

    It is booked as one of the portal's of these means would be; in a closed period it is
    refused.
    """
    amount: Decimal = Decimal(0)
    label: str | None = None
    type: str = 'payment'

    @classmethod
    def of(cls, act, party, amount, date, means, label, decided_by='ledger'):
        method = act.association.means_method(means)
        account = act.money_account(
            method.debit_account if amount > 0 else method.credit_account, date)
        booked, period = act.place(date, method.journal, move=False)
        values = {
            'company': act.company.id,
            'feed': None,
            'kind': 'payment',
            'party': party,
            'date': date,
            'amount': amount,
            'means': means,
            'label': label,
            'called_fee': None,
            'named_bill': None,
            'named_reference': None,
            'credit_note': None,
            'decided_by': decided_by,
            'state': 'booked',
            'move': None,
            'pays_others': False,
            }
        return cls(
            None, None, party, None, values, method.journal, account, booked, period,
            amount=amount, label=label)

    def store(self, act):
        "Store the payment, to be settled; return it."
        self.id, = bulk.insert('asso.payment', [self.values])
        act.bookings.append(self)
        return Pool().get('asso.payment')(self.id)
