"""Payments that the bank has brought before the portal told of them: the same money, once."""
from collections import defaultdict

from sql import Null
from trytond.pool import Pool

from .. import bulk

CARD = 'card'
# What a row of the bank's may be; cheques come by their deposits, cards by payouts
TRANSFERS = {'transfer', 'other'}


class Brought:
    """What the bank has brought of some parties and no portal has recorded, read at once.

    Each is given to one payment of the portal only.
    """

    def __init__(self, association, parties):
        self.near = association.near
        self._free = defaultdict(list)
        payment = Pool().get('asso.payment').__table__()
        for id_, party, amount, date, means in bulk.select_among(
                lambda where: payment.select(
                    payment.id, payment.party, payment.amount, payment.date,
                    payment.means,
                    where=where & (payment.company == association.company.id)
                    & (payment.feed == Null) & (payment.state == 'booked')
                    & (payment.statement_line != Null)),
                payment.party, parties):
            self._free[party, bulk.money(amount), means == CARD].append((bulk.date(date), id_))

    def take(self, party, amount, date, means):
        """The id of the payment of that amount whose day is nearest, and near; or None.

        What a payment service has brought is paid by card, and all else is not.
        """
        free = self._free[party, amount, means == CARD]
        near = sorted(
            (abs(day - date), day, id_) for day, id_ in free
            if abs(day - date) <= self.near)
        if near:
            _, day, id_ = near[0]
            free.remove((day, id_))
            return id_
