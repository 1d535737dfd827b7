"""Payments booked, assigned and allocated: all that an act has touched, by sets."""
from decimal import Decimal

from trytond.pool import Pool

from .. import bulk
from ..books.moves import Line, Move
from ..exceptions import Guilty, Refusal
from . import suspense
from .fragments import Settlement
from .positions import Fragment, Positions
from .sharing import overdrawn, share
from .withdraw import withdraw

ZERO = Decimal(0)


def settle(act):
    """Post, assign and allocate all that the act has touched.

    A second call settles what was touched since the first.  Raise Guilty, with the
    changes to blame, when payments ask for what a bill or a closed year does not allow.
    """
    moving = [
        b for b in act.bookings if b.was and b.was.state == 'booked'
        and b.was.party.id != b.party]
    act.parties |= withdraw(act, [b.id for b in moving], to_suspense=True)
    parties = {b.party for b in act.bookings if b.party}
    parties |= _parties_to_share(act)
    bookings, act.bookings = act.bookings, []
    act.parties, act.touched_bills = set(), []
    suspense.post_unmatched(act, [
            b for b in bookings if not b.was and not b.party])
    gaining = [
        b for b in bookings if b.was and b.party
        and (b.was.state == 'unmatched' or b in moving)]
    for booking in gaining:
        bulk.update(
            'asso.payment', [booking.id], party=booking.party, state='booked')
    if not parties:
        return
    positions = Positions(act, parties)
    openings = [
        _opening(positions, b) for b in bookings
        if b.party and not b.was and b.change.type == 'payment']
    openings += _assignments(act, positions, gaining)
    wishes = _wishes(act, positions, parties, bookings)
    settlement = Settlement(act, positions, wishes)
    settlement.credited = {
        b.values['named_bill'] for b in bookings if b.change.type == 'credit_note' and not b.was}
    settlement.run(openings)
    _store_moves(act, openings, gaining)


def _parties_to_share(act):
    "The touched parties that have payments for the ledger to share out."
    Payment = Pool().get('asso.payment')
    payment = Payment.__table__()
    parties = {act.bill_party(bill) for bill in act.touched_bills}
    parties |= act.parties
    return {party for party, in bulk.select_among(
            lambda where: payment.select(
                payment.party, where=where
                & (payment.company == act.company.id)
                & ((payment.decided_by == 'ledger') | (payment.amount < 0))
                & (payment.state == 'booked'), group_by=payment.party),
            payment.party, parties)}


def _opening(positions, booking):
    "The payment and its move, still without the member's lines."
    payment = _unposted(positions, booking)
    record = booking.change.record
    move = Move(
        booking.journal.id, booking.date, booking.period,
        bulk.reference('asso.payment', booking.id), [
            Line(
                booking.account.id, record.amount,
                description=record.label or None)],
        change=booking.change)
    return payment, move


def _unposted(positions, booking):
    "The payment, with a fragment of its whole amount to be posted."
    payment = positions.payments[booking.id]
    fragment = Fragment(payment.amount)
    fragment.siblings = [fragment]
    payment.fragments.append(fragment)
    return payment


def _assignments(act, positions, bookings):
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
                    [Line(association.account_suspense.id, payment.amount)],
                    change=booking.change)))
    return openings


def _store_moves(act, openings, gaining):
    gained = {b.id for b in gaining}
    bulk.update_each('asso.payment', 'move', [
            (payment.id, move.id) for payment, move in openings
            if payment.id not in gained])
    suspense.letter(act, gained)


def _wishes(act, positions, parties, bookings):
    "What each payment is to give: as a person or the portal decided, or else by the rule."
    changed = {b.id: b for b in bookings if b.party}
    fixed, floor = {}, {}
    for payment in positions.payments.values():
        bills = {t: a for t, a in payment.given.items() if t[0] == 'bill'}
        if payment.decided_by == 'person':
            fixed[payment.id] = dict(payment.given)
        elif payment.decided_by == 'portal' and payment.amount > 0:
            booking = changed.get(payment.id)
            fixed[payment.id] = (
                booking.wish or {} if booking else bills)
        elif payment.amount > 0:
            floor[payment.id] = positions.for_good(payment)
    wishes = {}
    for party in sorted(parties):
        wishes.update(share(positions, party, fixed, floor))
    _check(act, positions, wishes, changed)
    return wishes


def _check(act, positions, wishes, changed):
    "Refuse payments that ask for more than a bill has left, or for less than a closed year keeps."
    # A change is not to blame for what its payment gives already
    more = {
        (id_, bill): amount - positions.payments[id_].given.get((kind, bill), ZERO)
        for id_, booking in changed.items() if booking.wish
        for (kind, bill), amount in wishes.get(id_, {}).items() if kind == 'bill'}
    guilty = {
        changed[id_].change: Refusal('bill_elsewhere', bill=act.bill_number(bill))
        for (id_, bill), amount in more.items()
        if amount > 0 and bill not in positions.bills}
    for id_, excess in overdrawn(positions, wishes).items():
        wanting = sorted((
                positions.payments[p] for p in changed if more.get((p, id_), ZERO) > 0),
            key=lambda p: p.sort_key)
        while excess > 0 and wanting:
            payment = wanting.pop()
            excess -= more[payment.id, id_]
            guilty[changed[payment.id].change] = Refusal(
                'allocation_above_bill', needs=[
                    ('bill', s.bill)
                    for s in changed[payment.id].change.record.allocations],
                bill=act.bill_number(id_),
                total=positions.bills[id_].total)
    for id_, booking in changed.items():
        payment = positions.payments[id_]
        for target, amount in positions.for_good(payment).items():
            if wishes.get(id_, {}).get(target, ZERO) < amount:
                guilty[booking.change] = Refusal(
                    'lettering_closed', bill=act.bill_number(target[1]))
    if guilty:
        raise Guilty(guilty)
