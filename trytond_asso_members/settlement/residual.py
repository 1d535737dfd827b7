"""What bills and payments have left: one definition, from the open lines themselves."""
from decimal import Decimal

from sql.conditionals import Coalesce
from trytond.pool import Pool

from .. import bulk
from ..bills.owing import cancelled, is_open, is_owed, join_bill
from .suspense import waiting


def open_lines(company, parties=None):
    """Return the rows of the lines that are open, one a line.

    Each is (party, owner, amount, number, date, maturity, label).  The owner is
    ('bill', id) for a line that was allocated to a bill of the same party, or is of
    that bill (by its own move, or by one that reschedules it); else ('payment', id)
    for one of a payment or credit note of the party, or of what cancels it; else
    ('other', id of the line).  The amount is positive where it gives, negative where it
    is owed.
    """
    query, line = _query(company)
    if parties is None:
        rows = bulk.select(query())
    else:
        rows = bulk.select_among(query, line.party, parties)
    instead = _cancelled(row[4] for row in rows)
    found = []
    for party, id_, bill, note, origin, attached, amount, *others in rows:
        payment = note or bulk.referred(origin, 'asso.payment')
        owner = instead.get(origin) or _owner(id_, bill, payment, attached)
        found.append((party, owner, bulk.money(amount), *others))
    parties = _parties('asso.payment', {
            id_ for _, (kind, id_), *_ in found if kind == 'payment'})
    parties.update(_parties('account.invoice', {
            id_ for kind, id_ in instead.values() if kind == 'bill'}))
    # What was delegated to another party is no payment, nor bill, of that one
    return [
        (party, owner, *rest) if parties.get(owner, party) == party
        else (party, ('other', line), *rest)
        for (party, owner, *rest), (_, line, *_) in zip(found, rows)]


def _owner(line, bill, payment, attached):
    if payment and not attached:
        return 'payment', payment
    if bill:
        return 'bill', bill
    return 'other', line


def _cancelled(origins):
    "Return {origin: owner} of the moves that cancel one of a bill, note or payment."
    instead = cancelled(origins)
    payment = Pool().get('asso.payment').__table__()
    notes = dict(bulk.select_among(
            lambda where: payment.select(payment.credit_note, payment.id, where=where),
            payment.credit_note,
            {bulk.referred(o, 'account.invoice') for o in instead.values()} - {None}))
    owners = {}
    for origin, what in instead.items():
        bill = bulk.referred(what, 'account.invoice')
        if payment := bulk.referred(what, 'asso.payment') or notes.get(bill):
            owners[origin] = 'payment', payment
        elif bill:
            owners[origin] = 'bill', bill
    return owners


def _parties(name, ids):
    "Return {owner: its party}."
    kind = 'payment' if name == 'asso.payment' else 'bill'
    table = Pool().get(name).__table__()
    return {
        (kind, id_): party
        for id_, party in bulk.select_among(
            lambda where: table.select(table.id, table.party, where=where),
            table.id, ids)}


def _query(company):
    "Return a function that makes the query, given a condition, and its table of lines."
    pool = Pool()
    line = pool.get('account.move.line').__table__()
    move = pool.get('account.move').__table__()
    attached = pool.get('account.invoice-account.move.line').__table__()
    paid = pool.get('account.invoice').__table__()
    note = pool.get('asso.payment').__table__()
    source, bill = join_bill(line
        .join(move, condition=line.move == move.id)
        .join(attached, 'LEFT', condition=attached.line == line.id)
        # A payment for another member's bill stays open under the payer
        .join(paid, 'LEFT', condition=(
                (attached.invoice == paid.id) & (paid.party == line.party))),
        line)
    source = source.join(note, 'LEFT', condition=note.credit_note == bill)
    open_ = is_owed(line, move, company) & is_open(line)

    def query(where=None):
        return source.select(
            line.party, line.id, Coalesce(paid.id, bill), note.id, move.origin, paid.id,
             line.credit - line.debit, move.number, move.date,
            line.maturity_date, line.description,
            where=open_ if where is None else open_ & where)
    return query, line


def left(company, owners):
    """Return {owner: amount left}, for {owner: its party}.

    What was delegated to another party is not left to this one.
    """
    amounts = dict.fromkeys(owners, Decimal('0.00'))
    for party, owner, amount, *_ in open_lines(company, set(owners.values())):
        if owners.get(owner) == party:
            amounts[owner] += amount
    return amounts


def residuals_of_payments(payments):
    """Return {id: what is left} of the records, negative for what still takes.

    Of a payment without a known member it is what waits on suspense.
    """
    found = dict.fromkeys((p.id for p in payments), Decimal('0.00'))
    for company in {p.company for p in payments}:
        amounts = left(company, {
                ('payment', p.id): p.party.id
                for p in payments if p.party and p.company == company})
        found.update((id_, amount) for (_, id_), amount in amounts.items())
    for id_, entries in waiting({
            p.id: p.amount for p in payments if p.state == 'unmatched'}).items():
        found[id_] += sum(entry.amount for entry in entries)
    return found
