"""Payments that came back: an unpaid cheque, a transfer or direct debit that was rejected."""
import datetime as dt
from collections import defaultdict

from sql import Null
from sql.aggregate import Sum
from trytond.i18n import gettext
from trytond.pool import Pool

from .. import bulk
from ..exceptions import BankError
from ..settlement import decisions
from ..settlement.brought import TRANSFERS
from ..settlement.fragments import Settlement
from ..settlement.positions import Positions
from . import transit
from .by_hand import Part, acting, divide, pair
from .matching.words import words
from .pairing import Pairing

WORDS = {
    'IMP', 'RETURNED', 'UNPAID', 'RUCKLASTSCHRIFT', 'RUECKLASTSCHRIFT'}
BEGINNINGS = ('REJET', 'RETOUR', 'IMPAYE')
WITHIN = dt.timedelta(days=70)
MOST = 5


def speaks(row):
    "Whether the row speaks of a payment that came back."
    return row.amount < 0 and any(
        word in WORDS or word.startswith(BEGINNINGS) for word in _written(row))


def _written(row):
    return set(words(' '.join([row.label, *row.texts, row.counterparty])))


class Returned:
    "The payments that rows may take back, read once for a file."

    def __init__(self, association, rows):
        payment = Pool().get('asso.payment').__table__()
        party = Pool().get('party.party').__table__()
        self._paid = defaultdict(list)
        for id_, amount, whose, date, name in bulk.select_among(
                lambda where: payment
                .join(party, condition=payment.party == party.id)
                .select(
                    payment.id, payment.amount, payment.party, payment.date, party.name,
                    where=where & (payment.company == association.company.id)
                    & (payment.state == 'booked') & (payment.kind == 'payment')),
                payment.amount, {-row.amount for row in rows if speaks(row)}):
            self._paid[bulk.money(amount)].append((id_, whose, bulk.date(date), name))
        self._back = came_back([id_ for theirs in self._paid.values() for id_, *_ in theirs])

    def proposals(self, row):
        """Return the payments that the row may take back, as proposals; those named first.

        They are of the same amount and of the weeks before.
        """
        written = _written(row)
        ranked = sorted(
            (-_named(written, name), row.date - date, id_, party, date)
            for id_, party, date, name in self._paid.get(-row.amount, [])
            if row.date - WITHIN <= date <= row.date and id_ not in self._back)
        return [
            (party, {}, id_, [('returned_payment', {'date': date})])
            for _, _, id_, party, date in ranked[:MOST]]


def _recorded(origin, payment):
    "The return of the payment as the portal has recorded it (transit.Pending), or None."
    with acting([origin]) as rows:
        return Pairing(
            rows.association,
            transit.pending(rows.association, origin.date - rows.association.near),
            TRANSFERS | {payment.means}).take_of(payment.party.id, origin.left, origin.date)


def _named(written, name):
    return sum(1 for word in words(name or '') if len(word) > 2 and word in written)


def came_back(ids):
    "Those of the payments (ids) that repayments have taken back whole."
    payment = Pool().get('asso.payment').__table__()
    log = Pool().get('asso.allocation').__table__()
    return {id_ for id_, amount, taken in bulk.select_among(
            lambda where: log
            .join(payment, condition=log.payment == payment.id)
            .select(
                payment.id, payment.amount, Sum(log.amount),
                where=where & (log.repayment != Null),
                group_by=[payment.id, payment.amount]),
            log.payment, ids)
        if bulk.money(taken) >= bulk.money(amount)}


def give_back(origin, payment, reason):
    """Book the row as the return of the payment: what that paid is open again.

    Both stay in the books; the row pays back the one payment, whatever it had paid.  If the
    portal has recorded the return, the row is the money of that.  Raise BankError if the
    payment has come back already, or was taken out of the books.
    """
    if payment.state != 'booked' or came_back([payment.id]):
        raise BankError(gettext(
                'asso_members.msg_bank_payment_returned', payment=payment.rec_name))
    if recorded := _recorded(origin, payment):
        pair(origin, [recorded.payment], reason)
        return
    back, = divide(
        origin, [Part(origin.left, party=payment.party.id)], 'returned', reason)
    with acting([origin]) as rows:
        take_back(rows.act, payment, back.id, reason)
        rows.association.follow_rows({payment.party.id})


def take_back(act, payment, back, reason):
    "Let the repayment (id) take back the payment, whatever that had paid."
    positions = Positions.of(act, [payment.party.id])
    decisions.decide([payment.id])
    positions.payments[payment.id].decided_by = 'person'
    wishes = {
        other.id: {
            target: amount for target, amount in other.given.items()
            if target != ('repayment', back)}
        for other in positions.payments.values()
        if ('repayment', back) in other.given}
    wishes[payment.id] = {('repayment', back): payment.amount}
    Settlement(act, positions, wishes, reason).run()
