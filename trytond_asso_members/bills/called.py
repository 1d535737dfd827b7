"""What bills have called that is income only once it is paid, and what became of it.

A line of a bill remembers the account on which it becomes income; the account that it was
booked on holds it until then.  So a bill keeps to its own accounts, whatever the association
is set to later.
"""
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from sql import Null
from trytond.pool import Pool

from .. import bulk

ZERO = Decimal(0)
LINE, MOVE = 'account.invoice.line', 'account.move'


@dataclass(eq=False)
class Part:
    "What a bill called on one account, credit less debit; `income` is where it goes."
    account: int
    income: int
    first: Decimal = ZERO  # by the bill itself
    called: Decimal = ZERO  # less what was credited or cancelled since
    booked: Decimal = ZERO  # as income
    opened: Decimal = ZERO  # as paid before the cut-over


@dataclass(eq=False)
class Call:
    "A bill of which something is income only once it is paid."
    id: int
    move: int
    account: int
    party: int
    company: int
    date: object
    opening: bool
    deleted: bool
    parts: dict = field(default_factory=dict)  # {account: Part}
    lines: set = field(default_factory=set)  # of the invoice
    notes: set = field(default_factory=set)  # credit notes on it (ids of invoices)
    credits: set = field(default_factory=set)  # the same, as asso.payment
    total: Decimal = ZERO
    due: Decimal = ZERO  # the total, less what was credited or cancelled
    changed: list = field(default_factory=list)  # when it was credited, or became income
    # What pays it by its lettering: see lettered.py
    money: Decimal = ZERO
    before: Decimal = ZERO  # of that, before the cut-over
    paid: object = None  # when, at last

    @property
    def late(self):
        "The day on which income is taken back: not before anything that led to it."
        return max([self.on_time, *self.changed])

    @property
    def on_time(self):
        "The day of its income: that of its last payment, and not before its own date."
        return max(self.date, self.paid or self.date)

    def share(self, part, amount):
        "How much of such an amount of the bill belongs to the part, with its sign."
        return _share(part.called, amount, self.due)

    def wanted(self, part):
        "Return (what of the part should be income, what of it was paid before the cut-over)."
        opened = all_ = ZERO
        if self.opening and self.total > 0:
            opened = _share(part.first, min(max(self.before, ZERO), self.total), self.total)
        if self.due > 0 and not self.deleted:
            all_ = self.share(part, min(max(self.money, ZERO), self.due))
        return all_ - opened, opened


def _share(amount, paid, total):
    return (amount * paid / total).quantize(bulk.CENT)


def read(invoices):
    "Return {id: Call} for those of the invoices that wait for their payment, or did."
    calls = _calls(invoices)
    if calls:
        moves = {call.move: call for call in calls.values()}
        _read_notes(calls, moves)
        _read_moves(calls, moves)
    return calls


def _calls(invoices):
    pool = Pool()
    invoice = pool.get('account.invoice').__table__()
    journal = pool.get('account.journal').__table__()
    line = pool.get('account.invoice.line').__table__()
    rows = bulk.select_among(
        lambda where: line
        .join(invoice, condition=line.invoice == invoice.id)
        .join(journal, condition=invoice.journal == journal.id)
        .select(
            line.id, line.account, line.income_account, invoice.id, invoice.move,
            invoice.account, invoice.party, invoice.company, invoice.invoice_date,
            journal.type, invoice.portal_deleted,
            where=where & (line.income_account != Null) & (invoice.move != Null)),
        line.invoice, invoices)
    calls = {}
    for line_id, account, income, id_, move, owed, party, company, date, kind, gone in rows:
        call = calls.get(id_)
        if not call:
            call = calls[id_] = Call(
                id_, move, owed, party, company, bulk.date(date), kind == 'situation',
                bool(gone))
        call.lines.add(line_id)
        call.parts.setdefault(account, Part(account, income))
    return calls


def _read_notes(calls, moves):
    "Find the credit notes on the bills, the portal's and those made in Tryton."
    pool = Pool()
    payment = pool.get('asso.payment').__table__()
    invoice = pool.get('account.invoice').__table__()
    for id_, note, move, bill in bulk.select_among(
            lambda where: payment
            .join(invoice, condition=payment.credit_note == invoice.id)
            .select(
                payment.id, invoice.id, invoice.move, payment.named_bill,
                where=where & (payment.state != 'deleted')),
            payment.named_bill, calls):
        calls[bill].credits.add(id_)
        calls[bill].notes.add(note)
        moves[move] = calls[bill]
    line = pool.get('account.invoice.line').__table__()
    bills = {line: call for call in calls.values() for line in call.lines}
    for note, move, origin in bulk.select_among(
            lambda where: line
            .join(invoice, condition=line.invoice == invoice.id)
            .select(
                invoice.id, invoice.move, line.origin,
                where=where & (invoice.type == 'out') & (invoice.move != Null)),
            line.origin, [bulk.reference(LINE, id_) for id_ in bills]):
        call = bills[bulk.referred(origin)]
        call.notes.add(note)
        moves[move] = call


def _read_moves(calls, moves):
    "Add up what the moves of the bills, of their notes and of their income say."
    origins = {bulk.reference('account.invoice', id_): call for id_, call in calls.items()}
    origins.update(
        (bulk.reference('account.invoice', note), call)
        for call in calls.values() for note in call.notes)
    while origins:
        found = defaultdict(list)
        for id_, origin, *line in _lines(origins):
            found[id_, origin].append(line)
        cancelling = {}
        for (id_, origin), lines in found.items():
            call = origins[origin]
            # What cancels a move is of the kind of that move
            if id_ in moves or bulk.referred(origin, MOVE) in moves:
                moves[id_] = call
                _add_call(call, id_, lines)
            else:
                _add_income(call, lines)
            cancelling[bulk.reference(MOVE, id_)] = call
        origins = cancelling


def _lines(origins):
    pool = Pool()
    move = pool.get(MOVE).__table__()
    line = pool.get('account.move.line').__table__()
    account = pool.get('account.account').__table__()
    type_ = pool.get('account.account.type').__table__()
    return bulk.select_among(
        lambda where: move
        .join(line, condition=line.move == move.id)
        .join(account, condition=line.account == account.id)
        .join(type_, condition=account.type == type_.id)
        .select(
            move.id, move.origin, move.date, line.account, line.debit - line.credit,
            type_.statement, where=where & (move.state == 'posted')),
        move.origin, origins)


def _add_call(call, move, lines):
    for date, account, amount, _ in lines:
        amount = bulk.money(amount)
        if account == call.account:
            call.due += amount
            if move == call.move:
                call.total += amount
        if part := call.parts.get(account):
            part.called -= amount
            if move == call.move:
                part.first -= amount
        if move != call.move:
            call.changed.append(bulk.date(date))


def _add_income(call, lines):
    accounts = {account for _, account, *_ in lines}
    part = next((p for a, p in call.parts.items() if a in accounts), None)
    if not part:
        return
    for date, account, amount, statement in lines:
        amount = bulk.money(amount)
        call.changed.append(bulk.date(date))
        if account == part.account:
            part.booked += amount
        elif statement != 'income':
            part.opened -= amount
            part.booked += amount
