"""Posted bills: what may still change of them, and what happens when the portal deletes them."""
from collections import defaultdict
from itertools import chain

from trytond.pool import Pool

from .. import bulk
from ..bills import credit_notes
from ..exceptions import Refusal
from ..settlement import excess
from ..settlement.positions import Bill, Positions
from ..settlement.reversed_bills import delegated, may_be_reversed, reverse, withdraw_notes
from .frozen import bill_differs, is_same_bill, pairs_of_lines
from .numbers import owners


def amend(batch, changes):
    "Update due dates, labels, periods and disputes of posted bills; refuse any other change."
    Invoice = Pool().get('account.invoice')
    amended = []
    for change, invoice in zip(changes, Invoice.browse([c.target for c in changes])):
        record = change.record
        if not is_same_bill(batch, record, invoice, change.binding.frozen):
            batch.refuse(change, bill_differs(batch, record, invoice))
            continue
        amended.append((record, invoice))
        batch.bind(change, invoice.id, record.frozen())
    _bring_up_to_date(amended)


def _bring_up_to_date(bills):
    "Write what may change of the bills, [(record, invoice)]."
    InvoiceLine = Pool().get('account.invoice.line')
    updates, labels = defaultdict(list), []
    for record, invoice in bills:
        for name, ids, values in _updates(record, invoice):
            updates[name, tuple(values.items())] += ids
        labels += [
            ([line], {'description': item.label})
            for line, item in pairs_of_lines(record, invoice)
            if line.description != item.label]
    # Read first, then write: a write forgets what was read
    for (name, values), ids in updates.items():
        bulk.update(name, ids, **dict(values))
    if labels:
        InvoiceLine.write(*chain.from_iterable(labels))


def _updates(record, invoice):
    "Yield (model, ids, values) for the dates and the dispute, where they have changed."
    Payment = Pool().get('asso.payment')
    due = record.due or record.date
    # Terms that an accountant has agreed upon stay, in moves of their own
    if due != invoice.payment_term_date:
        yield 'account.move.line', [
            line.id for line in invoice.lines_to_pay if line.move == invoice.move] + [
            line.id for line in invoice.payment_lines
            if isinstance(line.move.origin, Payment)], {'maturity_date': due}
    changed = {
        name: value for name, value in [
            ('payment_term_date', due), ('disputed', record.disputed),
            ('bill_start', record.start), ('bill_end', record.end)]
        if getattr(invoice, name) != value}
    if changed:
        yield 'account.invoice', [invoice.id], changed


def restore(batch, changes):
    "Restore, under their numbers, bills that the portal had deleted and sends again."
    if not changes:
        return
    Invoice = Pool().get('account.invoice')
    invoices = Invoice.browse([change.bound.record for change in changes])
    positions = Positions.of(batch, {invoice.party.id for invoice in invoices})
    taken = owners(batch, {change.record.number for change in changes} - {None})
    restored, reversals = [], []
    for change, invoice in zip(changes, invoices):
        bill = positions.bills.get(invoice.id)
        reversal = bill and _reversal(positions, bill)
        if not bill:
            refusal = Refusal('bill_elsewhere', bill=invoice.number)
        elif not is_same_bill(batch, change.record, invoice, change.bound.frozen):
            refusal = bill_differs(batch, change.record, invoice)
        elif change.record.number in taken:
            refusal = Refusal(
                'number_taken', number=change.record.number,
                other=taken[change.record.number].rec_name)
        elif not reversal:
            refusal = Refusal('bill_reversal')
        elif positions.in_closed_year(reversal[0]):
            refusal = Refusal('bill_restored')
        else:
            restored.append((change.record, invoice))
            reversals.append((bill, *reversal))
            batch.bind(change, bill.id, change.record.frozen())
            batch.touch_bill(bill.id)
            continue
        batch.refuse(change, refusal)
    credit_notes.restore_bills(batch, reversals)
    bulk.update(
        'account.invoice', [invoice.id for _, invoice in restored],
        portal_deleted=False)
    Pool().get('asso.payment').bills_came_back(
        batch, [invoice.id for _, invoice in restored])
    _bring_up_to_date(restored)


def _reversal(positions, bill):
    "The (reconciliation, credit note) of the bill's deletion, or None."
    if not bill.total:
        return _reversal_of_nothing(positions, bill)
    others = [
        (reconciliation, owner)
        for reconciliation in {line.reconciliation for line in bill.lines} - {None}
        for _, owner in positions.groups[reconciliation] if owner is not bill]
    if len(others) == 1:
        _, note = others[0]
        if isinstance(note, Bill) and note.line and note.total == -bill.total:
            return others[0]


def _reversal_of_nothing(positions, bill):
    "The same of a bill of 0.00, which is lettered with nothing but itself."
    InvoiceLine = Pool().get('account.invoice.line')
    invoice = Pool().get('account.invoice')(bill.id)
    notes = {line.invoice.id for line in InvoiceLine.search([
                ('origin', 'in', [str(line) for line in invoice.lines]),
                ('invoice.bill_kind', '=', 'credit_note'),
                ])}
    note = positions.bills.get(max(notes, default=None))
    if note and note.line:
        return note.line.reconciliation, note


def delete(batch, changes):
    """Withdraw the bills that the portal has deleted.

    What its payments say to give to them is kept: a dump that was written in part has them again
    with the next run, and the payments as they were.
    """
    given = excess.given([change.target for change in changes])
    withdraw(batch, changes)
    excess.ask([
            (payment, change.target, amount)
            for change in changes if not batch.is_refused(change)
            for payment, amount in given.get(change.target, {}).items()])


def withdraw(batch, changes):
    "Credit the bills in full; what paid them is free again."
    parties = {batch.bill_party(change.target) for change in changes}
    if not parties:
        return
    withdraw_notes(batch, [change.target for change in changes])
    positions = Positions.of(batch, parties)
    cancelled = {invoice.id for invoice in Pool().get('account.invoice').search([
                ('id', 'in', [change.target for change in changes]),
                ('state', '=', 'cancelled')])}
    bills, elsewhere = [], delegated([change.target for change in changes])
    for change in changes:
        bill = positions.bills.get(change.target)
        if change.target in cancelled:
            batch.unbind(change)
        elif not bill:
            batch.refuse(change, Refusal(
                    'bill_elsewhere', bill=batch.bill_number(change.target)))
        elif change.target in elsewhere:
            batch.refuse(change, Refusal('bill_delegated'))
        elif not may_be_reversed(positions, bill):
            batch.refuse(change, Refusal('bill_lettered'))
        else:
            bills.append(bill)
            batch.unbind(change)
    reverse(batch, positions, bills, cancelled)
