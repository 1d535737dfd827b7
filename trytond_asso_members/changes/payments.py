"""Payments and credit notes of the portal: checked and stored; `settle` books them."""
from collections import defaultdict

from trytond.pool import Pool

from .. import bulk
from ..bills import credit_notes
from ..exceptions import Refusal
from ..settlement.booking import Booking
from ..settlement.brought import CARD, Brought
from ..settlement.withdraw import withdraw
from . import money, moved_notes
from .frozen import payment_differs
from .moved_bills import demand
from .numbers import keep_numbers


def credits(batch, changes):
    "Store the new ones; update members, labels and allocations of the known ones."
    bookings = []
    batch.brought = _brought(batch, changes)
    moved_notes.withdraw(batch, [c for c in changes if c.type == 'credit_note' and c.binding])
    for change in sorted(changes, key=lambda c: (c.record.date, c.order)):
        if change.record.skipped and not change.binding:
            batch.skip(change)
            continue
        try:
            bookings.append(_booking(batch, change))
        except Refusal as refusal:
            batch.refuse(change, refusal)
    notes = [
        b for b in bookings if b.change.type == 'credit_note' and not b.id]
    numbers = keep_numbers(batch, [b.change for b in notes])
    credit_notes.post(batch, [b for b in notes if b.change in numbers], numbers)
    demand(batch, changes)
    bookings = [b for b in bookings if not batch.is_refused(b.change)]
    batch.parties |= withdraw(
        batch, [b.told_before for b in bookings if b.told_before], to_suspense=False)
    _store(bookings)
    _tell_moved(batch, bookings)
    money.follow(batch, bookings)
    for booking in bookings:
        batch.bind(booking.change, booking.id, booking.change.record.frozen())
    batch.bookings.extend(bookings)


def _tell_moved(batch, bookings):
    "Tell of the payments that the portal gives to another member."
    Pool().get('asso.payment').told_otherwise(batch, {
            b.was: b.party for b in bookings
            if b.was and b.party and b.was.party and b.was.party.id != b.party}, 'member')


def _booking(batch, change):
    record = change.record
    party = batch.party(record.member) if batch.target('member', record.member) else None
    note = change.type == 'credit_note'
    wish = None
    if record.allocations is not None:
        wish = {
            ('bill', batch.target('bill', bill)): amount
            for bill, amount in record.given.items() if batch.target('bill', bill)}
    named = batch.target('bill', record.bill) if record.bill else None
    if note:
        _check_owner(batch, change, party, named)
    values = {
        'label': record.label or None,
        'named_bill': named,
        'named_reference': record.bill,
        'decided_by': 'ledger' if wish is None else 'portal',
        'state': 'booked' if party else 'unmatched',
        'party': party,
        }
    if wish is None and named and party and batch.bill_party(named) != party:
        values['pays_others'] = True
    booking = Booking(change, None if change.moved else change.target, party, wish, values)
    if change.binding and not change.moved:
        _compare(batch, booking)
        return booking
    if not note and _adopt(batch, booking):
        return booking
    values.update(
        company=batch.company.id, feed=batch.feed.id, kind=change.type,
        date=record.date, means=None if note else record.means,
        amount=record.total if note else record.amount, credit_note=None,
        move=None)
    values.setdefault('pays_others', False)
    if not note:
        _place(batch, booking)
    return booking


def _brought(batch, changes):
    "What the bank has brought of the members whose transfers are here."
    members = {
        c.record.member for c in changes
        if c.type == 'payment' and batch.has_bank
        and batch.target('member', c.record.member)}
    return Brought(batch.association, {batch.party(member) for member in members})


def _adopt(batch, booking):
    "Let a payment that the bank has brought be the portal's new one; return whether one is."
    record = booking.change.record
    if not _may_be_brought(batch, record.means):
        return False
    id_ = batch.brought.take(booking.party, record.amount, record.date, record.means)
    if not id_:
        return False
    booking.id = id_
    booking.was = Pool().get('asso.payment')(id_)
    booking.values.update(feed=batch.feed.id, date=record.date, means=record.means)
    if booking.was.decided_by == 'person':
        booking.values['decided_before'] = booking.values.pop('decided_by')
    return True


def _may_be_brought(batch, means):
    "Whether money of this means may come by a file: of the bank, or of a payment service."
    return means == CARD or batch.is_on_bank(batch.method(means).debit_account)


def _compare(batch, booking):
    "Refuse what differs of a stored payment and may not; note where its money moves."
    change, values = booking.change, booking.values
    record = change.record
    was = booking.was = Pool().get('asso.payment')(change.target)
    if change.binding.frozen not in {record.frozen(), record.frozen_with(was.means)}:
        raise payment_differs(batch, record, was)
    if change.type == 'payment':
        values['means'] = record.means
        money.find(batch, booking)
        _find_told_before(batch, booking)
    if was.member_by_person:
        _keep_member(booking)
    if was.decided_by == 'person' or was.member_by_person:
        values['decided_before'] = values.pop('decided_by')


def _keep_member(booking):
    "Whose the payment is was decided in Tryton: the portal's bills may be another's."
    booking.party, booking.wish = booking.was.party and booking.was.party.id, None
    for name in ['named_bill', 'pays_others']:
        booking.values.pop(name, None)
    booking.values['named_bill'] = None


def _find_told_before(batch, booking):
    """Note which payment of the bank's own this one is, where the portal says enough only now.

    It may name the member only now, or say only now that the money came by the bank.  The
    bank's own is taken off the member; its row waits, to be laid beside the portal's.
    """
    record, was = booking.change.record, booking.was
    is_new = not was.party or was.party.id != booking.party or _comes_otherwise(batch, booking)
    is_paired = was.statement_line and not booking.money
    if booking.party and is_new and not is_paired and _may_be_brought(batch, record.means):
        booking.told_before = batch.brought.take(
            booking.party, record.amount, record.date, record.means)


def _comes_otherwise(batch, booking):
    "Whether the portal told before that the money came by another kind of file, or by none."
    now, was = booking.change.record.means, booking.was.means
    return not _may_be_brought(batch, was) or (now == CARD) != (was == CARD)


def _check_owner(batch, change, party, bill):
    "Refuse a note on another's bill; a payment for one is an advance of the payer."
    if batch.bill_party(bill) != party:
        raise Refusal(
            'bill_of_another', bill=batch.bill_number(bill),
            needs=[('bill', change.record.bill)])


def _place(batch, booking):
    "Find the journal, the account of the money, and the period."
    record, association = booking.change.record, batch.association
    if association.is_opening(record.date):
        booking.journal = association.journal_opening
        booking.account = association.account_opening
    else:
        method = batch.method(record.means)
        booking.journal = method.journal
        booking.account = batch.money_account(
            method.debit_account if record.amount > 0 else method.credit_account,
            record.date)
    # Money has come, whatever is closed: the payment keeps its own date beside
    booking.date, booking.period = batch.place(record.date, booking.journal, move=True)


def _store(bookings):
    new = [b for b in bookings if not b.id]
    ids = bulk.insert('asso.payment', [b.values for b in new])
    for booking, id_ in zip(new, ids):
        booking.id = id_
    by_fields = defaultdict(list)
    for booking in bookings:
        if was := booking.was:
            changed = {
                name: value for name, value in booking.values.items()
                if name not in {'party', 'state'}
                and _plain(getattr(was, name)) != value}
            if changed:
                by_fields[frozenset(changed)].append({'id': was.id, **changed})
    for rows in by_fields.values():
        bulk.update_rows('asso.payment', rows)


def _plain(value):
    return getattr(value, 'id', value)


def delete(batch, changes):
    "Reverse the payments that the portal has deleted; the bills they paid are open again."
    Payment = Pool().get('asso.payment')
    Payment.told_otherwise(
        batch, dict.fromkeys(Payment.browse([c.target for c in changes])), 'deleted')
    batch.parties |= withdraw(batch, [c.target for c in changes], to_suspense=False)
    for change in changes:
        batch.unbind(change)
