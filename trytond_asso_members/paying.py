"""Payments and credit notes of the portal: booked, assigned, allocated, taken back."""
from dataclasses import dataclass
from decimal import Decimal

from trytond.i18n import gettext
from trytond.pool import Pool

from . import bulk, crediting, lettering, posting
from .exceptions import Guilty, Refusal
from .positions import Fragment, Positions
from .settlement import Settlement
from .sharing import overdrawn, share

ZERO = Decimal(0)


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


def credits(batch, notes, payments):
    "Book the new ones; bring members, labels and allocations of the known ones up to date."
    bookings = []
    for change in sorted(notes + payments, key=lambda c: (c.record.date, c.order)):
        try:
            bookings.append(_booking(batch, change))
        except Refusal as refusal:
            batch.refuse(change, refusal)
    crediting.post(batch, [
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
    bills = [id_ for _, id_ in wish or {}]
    named = batch.target('bill', record.bill) if record.bill else None
    if named:
        bills.append(named)
    _check_owner(batch, change, party, bills)
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
            raise _difference(batch, record, booking.was)
        if booking.was.decided_by == 'person':
            del values['decided_by']
        return booking
    values.update(
        company=batch.company.id, feed=batch.feed.id, kind=change.type,
        date=record.date, means=None if note else record.means,
        amount=record.total if note else record.amount, credit_note=None,
        move=None)
    if not note:
        _place(batch, booking)
    return booking


def _check_owner(batch, change, party, bills):
    for bill in bills:
        owner = batch.bill_party(bill)
        if party and owner != party:
            raise Refusal(
                'bill_of_another', bill=batch.bill_number(bill),
                needs=[('bill', id_) for type_, id_ in change.record.refs
                    if type_ == 'bill'])


def _difference(batch, record, payment):
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
    record, feed = booking.change.record, batch.feed
    if feed.cutover and record.date < feed.cutover:
        booking.journal = feed.journal_opening
        booking.account = feed.account_opening
        booking.date, booking.period = batch.place(
            feed.cutover, booking.journal)
        return
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


# -- settling what the batch has touched -----------------------------------


def settle(batch):
    """Post, assign and allocate all that the batch has touched, member by member.

    A second call settles what has been touched since the first.
    """
    moving = [
        b for b in batch.bookings if b.was and b.was.state == 'booked'
        and b.was.party.id != b.party]
    withdraw(batch, [b.id for b in moving], to_suspense=True)
    parties = {b.party for b in batch.bookings if b.party}
    parties |= _parties_to_share(batch)
    bookings, batch.bookings = batch.bookings, []
    batch.parties, batch.touched_bills = set(), []
    _post_unmatched(batch, [
            b for b in bookings if not b.was and not b.party])
    gaining = [
        b for b in bookings if b.was and b.party
        and (b.was.state == 'unmatched' or b in moving)]
    for booking in gaining:
        bulk.update(
            'asso.payment', [booking.id], party=booking.party, state='booked')
    if not parties:
        return
    positions = Positions(batch, parties)
    openings = [
        _opening(batch, positions, b) for b in bookings
        if b.party and not b.was and b.change.type == 'payment']
    openings += _assignments(batch, positions, gaining)
    wishes = _wishes(batch, positions, parties, bookings)
    settlement = Settlement(batch, positions, wishes)
    settlement.run(openings)
    _store_moves(batch, openings, gaining)


def _parties_to_share(batch):
    "The members of new bills who have payments that the ledger shares out."
    Payment = Pool().get('asso.payment')
    payment = Payment.__table__()
    parties = {batch.bill_party(bill) for bill in batch.touched_bills}
    parties |= batch.parties
    return {party for party, in bulk.select_among(
            lambda where: payment.select(
                payment.party, where=where
                & (payment.company == batch.company.id)
                & ((payment.decided_by == 'ledger') | (payment.amount < 0))
                & (payment.state == 'booked'), group_by=payment.party),
            payment.party, parties)}


def _opening(batch, positions, booking):
    "The payment and its move, whose member's lines are yet to be cut."
    payment = _unposted(positions, booking)
    record = booking.change.record
    move = posting.Move(
        booking.journal.id, booking.date, booking.period,
        f'asso.payment,{booking.id}', [
            posting.Line(
                booking.account.id, record.amount,
                description=record.label or None)])
    return payment, move


def _unposted(positions, booking):
    payment = positions.payments[booking.id]
    fragment = Fragment(payment.amount)
    fragment.siblings = [fragment]
    payment.fragments.append(fragment)
    return payment


def _assignments(batch, positions, bookings):
    "The moves from suspense to the member of payments that gain one."
    feed = batch.feed
    openings = []
    for booking in bookings:
        payment = _unposted(positions, booking)
        date, period = batch.place(
            payment.date, feed.journal_suspense, move=True)
        openings.append((payment, posting.Move(
                    feed.journal_suspense.id, date, period,
                    f'asso.payment,{booking.id}',
                    [posting.Line(feed.account_suspense.id, payment.amount)])))
    return openings


def _store_moves(batch, openings, gaining):
    gained = {b.id for b in gaining}
    bulk.update_each('asso.payment', 'move', [
            (payment.id, move.id) for payment, move in openings
            if payment.id not in gained])
    _letter_suspense(batch, gained)


def _letter_suspense(batch, payments):
    "Letter what has come onto the suspense account with what has left it."
    groups = {}
    for id_, origin in _suspense_lines(batch, payments):
        groups.setdefault(origin, []).append(id_)
    lettering.letter(batch, list(groups.values()))


def _suspense_lines(batch, payments):
    pool = Pool()
    line = pool.get('account.move.line').__table__()
    move = pool.get('account.move').__table__()
    return bulk.select_among(
        lambda where: line
        .join(move, condition=line.move == move.id)
        .select(line.id, move.origin, where=where
            & (line.account == batch.feed.account_suspense.id)
            & (line.reconciliation == None)),  # noqa: E711
        move.origin, {f'asso.payment,{id_}' for id_ in payments})


def _post_unmatched(batch, bookings):
    "Payments of nobody stand on the suspense account."
    moves = []
    for booking in bookings:
        record = booking.change.record
        label = record.label or None
        moves.append(posting.Move(
                booking.journal.id, booking.date, booking.period,
                f'asso.payment,{booking.id}', [
                    posting.Line(
                        booking.account.id, record.amount, description=label),
                    posting.Line(
                        batch.feed.account_suspense.id, -record.amount,
                        description=label)]))
    posting.post(batch.calendar, moves)
    bulk.update_each('asso.payment', 'move', [
            (booking.id, move.id) for booking, move in zip(bookings, moves)])


def _wishes(batch, positions, parties, bookings):
    "Whose decision stands, and what the ledger makes of the rest."
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
            floor[payment.id] = _for_good(positions, payment)
    wishes = {}
    for party in sorted(parties):
        wishes.update(share(
                positions, party, fixed, floor, batch.feed.fees_first))
    _check(batch, positions, wishes, changed)
    return wishes


def _for_good(positions, payment):
    "What is lettered in a closed year stays."
    good = {}
    for fragment in payment.fragments:
        if (fragment.bill and fragment.reconciliation
                and positions.in_closed_year(fragment.reconciliation)):
            target = ('bill', fragment.bill)
            good[target] = good.get(target, ZERO) + fragment.amount
    return good


def _check(batch, positions, wishes, changed):
    "Refuse the payments of this batch whose wishes cannot be had."
    guilty = {}
    for id_, excess in overdrawn(positions, wishes).items():
        wanting = sorted((
                positions.payments[p] for p in changed
                if wishes.get(p, {}).get(('bill', id_))
                and changed[p].wish is not None),
            key=lambda p: p.sort_key)
        while excess > 0 and wanting:
            payment = wanting.pop()
            excess -= wishes[payment.id]['bill', id_]
            guilty[changed[payment.id].change] = Refusal(
                'allocation_above_bill', needs=[
                    ('bill', s.bill)
                    for s in changed[payment.id].change.record.allocations],
                bill=batch.bill_number(id_),
                total=positions.bills[id_].total)
    for id_, booking in changed.items():
        payment = positions.payments[id_]
        for target, amount in _for_good(positions, payment).items():
            if wishes.get(id_, {}).get(target, ZERO) < amount:
                guilty[booking.change] = Refusal(
                    'lettering_closed', bill=batch.bill_number(target[1]))
    if guilty:
        raise Guilty(guilty)


# -- taking back ------------------------------------------------------------


def delete(batch, changes):
    "Reverse what the portal has deleted; what it paid is open again."
    payments = [c for c in changes if c.type in {'payment', 'credit_note'}]
    withdraw(batch, [c.target for c in payments], to_suspense=False)
    for change in payments:
        batch.unbind(change)


def withdraw(batch, ids, to_suspense):
    """Take payments off their members: to suspense, or out of the books.

    Lettering is undone first; the rest of the member is shared out anew when
    the batch is settled.
    """
    Payment = Pool().get('asso.payment')
    payments = Payment.browse(ids)
    parties = {p.party.id for p in payments if p.party}
    if parties:
        positions = Positions(batch, parties)
        ours = [positions.payments[p.id] for p in payments if p.party]
        _check_open(batch, positions, ours)
        Settlement(
            batch, positions, _without(positions, ours),
            gettext('asso_members.msg_allocation_withdrawn')).run()
        batch.parties.update(parties)
        notes = [p for p in ours if p.note]
        crediting.reverse(batch, notes)
        _reverse(batch, [p for p in ours if not p.note], to_suspense)
    if not to_suspense:
        _drop_unmatched(batch, [p for p in payments if not p.party])
        bulk.update('asso.payment', [p.id for p in payments], state='deleted')
    else:
        bulk.update(
            'asso.payment', [p.id for p in payments], state='unmatched',
            party=None)


def _without(positions, payments):
    "The wishes that are left when these payments give and take nothing."
    gone = {('repayment', p.id) for p in payments}
    wishes = {
        p.id: {t: a for t, a in p.given.items() if t not in gone}
        for p in positions.payments.values() if gone & p.given.keys()}
    wishes.update((p.id, {}) for p in payments)
    return wishes


def _check_open(batch, positions, payments):
    guilty = {}
    for payment in payments:
        if _for_good(positions, payment) or payment.pinned:
            change = batch.change_of(payment.id)
            guilty[change] = Refusal('payment_lettered', amount=payment.amount)
    if guilty:
        raise Guilty(guilty)


def _reverse(batch, payments, to_suspense):
    "Post the counterpart of each payment's fragments, and letter them."
    moves, groups = [], []
    feed = batch.feed
    for payment in payments:
        account, journal = feed.account_suspense, feed.journal_suspense
        if not to_suspense:
            account, journal = _money_of(batch, payment.id)
        date, period = batch.place(payment.date, journal, move=True)
        free = payment.free
        counterpart = Fragment(-sum(f.amount for f in free))
        moves.append(posting.Move(
                journal.id, date, period, f'asso.payment,{payment.id}', [
                    posting.Line(
                        feed.account_receivable.id, -counterpart.amount,
                        party=payment.party, fragment=counterpart),
                    posting.Line(account.id, counterpart.amount)]))
        groups.append((counterpart, free))
    posting.post(batch.calendar, moves)
    lettering.letter(batch, [
            [counterpart.id] + [f.id for f in free]
            for counterpart, free in groups])


def _money_of(batch, id_):
    "The account and the journal of the money of a stored payment."
    payment = Pool().get('asso.payment')(id_)
    line, = [l for l in payment.move.lines if not l.account.party_required
        and l.account.id != batch.feed.account_suspense.id]
    return line.account, payment.move.journal


def _drop_unmatched(batch, payments):
    moves = []
    for payment in payments:
        account, journal = _money_of(batch, payment.id)
        date, period = batch.place(payment.date, journal, move=True)
        moves.append(posting.Move(
                journal.id, date, period, f'asso.payment,{payment.id}', [
                    posting.Line(
                        batch.feed.account_suspense.id, payment.amount),
                    posting.Line(account.id, -payment.amount)]))
    posting.post(batch.calendar, moves)
    _letter_suspense(batch, {p.id for p in payments})
