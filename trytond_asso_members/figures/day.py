"""What every document of members had left at the end of a day, whatever came after it.

Which documents there were, and what they came to, is what is posted and dated until that day.
Which payment had paid which bill is what the log of allocations said then.  Letterings are not
asked: they are undone and made again, and only show how things are today.  A credit note of
Tryton pays the bill whose lines it credits.  What else no payment brings, such as a write-off
or an entry of an accountant, is in no log: it pays the bill that it is attached to, or else the
oldest.
"""
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain

from sql import Null
from trytond.pool import Pool

from .. import bulk
from ..settlement.residual import owned

ZERO = Decimal('0.00')


@dataclass(eq=False)
class Document:
    """A bill, a payment or another entry of a party, as it stood.

    Amounts are negative where the party owes.
    """
    party: int
    kind: str  # bill, payment or other
    id: int  # of the invoice, the payment or the line
    date: object
    due: object
    number: str | None
    label: str | None
    journal: str
    amount: Decimal = ZERO
    left: Decimal = ZERO  # of the document itself
    rest: Decimal = ZERO  # left once all that was on account has paid the oldest bills
    credited: Decimal = ZERO  # of a bill, whether that part was paid before or not
    lost: Decimal = ZERO  # of a bill, as it was written off
    is_note: bool = False
    bill_kind: str | None = None
    gave: list = field(default_factory=list)  # (document that it has paid, amount)
    credits: int | None = None  # the bill that a credit note of the portal names
    attached: int | None = None  # the bill that an entry, neither bill nor payment, pays

    @property
    def order(self):
        "What has no due date takes first, gifts that were called take last."
        return (
            self.due is not None, self.bill_kind == 'donation', self.due or self.date,
            self.id)


def documents(company, day, parties=None):
    "Return {party: its Documents, the oldest first}, of all parties that have any, or of these."
    lines = owned(company, parties, settled=True, until=day)
    return paid(read(lines), day)


def paid(found, day):
    "Have what was `read` pay each other; return as `documents`, without those of 0.00."
    for bill, amount in _noted(found):
        bill.credited += amount
    for giver, taker, amount in chain(
            _allocated(found, day), _credited(found), _attached(found)):
        pay(giver, taker, amount)
    of = defaultdict(list)
    for document in sorted(found.values(), key=lambda d: (d.date, d.kind, d.id)):
        if document.amount:
            of[document.party].append(document)
    for theirs in of.values():
        _pay_oldest(theirs, [d for d in theirs if d.kind != 'payment'])
        for document in theirs:
            document.rest = document.left
        _pay_oldest(theirs, theirs, 'rest')
    return dict(of)


def pay(giver, taker, amount, what='left'):
    "Have one pay the other as far as both go; `what` they have, `left` or `rest`."
    amount = max(min(amount, getattr(giver, what), -getattr(taker, what)), ZERO)
    setattr(giver, what, getattr(giver, what) - amount)
    setattr(taker, what, getattr(taker, what) + amount)
    if amount and what == 'left':
        giver.gave.append((taker, amount))
        if giver.kind == 'bill':
            taker.credited += amount
        elif giver.journal == 'write-off':
            taker.lost += amount


def _pay_oldest(theirs, givers, what='left'):
    takers = sorted((d for d in theirs if getattr(d, what) < 0), key=lambda d: d.order)
    for giver in givers:
        for taker in takers:
            if getattr(giver, what) <= 0:
                break
            pay(giver, taker, getattr(giver, what), what)


def read(lines):
    "Return {(party, what a line is `whole` of): Document} of the lines, with nothing paid."
    found = {}
    for line in lines:
        kind, id_ = key = whole(line)
        document = found.get((line.party, key))
        if not document:
            document = found[line.party, key] = Document(
                line.party, kind, id_, bulk.date(line.date), None, line.number, line.label,
                line.journal)
        document.date = min(document.date, bulk.date(line.date))
        if line.maturity and line.amount < 0:
            due = bulk.date(line.maturity)
            document.due = min(document.due or due, due)
        document.amount += line.amount
        if kind == 'other':
            document.attached = line.paid
    _describe(found)
    for document in found.values():
        document.left = document.amount
    return found


def whole(line):
    "The document of a line; of a payment that is another's by now, it was this party's then."
    return line.once or line.of


def _describe(found):
    "Set what bills and payments are called, and of what kind they are."
    pool = Pool()
    invoice = pool.get('account.invoice').__table__()
    payment = pool.get('asso.payment').__table__()
    ids = defaultdict(set)
    for _, (kind, id_) in found:
        ids[kind].add(id_)
    number = pool.get('account.invoice').sql_portal_number(invoice)
    bills = {row[0]: row[1:] for row in bulk.select_among(
            lambda where: invoice.select(
                invoice.id, number, invoice.description, invoice.bill_kind, where=where),
            invoice.id, ids['bill'])}
    payments = {row[0]: row[1:] for row in bulk.select_among(
            lambda where: payment.select(
                payment.id, payment.label, payment.kind, payment.named_bill, where=where),
            payment.id, ids['payment'])}
    for document in found.values():
        if document.kind == 'bill':
            document.number, document.label, document.bill_kind = bills[document.id]
        elif document.kind == 'payment':
            document.label, kind, named = payments[document.id]
            document.is_note = kind == 'credit_note'
            document.credits = named if document.is_note else None


def _allocated(found, day):
    """Yield (payment, what it had paid, amount), as the log said at the end of the day.

    Where a document was booked later than it is dated, what was allocated on the day of its
    booking counts with it.
    """
    pool = Pool()
    log = pool.get('asso.allocation').__table__()
    payment = pool.get('asso.payment').__table__()
    bill = pool.get('account.invoice').__table__()
    repayment = pool.get('asso.payment').__table__()
    rows = bulk.select_among(
        lambda where: log
        .join(payment, condition=log.payment == payment.id)
        .join(bill, 'LEFT', condition=log.bill == bill.id)
        .join(repayment, 'LEFT', condition=log.repayment == repayment.id)
        .select(
            log.payment, log.bill, log.repayment, log.amount, log.create_date,
            payment.create_date, bill.create_date, repayment.create_date,
            where=where & ((log.bill != Null) | (log.repayment != Null))),
        log.payment, {id_ for _, (kind, id_) in found if kind == 'payment'})
    given = defaultdict(Decimal)
    for id_, bill_id, repayment_id, amount, *moments in rows:
        logged, *booked = [str(moment)[:10] for moment in moments if moment]
        if logged <= str(day) or logged == max(booked):
            target = ('bill', bill_id) if bill_id else ('payment', repayment_id)
            given[('payment', id_), target] += bulk.money(amount)
    parties = defaultdict(set)
    for party, key in found:
        parties[key].add(party)
    for (giver, taker), amount in sorted(given.items()):
        for party in parties[giver] & parties[taker]:
            yield found[party, giver], found[party, taker], amount


def _noted(found):
    "Yield (bill, amount) of the credit notes on bills, and below zero of what reversed these."
    reversing = _bills_of(d for d in found.values() if d.kind == 'bill' and d.amount < 0)
    for (party, _), document in found.items():
        bills = reversing[document.id] if document.kind == 'bill' else {document.credits}
        for bill in bills:
            if noted := found.get((party, ('bill', bill))):
                yield noted, document.amount


def _credited(found):
    "Yield (credit note of Tryton, bill whose lines it credits, what it has left)."
    of = _bills_of(d for d in found.values() if d.kind == 'bill' and d.amount > 0)
    for (party, (kind, id_)), document in found.items():
        for bill in sorted(of[id_]) if kind == 'bill' else []:
            if taker := found.get((party, ('bill', bill))):
                yield document, taker, document.left


def _bills_of(notes):
    "Return {note (an id): the bills whose lines it credits, or credits no more} of these bills."
    line = Pool().get('account.invoice.line').__table__()
    credited = Pool().get('account.invoice.line').__table__()
    of = defaultdict(set)
    for note, bill in bulk.select_among(
            lambda where: line
            .join(credited, condition=(
                    line.origin == bulk.reference('account.invoice.line', credited.id)))
            .select(
                line.invoice, credited.invoice, where=where,
                group_by=[line.invoice, credited.invoice]),
            line.invoice, {note.id for note in notes}):
        of[note].add(bill)
    return of


def _attached(found):
    "Yield (entry, the bill that it is attached to, what it has left)."
    for (party, _), document in found.items():
        if taker := found.get((party, ('bill', document.attached))):
            yield document, taker, document.left
