"""Rows that were decided, booked: a statement, and the payments that they bring or clear."""
from dataclasses import dataclass, field

from .. import bulk
from ..books.sheets import Entry, Share, Sheet
from ..settlement.settle import settle
from . import receipt
from .origin import shares_stored, stored
from .receipt import Receipt, received


@dataclass(eq=False)
class Decided:
    """A row of a file (bank/reading), and what is done with it.

    `clears` are payments in transit (transit.Pending) that the row brings; `batch` one that it
    brings whole; `shares` what a rule makes of it; `party` and `bill` say whose money it is, if
    that is certain.  `proposals` are for a person: (party, wish, payment, reasons).
    """
    row: object
    outcome: str
    reasons: list = field(default_factory=list)
    party: int | None = None
    bill: int | None = None
    clears: list = field(default_factory=list)
    batch: int | None = None
    shares: list = field(default_factory=list)
    proposals: list = field(default_factory=list)
    entry: Entry | None = None
    receipt: Receipt | None = None

    @property
    def kind(self):
        "What was decided, as the log of decisions has it."
        if self.clears:
            return 'cleared'
        return {'matched': 'matched', 'rule': 'rule'}.get(self.outcome, 'waits')


def book(act, journal, name, decided, start, columns, values):
    """Post the rows as one statement of the journal, and settle the members they concern.

    `start` is the balance before the first of them; `columns` are the names by which Tryton
    keeps the columns of the file, `values` those of the statement's further fields.  Return
    the id of the statement.
    """
    for one in decided:
        if one.batch:
            one.clears = act.association.receive_batch(one.batch, one.row.date)
    for number, one in enumerate(decided, 1):
        one.entry = _entry(act, journal, one, str(number), columns)
    end = start + sum(one.row.amount for one in decided)
    sheet = Sheet(
        journal, name, max(one.row.date for one in decided), start, end,
        [one.entry for one in decided], {'from_file': True, **values})
    act.books.post_statements([sheet])
    _receive(act, journal, [one for one in decided if one.party and not one.clears])
    _clear(act, [one for one in decided if one.clears])
    _note(decided)
    return sheet.id


def _entry(act, journal, one, number, columns):
    row = one.row
    date, period = act.calendar.place(row.date, journal.journal)
    return Entry(
        number, date, period, row.amount, row.label or None,
        {columns[header]: text for header, text in row.information.items()},
        _shares(act, one), {
            'outcome': one.outcome,
            'payer': row.counterparty or None,
            'payer_iban': row.iban or None,
            'row_line': row.line,
            'bank_reference': row.reference or None,
            'texts': '\n'.join(row.texts) or None,
            'evidence': stored(one.reasons),
            })


def _shares(act, one):
    "How the statement books the row, until its money is taken further."
    label = one.row.label or None
    if one.shares:
        return one.shares
    fees = []
    if fee := one.row.amount - received(one.row):
        fees.append(Share(
                fee, act.association.account_fees.id, description=label,
                values={'waits': False}))
    if one.clears:
        return fees + [
            Share(
                pending.amount, pending.account, description=label,
                related=bulk.reference('asso.payment', pending.payment),
                values={'waits': True})
            for pending in one.clears]
    account = (
        act.association.transit if one.party else act.association.account_suspense)
    return [
        Share(received(one.row), account.id, description=label, values={'waits': True}), *fees]


def _receive(act, journal, decided):
    "Book the payments of members."
    act.read_bills({one.bill for one in decided} - {None})
    for one in decided:
        row = one.row
        one.receipt = Receipt.of(
            act, one.party, received(row), row.date, row.label or None,
            act.association.transit, bill=one.bill, service=journal.of_service)
        one.receipt.share = one.entry.shares[0]
        one.receipt.takes = [one.receipt.share.line.id]
    receipts = [one.receipt for one in decided]
    receipt.call_fees(act, receipts)
    receipt.store(receipts)
    act.bookings.extend(receipts)
    settle(act)
    receipt.take_off(act, receipts)


def _clear(act, decided):
    "Letter what the portal had recorded with the lines of the bank."
    pairs = [
        (pending, share) for one in decided
        for pending, share in zip(
            one.clears, [s for s in one.entry.shares if s.related], strict=True)]
    bulk.update_each('asso.payment', 'statement_line', [
            (pending.payment, share.id) for pending, share in pairs])
    act.books.letter([
            [*pending.lines, share.line.id] for pending, share in pairs
            if not pending.direct])


def _note(decided):
    "Log what was decided, and keep the proposals."
    bulk.insert('asso.bank.decision', [{
                'origin': one.entry.id,
                'kind': one.kind,
                'by_person': False,
                'party': one.party,
                'account': None,
                'move': None,
                'reason': None,
                'undone': False,
                } for one in decided])
    bulk.insert('asso.bank.proposal', [{
                'origin': one.entry.id,
                'rank': rank,
                'party': party,
                'payment': payment,
                'bills': shares_stored(wish),
                'evidence': stored(reasons),
                } for one in decided
            for rank, (party, wish, payment, reasons) in enumerate(one.proposals, 1)])
