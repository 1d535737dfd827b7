"""What may still change of posted bills, and what becomes of those that the portal deletes."""
from itertools import chain

from trytond.i18n import gettext
from trytond.pool import Pool

from . import bulk, crediting
from .exceptions import Refusal
from .positions import Positions
from .settlement import Settlement


def amend(batch, changes):
    "Posted bills: only the due date, labels and the dispute may change."
    pool = Pool()
    Invoice = pool.get('account.invoice')
    InvoiceLine = pool.get('account.invoice.line')
    updates, labels = [], []
    for change, invoice in zip(changes, Invoice.browse([c.target for c in changes])):
        record = change.record
        if record.draft or record.frozen() != change.binding.frozen:
            batch.refuse(change, _difference(batch, record, invoice))
            continue
        updates += _updates(record, invoice)
        if len(invoice.lines) == len(record.lines):
            labels += [
                ([line], {'description': item.label})
                for line, item in zip(invoice.lines, record.lines)
                if line.description != item.label]
        batch.bind(change, invoice.id, change.binding.frozen)
    # Read first, then write: a write forgets what was read
    for name, ids, values in updates:
        bulk.update(name, ids, **values)
    if labels:
        InvoiceLine.write(*chain.from_iterable(labels))


def _updates(record, invoice):
    "Yield what changes of its dates and of the dispute: (model, ids, values)."
    due = record.due or record.date
    # Terms that an accountant has agreed upon stay, in moves of their own
    if due != invoice.payment_term_date:
        yield 'account.move.line', [
            line.id for line in invoice.lines_to_pay
            if line.move == invoice.move and not line.reconciliation
            ], {'maturity_date': due}
    changed = {
        name: value for name, value in [
            ('payment_term_date', due), ('disputed', record.disputed),
            ('bill_start', record.start), ('bill_end', record.end)]
        if getattr(invoice, name) != value}
    if changed:
        yield 'account.invoice', [invoice.id], changed


def _difference(batch, record, invoice):
    for field, new, old in [
            ('draft', record.draft, False),
            ('number', record.number or invoice.number, invoice.number),
            ('date', record.date, invoice.invoice_date),
            ('member', batch.party(record.member), invoice.party.id),
            ('total', record.total, invoice.total_amount)]:
        if new != old:
            if field == 'member':
                new, old = record.member, invoice.party.rec_name
            return Refusal(
                'bill_frozen', number=invoice.number, field=field, new=new,
                old=old)
    return Refusal(
        'bill_frozen', number=invoice.number, field='lines',
        new=' / '.join(str(line.gross) for line in record.lines),
        old=' / '.join(str(line.amount) for line in invoice.lines))


def restore(batch, changes):
    "Take up again the bills that the portal had deleted, under their numbers."
    if not changes:
        return
    Invoice = Pool().get('account.invoice')
    parties = {
        i.party.id for i in Invoice.browse([c.bound.record for c in changes])}
    positions = Positions(batch, parties)
    bills = []
    for change in changes:
        bill = positions.bills.get(change.bound.record)
        if not bill:
            batch.refuse(change, Refusal('bill_elsewhere', bill=change.record.number))
        elif change.record.frozen() != change.bound.frozen:
            batch.refuse(change, _difference(
                    batch, change.record, Invoice(bill.id)))
        elif positions.in_closed_year(bill.line.reconciliation):
            batch.refuse(change, Refusal('bill_restored'))
        else:
            bills.append(bill)
            batch.bind(change, bill.id, change.bound.frozen)
            batch.touch_bill(bill.id)
    crediting.restore_bills(batch, positions, bills)
    bulk.update(
        'account.invoice', [bill.id for bill in bills], portal_deleted=False)


def delete(batch, changes):
    "Credit wholly the bills that the portal has deleted; what paid them is free."
    parties = {batch.bill_party(change.target) for change in changes}
    if not parties:
        return
    positions = Positions(batch, parties)
    cancelled = {invoice.id for invoice in Pool().get('account.invoice').search([
                ('id', 'in', [change.target for change in changes]),
                ('state', '=', 'cancelled')])}
    bills = []
    for change in changes:
        bill = positions.bills.get(change.target)
        if change.target in cancelled:
            batch.unbind(change)
        elif not bill:
            batch.refuse(change, Refusal(
                    'bill_elsewhere', bill=batch.bill_number(change.target)))
        elif (bill.foreign or not bill.line
                or positions.capacity(bill) != bill.total
                or positions.in_closed_year(bill.line.reconciliation)):
            batch.refuse(change, Refusal('bill_lettered'))
        else:
            bills.append(bill)
            batch.unbind(change)
    gone = {('bill', bill.id) for bill in bills}
    wishes = {
        payment.id: {t: a for t, a in payment.given.items() if t not in gone}
        for payment in positions.payments.values()
        if gone & payment.given.keys()}
    Settlement(
        batch, positions, wishes,
        gettext('asso_members.msg_allocation_bill_deleted')).run()
    crediting.reverse_bills(batch, bills)
    bulk.update(
        'account.invoice', cancelled.union(bill.id for bill in bills),
        portal_deleted=True)
    batch.parties.update(parties)
