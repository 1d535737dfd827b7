"""Money that a treasurer takes, or pays back: a payment like those of the portal."""
from trytond.pool import Pool

from .. import bulk
from ..settlement.booking import OwnBooking


class Money(OwnBooking):
    """A payment of no portal's, as `settle` books it; the amount is negative of a refund.

    It is booked as one of the portal's of these means would be; in a closed period it is
    refused.
    """

    @classmethod
    def of(cls, act, party, amount, date, means, label, decided_by='ledger'):
        method = act.association.means_method(means)
        account = act.money_account(
            method.debit_account if amount > 0 else method.credit_account, date)
        booked, period = act.place(date, method.journal, move=False)
        return cls.new(
            act, party, date, amount, label, {'means': means, 'decided_by': decided_by},
            journal=method.journal, account=account, date=booked, period=period)

    def store(self, act):
        "Store the payment, to be settled; return it."
        self.id, = bulk.insert('asso.payment', [self.values])
        act.bookings.append(self)
        return Pool().get('asso.payment')(self.id)
