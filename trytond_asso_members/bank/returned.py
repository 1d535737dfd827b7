"""Payments that came back: an unpaid cheque, a transfer or direct debit that was rejected."""
import datetime as dt
import re
import unicodedata

from trytond.pool import Pool

from .. import bulk
from ..settlement import decisions
from ..settlement.fragments import Settlement
from ..settlement.positions import Positions
from .by_hand import Part, acting, divide

WORDS = re.compile(
    r'\b(REJET\w*|RETOUR\w*|IMPAYE\w*|IMP|RETURNED|UNPAID|RUECKLASTSCHRIFT|RUCKLASTSCHRIFT)\b')
WITHIN = dt.timedelta(days=70)
MOST = 5


def speaks(row):
    "Whether the row speaks of a payment that came back."
    return row.amount < 0 and bool(WORDS.search(_plain(' '.join([row.label, *row.texts]))))


def proposals(association, row):
    """Return the payments that the row may take back, as proposals; those named in it first.

    They are of the same amount and of the weeks before.
    """
    payment = Pool().get('asso.payment').__table__()
    party = Pool().get('party.party').__table__()
    found = bulk.select(payment
        .join(party, condition=payment.party == party.id)
        .select(
            payment.id, payment.party, payment.date, party.name,
            where=(payment.company == association.company.id)
            & (payment.state == 'booked') & (payment.kind == 'payment')
            & (payment.amount == -row.amount) & (payment.date <= row.date)
            & (payment.date >= row.date - WITHIN)))
    text = _plain(' '.join([row.label, *row.texts, row.counterparty]))
    ranked = sorted(
        (-_named(text, name), row.date - bulk.date(date), id_, party_, bulk.date(date))
        for id_, party_, date, name in found)
    return [
        (party_, {}, id_, [('returned_payment', {'date': date})])
        for _, _, id_, party_, date in ranked[:MOST]]


def _named(text, name):
    words = set(text.split())
    return sum(1 for word in _plain(name or '').split() if len(word) > 2 and word in words)


def _plain(text):
    plain = unicodedata.normalize('NFKD', text).encode('ascii', 'ignore').decode()
    return re.sub(r'\W+', ' ', plain).upper()


def give_back(origin, payment, reason):
    """Book the row as the return of the payment: what that paid is open again.

    Both stay in the books; the row pays back the one payment, whatever it had paid.
    """
    back, = divide(
        origin, [Part(origin.left, party=payment.party.id)], 'returned', reason)
    with acting([origin]) as rows:
        positions = Positions.of(rows.act, [payment.party.id])
        decisions.decide([payment.id])
        positions.payments[payment.id].decided_by = 'person'
        wishes = {
            other.id: {
                target: amount for target, amount in other.given.items()
                if target != ('repayment', back.id)}
            for other in positions.payments.values()
            if ('repayment', back.id) in other.given}
        wishes[payment.id] = {('repayment', back.id): payment.amount}
        Settlement(rows.act, positions, wishes, reason).run()
