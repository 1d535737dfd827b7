"""What stands on members' accounts and is not the portal's: what persons decided in Tryton."""
from collections import defaultdict
from decimal import Decimal

from sql import Null
from trytond.pool import Pool

from .. import bulk
from ..bills.owing import cancelled, is_owed

WORDS = {'account.invoice': 'bill', 'asso.payment': 'payment'}


def own(feed, parties):
    """Return {party: [entry]} of the posted moves of parties that the portal did not ask for.

    Some are on the portal's own documents: a person paid its bill with Tryton's tools, or
    delegated the bill, or a part of its payment, to another party.  An entry is {'what',
    'number', 'date', 'amount', 'by', 'why'}: what it is of (`bill`, `payment` or `entry`), the
    number of the bill or move, the amount as it counts in the balance (negative: owed), who made
    it, and the words on it, or None.
    """
    moves = _moves(feed, parties)
    known = _of_portal(feed, moves)
    users = _names({row['by'] for row in moves.values()})
    numbers = _numbers(moves)
    found = defaultdict(list)
    for (party, _), row in moves.items():
        is_cancelling = (row['origin'] or '').startswith('account.move,')
        is_persons = row['on_known'] or is_cancelling and row['by'] != _user(feed)
        if not row['amount'] or row['root'] in known and not is_persons:
            continue
        what = None if row['on_known'] else WORDS.get((row['root'] or '').partition(',')[0])
        found[party].append({
            'what': what or 'entry',
            'number': what and numbers.get(row['root']) or row['number'],
            'date': str(row['date']),
            'amount': str(row['amount']),
            'by': users.get(row['by']),
            'why': row['why'] or None})
    return found


def _user(feed):
    "The id of the bridge's user, or None if the feed names none."
    return feed.user.id if feed.user else None


def _moves(feed, parties):
    """Return {(party, move): what is on it} of moves whose origin the feed does not know.

    Those that a person made on a bill that it knows are there too, and those by which one
    delegated a payment.
    """
    pool = Pool()
    line = pool.get('account.move.line').__table__()
    move = pool.get('account.move').__table__()
    binding = pool.get('asso.binding').__table__()
    bill = pool.get('account.invoice').__table__()
    source = line.join(move, condition=line.move == move.id).join(
        binding, 'LEFT',
        condition=(binding.record == move.origin) & (binding.feed == feed.id)).join(
        bill, 'LEFT', condition=bill.move == move.id)
    on_known = (move.create_uid != (_user(feed) or -1)) & (bill.id == Null) & (
        (binding.type == 'bill')
        | (binding.type == 'payment') & move.id.in_(_delegating()))
    found = {}
    for party, id_, number, date, origin, bound, by, amount, *why in bulk.select_among(
            lambda where: source.select(
                line.party, move.id, move.number, move.date, move.origin, binding.id,
                move.create_uid,
                line.credit - line.debit, line.description, move.description,
                where=where & is_owed(line, move, feed.company) & ((binding.id == Null) | on_known),
                order_by=[move.date, move.id, line.id]),
            line.party, parties):
        row = found.setdefault((party, id_), {
            'number': number, 'date': bulk.date(date), 'origin': origin, 'by': by,
            'on_known': bound is not None, 'amount': Decimal(0),
            'why': next(filter(None, why), '')})
        row['amount'] += bulk.money(amount)
    roots = cancelled({row['origin'] for row in found.values()})
    for row in found.values():
        row['root'] = roots.get(row['origin'], row['origin'])
    return found


def _delegating():
    "The query of the moves that have a line whose lettering delegates it to another party."
    line = Pool().get('account.move.line').__table__()
    lettering = Pool().get('account.move.reconciliation').__table__()
    return lettering.join(line, condition=line.reconciliation == lettering.id).select(
        line.move, where=lettering.delegate_to != Null)


def _of_portal(feed, moves):
    """Those roots of the moves that are the portal's: its bills, payments and credit notes.

    So are the documents by which the feed took these back, when the portal deleted them.
    """
    pool = Pool()
    binding = pool.get('asso.binding').__table__()
    payment = pool.get('asso.payment').__table__()
    taken_back = _taken_back({
            row['root'] for row in moves.values() if row['by'] == _user(feed)})
    roots = {row['root'] for row in moves.values() if row['root']} | set(taken_back.values())
    notes = {
        f'asso.payment,{id_}': bulk.reference('account.invoice', note)
        for id_, note in bulk.select_among(
            lambda where: payment.select(payment.id, payment.credit_note, where=where),
            payment.credit_note,
            {bulk.referred(r) for r in roots if r.startswith('account.invoice,')})}
    known = {record for record, in bulk.select_among(
            lambda where: binding.select(
                binding.record, where=where & (binding.feed == feed.id)),
            binding.record, roots | set(notes))}
    # Those that it has made again have another record by now
    known |= {f'asso.payment,{id_}' for id_, in bulk.select_among(
            lambda where: payment.select(
                payment.id, where=where & (payment.feed == feed.id)),
            payment.id, {
                bulk.referred(r) for r in roots if bulk.referred(r, 'asso.payment')})}
    known |= {notes[record] for record in known if record in notes}
    return known | {root for root, of in taken_back.items() if of in known}


def _taken_back(origins):
    "Return {document: the one whose lines it credits}, as origins."
    line = Pool().get('account.invoice.line').__table__()

    def read(column, of, ids):
        return dict(bulk.select_among(
            lambda where: line.select(column, of, where=where & (of != Null)), column, ids))
    ids = {
        bulk.referred(o) for o in origins if (o or '').startswith('account.invoice,')}
    credited = {
        id_: bulk.referred(origin, 'account.invoice.line')
        for id_, origin in read(line.invoice, line.origin, ids).items()}
    bills = read(line.id, line.invoice, set(credited.values()) - {None})
    return {
        bulk.reference('account.invoice', id_): bulk.reference('account.invoice', bills[of])
        for id_, of in credited.items() if of in bills}


def _names(users):
    User = Pool().get('res.user')
    return {user.id: user.name for user in User.browse(sorted(filter(None, users)))}


def _numbers(moves):
    "Return {bill (as an origin): its number}."
    Invoice = Pool().get('account.invoice')
    ids = {
        bulk.referred(row['root']) for row in moves.values()
        if (row['root'] or '').startswith('account.invoice,')}
    return {str(bill): bill.number for bill in Invoice.browse(sorted(ids))}
