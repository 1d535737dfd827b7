"""What bills and payments have left: one definition, from the open lines themselves."""
from decimal import Decimal
from typing import NamedTuple

from trytond.pool import Pool

from .. import bulk
from ..bills.owing import accounts_owed, cancelled, is_open, is_owed, join_bill
from .suspense import waiting


class Owned(NamedTuple):
    """A posted line of a party that counts in its balance, and what it is of.

    `of` is its document: ('payment', id) for a line of a payment or credit note of the
    party, or of what cancels it; else ('bill', id) for one of a bill, by its own move, by one
    that reschedules it, or by what cancels it; else ('other', id of the line).  `left` is
    what it counts for as long as it is open: the bill of the same party that it was
    allocated to, else its document.  `once` is the document of another party that it is a
    line of, as it was delegated, or as the payment is another's by now; None for all else.
    The amount is positive where it gives, negative where it is owed.
    """
    party: int
    id: int
    of: tuple
    left: tuple
    once: tuple | None
    amount: Decimal
    lettering: int | None
    paid: int | None  # the bill, of whomever, that it was allocated to
    journal: str
    number: str
    date: object
    maturity: object
    label: str | None


def owned(company, parties=None, settled=False, until=None):
    """Return the `Owned` lines of a company that are open; if asked so, also the settled ones.

    `until` leaves out what is dated after that day.
    """
    query, line = _query(company, settled, until)
    if parties is None:
        rows = bulk.select(query())
    else:
        rows = bulk.select_among(query, line.party, parties)
    instead = _cancelled(row[4] for row in rows)
    found = [(row, *_documents(row, instead)) for row in rows]
    parties = _parties('asso.payment', {
            id_ for _, *documents in found for kind, id_ in documents if kind == 'payment'})
    parties.update(_parties('account.invoice', {
            id_ for kind, id_ in instead.values() if kind == 'bill'}))
    lines = []
    for (party, id_, _, _, _, _, amount, *others), of, left in found:
        # What was delegated to another party is no payment, nor bill, of that one
        own, once = ('other', id_), None
        if parties.get(of, party) != party:
            of, once = own, of
        if parties.get(left, party) != party:
            left = own
        lines.append(Owned(party, id_, of, left, once, bulk.money(amount), *others))
    return lines


def _documents(row, instead):
    "What a line is of, and what it counts for while it is open."
    _, id_, bill, note, origin, attached, *_ = row
    if what := instead.get(origin):
        return what, what
    payment = note or bulk.referred(origin, 'asso.payment')
    own = (
        ('payment', payment) if payment else ('bill', bill) if bill else ('other', id_))
    return own, ('bill', attached) if attached else own


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


def _query(company, settled, until):
    "Return a function that makes the query, given a condition, and its table of lines."
    pool = Pool()
    line = pool.get('account.move.line').__table__()
    move = pool.get('account.move').__table__()
    journal = pool.get('account.journal').__table__()
    attached = pool.get('account.invoice-account.move.line').__table__()
    paid = pool.get('account.invoice').__table__()
    note = pool.get('asso.payment').__table__()
    source, bill = join_bill(line
        .join(move, condition=line.move == move.id)
        .join(journal, condition=move.journal == journal.id)
        .join(attached, 'LEFT', condition=attached.line == line.id)
        # A payment for another member's bill stays open under the payer
        .join(paid, 'LEFT', condition=(
                (attached.invoice == paid.id) & (paid.party == line.party))),
        line)
    source = source.join(note, 'LEFT', condition=note.credit_note == bill)
    counts = is_owed(line, move, company, accounts_owed(company))
    if not settled:
        counts &= is_open(line)
    if until:
        counts &= move.date <= until

    def query(where=None):
        return source.select(
            line.party, line.id, bill, note.id, move.origin, paid.id,
            line.credit - line.debit, line.reconciliation, attached.invoice,
            journal.type, move.number, move.date, line.maturity_date, line.description,
            where=counts if where is None else counts & where)
    return query, line


def left(company, owners):
    """Return {owner: amount left}, for {owner: its party}.

    What was delegated to another party is not left to this one.
    """
    amounts = dict.fromkeys(owners, Decimal('0.00'))
    for line in owned(company, set(owners.values())):
        if owners.get(line.left) == line.party:
            amounts[line.left] += line.amount
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
