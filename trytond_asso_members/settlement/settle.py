"""Payments booked, assigned and allocated: all that an act has touched, by sets."""
from collections import defaultdict
from decimal import Decimal

from trytond.i18n import gettext
from trytond.pool import Pool

from .. import bulk
from ..books.moves import Line, Move
from ..exceptions import Guilty, Refusal
from . import decisions, excess, suspense
from .entries import Fragment
from .fragments import Settlement
from .others import naming
from .positions import Positions
from .sharing import share
from .withdraw import withdraw

ZERO = Decimal(0)


def settle(act):
    """Post, assign and allocate all that the act has touched.

    A second call settles what was touched since the first.  What the portal gives to a
    bill beyond what that can take stays with the payer, and is noted (see excess.py).
    Raise Guilty, with the changes to blame, when a closed year keeps what they take back.
    """
    moving = [
        b for b in act.bookings if b.was and b.was.state == 'booked'
        and b.was.party.id != b.party]
    act.parties |= withdraw(act, [b.id for b in moving], to_suspense=True)
    parties = _parties_to_share(act)
    bookings, act.bookings = act.bookings, []
    act.parties, act.touched_bills = set(), []
    suspense.post_unmatched(act, [
            b for b in bookings if not b.was and not b.party])
    gaining = [
        b for b in bookings if b.was and b.party
        and (b.was.state == 'unmatched' or b in moving)]
    bulk.update_rows('asso.payment', [
            {'id': b.id, 'party': b.party, 'state': 'booked'} for b in gaining])
    if not parties:
        return
    Pool().get('asso.payment').came({
            b.id: b.told_before for b in bookings if b.party and b.type == 'payment' and (
                not b.was or b in gaining)})
    positions = Positions.of(act, parties)
    openings = [
        _opening(positions, b) for b in bookings
        if b.party and not b.was and b.type == 'payment']
    leaving = suspense.Leaving({b.id: positions.payments[b.id].amount for b in gaining})
    act.refuse_payments(leaving.refusals)
    openings += _assignments(act, positions, gaining, leaving)
    wishes = _wishes(act, positions, bookings)
    settlement = Settlement(act, positions, wishes)
    settlement.credited = {
        b.values['named_bill'] for b in bookings if b.type == 'credit_note' and not b.was}
    back = [b.id for b in gaining if any(f.id for f in positions.payments[b.id].fragments)]
    settlement.run(openings)
    _store_moves(openings, gaining)
    leaving.letter(act.books)
    _log_of_meanwhile(act, back)


def _parties_to_share(act):
    "The parties whose payments are to be shared out again, and those whose bills they pay."
    Payment = Pool().get('asso.payment')
    payment = Payment.__table__()
    parties = act.bill_parties(act.touched_bills) | act.parties
    payers = {b.party for b in act.bookings if b.party}
    payers |= excess.payers(parties) | naming(parties)
    payers |= {party for party, in bulk.select_among(
            lambda where: payment.select(
                payment.party, where=where
                & (payment.company == act.company.id)
                & ((payment.decided_by == 'ledger') | (payment.amount < 0)
                    | payment.id.in_(excess.payments()))
                & (payment.state == 'booked'), group_by=payment.party),
            payment.party, parties)}
    return payers | act.bill_parties(_bills_paid(act, payers))


def _bills_paid(act, payers):
    "The bills that the touched payments are for, and those for which the payers have too much."
    touched = [b for b in act.bookings if b.party]
    bills = {bill for b in touched for _, bill in b.wish or {}}
    bills |= {b.values['named_bill'] for b in touched if b.wish is None} - {None}
    return bills | {bill for theirs in excess.of(payers).values() for _, bill in theirs}


def _log_of_meanwhile(act, payments):
    "Log what persons did, while payments were away, with the lines they had left behind."
    if payments:
        Pool().get('asso.allocation').log(decisions.differences(
                act.company, Pool().get('asso.payment').browse(payments),
                gettext('asso_members.msg_allocation_by_hand')))


def _opening(positions, booking):
    "The payment and its move, still without the member's lines."
    payment = _unposted(positions, booking)
    booking.line = Line(booking.account.id, booking.amount, description=booking.label)
    move = Move(
        booking.journal.id, booking.date, booking.period,
        bulk.reference('asso.payment', booking.id), [booking.line], change=booking.change)
    return payment, move


def _unposted(positions, booking):
    "The payment, with a fragment of its whole amount to be posted."
    payment = positions.payments[booking.id]
    fragment = Fragment(payment.amount, account=positions.account)
    fragment.siblings = [fragment]
    payment.fragments.append(fragment)
    return payment


def _assignments(act, positions, bookings, leaving):
    "The moves of payments from suspense to the member who is known now."
    association = act.association
    openings = []
    for booking in bookings:
        payment = _unposted(positions, booking)
        date, period = act.place(
            payment.date, association.journal_suspense, move=True)
        openings.append((payment, Move(
                    association.journal_suspense.id, date, period,
                    bulk.reference('asso.payment', booking.id),
                    leaving.lines(booking.id), change=booking.change)))
    return openings


def _store_moves(openings, gaining):
    gained = {b.id for b in gaining}
    bulk.update_each('asso.payment', 'move', [
            (payment.id, move.id) for payment, move in openings
            if payment.id not in gained])


def _wishes(act, positions, bookings):
    "What each payment is to give: as a person or the portal decided, or else by the rule."
    changed = {b.id: b for b in bookings if b.party}
    held_back = excess.of(positions.parties)
    fixed, asked = {}, {}
    for payment in positions.payments.values():
        if payment.decided_by == 'person':
            fixed[payment.id] = dict(payment.given)
        elif payment.decided_by == 'portal' and payment.amount > 0:
            booking = changed.get(payment.id)
            asked[payment.id] = (
                booking.wish or {} if booking
                else _asked(payment, held_back.get(payment.id, {})))
    fixed.update(asked)
    _check(act, positions, asked, changed)
    wishes = share(positions, fixed)
    excess.store(held_back, asked, wishes)
    return wishes


def _asked(payment, held_back):
    "What the portal has asked for: what the payment gives, and what the bills could not take."
    asked = defaultdict(Decimal, {
        t: a for t, a in payment.given.items() if t[0] == 'bill'})
    for target, amount in held_back.items():
        asked[target] += amount
    return dict(asked)


def _check(act, positions, asked, changed):
    "Refuse to take back what is lettered in a closed year."
    guilty = {}
    for id_ in asked.keys() & changed.keys():
        for target, amount in positions.for_good(positions.payments[id_]).items():
            if asked[id_].get(target, ZERO) < amount:
                guilty[changed[id_].change] = Refusal(
                    'lettering_closed', bill=act.bill_number(target[1]))
    if guilty:
        raise Guilty(guilty)
