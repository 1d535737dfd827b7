"""Payments and credit notes of the portal: checked and stored; `settle` books them."""
from dataclasses import dataclass

from trytond.pool import Pool

from .. import bulk
from ..bills import credit_notes
from ..exceptions import Refusal
from ..settlement.withdraw import withdraw


@dataclass(eq=False)
class Booking:
    "A payment that this batch makes or changes."
    change: object
    id: int | None
    party: int | None
    wish: dict | None  # None: the ledger's to share out
    values: dict
    journal: object = None
    account: object = None
    date: object = None
    period: object = None
    was: object = None  # the stored payment, if there is one


def credits(batch, changes):
    "Store the new ones; update members, labels and allocations of the known ones."
    bookings = []
    for change in sorted(changes, key=lambda c: (c.record.date, c.order)):
        try:
            bookings.append(_booking(batch, change))
        except Refusal as refusal:
            batch.refuse(change, refusal)
    credit_notes.post(batch, [
            b for b in bookings
            if b.change.type == 'credit_note' and not b.id])
    bookings = [b for b in bookings if not batch.is_refused(b.change)]
    _store(bookings)
    for booking in bookings:
        batch.bind(booking.change, booking.id, booking.change.record.frozen())
    batch.bookings.extend(bookings)


def _booking(batch, change):
    record = change.record
    party = batch.party(record.member) if record.member else None
    note = change.type == 'credit_note'
    wish = None
    if record.allocations is not None:
        wish = {
            ('bill', batch.target('bill', s.bill)): s.amount
            for s in record.allocations}
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
    booking = Booking(change, change.target, party, wish, values)
    if change.binding:
        booking.was = Pool().get('asso.payment')(change.target)
        if record.frozen() != change.binding.frozen:
            raise _difference(record, booking.was)
        if booking.was.decided_by == 'person':
            values['decided_before'] = values.pop('decided_by')
        return booking
    values.update(
        company=batch.company.id, feed=batch.feed.id, kind=change.type,
        date=record.date, means=None if note else record.means,
        amount=record.total if note else record.amount, credit_note=None,
        move=None)
    if not note:
        _place(batch, booking)
    return booking


def _check_owner(batch, change, party, bill):
    "Refuse a note on another's bill; a payment for one is an advance of the payer."
    if batch.bill_party(bill) != party:
        raise Refusal(
            'bill_of_another', bill=batch.bill_number(bill),
            needs=[('bill', change.record.bill)])


def _difference(record, payment):
    amount = getattr(record, 'amount', None) or record.total
    for field, new, old in [
            ('amount', amount, payment.amount),
            ('date', record.date, payment.date)]:
        if new != old:
            return Refusal('payment_frozen', field=field, new=new, old=old)
    if payment.kind == 'credit_note':
        return Refusal(
            'payment_frozen', field='bill', new=record.bill,
            old=payment.named_bill.rec_name)
    return Refusal(
        'payment_frozen', field='means', new=record.means, old=payment.means)


def _place(batch, booking):
    "Find the journal, the account of the money, and the period."
    record, association = booking.change.record, batch.association
    if association.is_opening(record.date):
        booking.journal = association.journal_opening
        booking.account = association.account_opening
    else:
        method = batch.method(record.means)
        booking.journal = method.journal
        booking.account = (
            method.debit_account if record.amount > 0 else method.credit_account)
    booking.date, booking.period = batch.place(record.date, booking.journal)


def _store(bookings):
    new = [b for b in bookings if not b.id]
    ids = bulk.insert('asso.payment', [b.values for b in new])
    for booking, id_ in zip(new, ids):
        booking.id = id_
    for booking in bookings:
        was = booking.was
        if was:
            changed = {
                name: value for name, value in booking.values.items()
                if name not in {'party', 'state'}
                and _plain(getattr(was, name)) != value}
            if changed:
                bulk.update('asso.payment', [was.id], **changed)


def _plain(value):
    return getattr(value, 'id', value)


def delete(batch, changes):
    "Reverse the payments that the portal has deleted; the bills they paid are open again."
    batch.parties |= withdraw(batch, [c.target for c in changes], to_suspense=False)
    for change in changes:
        batch.unbind(change)
