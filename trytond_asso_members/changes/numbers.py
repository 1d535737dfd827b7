"""The numbers that the portal gives its bills and credit notes, and those of the books.

A number of the portal belongs to one document at a time.  Once the portal has deleted a
document, or given it to another member, its number may come again; but what is posted
keeps its number for ever.  So the new document is booked under the number with a mark,
"bis", and keeps the portal's own as its reference.
"""
from itertools import count

from trytond.pool import Pool

from ..exceptions import Refusal


def owners(batch, numbers):
    "Return {number: the invoice that has it now}, of the numbers that are not free."
    return _owners(batch, _with_numbers(batch, numbers))


def _owners(batch, found):
    deleted = _deleted(batch, [invoice for _, invoice in found])
    return {
        number: invoice for number, invoice in found
        if _own_number(invoice) == number and invoice.id not in deleted}


def keep_numbers(batch, changes):
    """Return {change: number in the books, or None to be numbered}.

    A change whose number another document has, in this batch or in the books, is refused
    and left out.
    """
    found = _with_numbers(batch, {c.record.number for c in changes if c.record.number})
    taken = {number: owner.rec_name for number, owner in _owners(batch, found).items()}
    used = {invoice.number for _, invoice in found}
    kept = {}
    for change in changes:
        number = change.record.number
        if not number:
            kept[change] = None
        elif number in taken:
            batch.refuse(change, Refusal(
                    'number_taken', number=number, other=taken[number]))
        else:
            taken[number] = change.id
            kept[change] = number
            if number in used:
                kept[change] = _marked(batch, number, taken)
            used.add(kept[change])
    return kept


def _marked(batch, number, taken):
    "The number with the first mark that no invoice has, and no change of this batch."
    Invoice = Pool().get('account.invoice')
    for n in count(2):
        marked = f'{number} bis' if n == 2 else f'{number} bis {n}'
        if marked not in taken and not Invoice.numbered(batch.company, [marked]):
            return marked


def _with_numbers(batch, numbers):
    "Return [(number, invoice)]: which invoices have it in the books, or as their reference."
    Invoice = Pool().get('account.invoice')
    found = [(i.number, i) for i in Invoice.numbered(batch.company, numbers)]
    # Only a document whose number was used already has another in the portal
    again = {number for number, _ in found}
    if again:
        found += [
            (i.reference, i) for i in Invoice.numbered(
                batch.company, again, 'reference') if i.bill_kind]
    return found


def _own_number(invoice):
    return invoice.portal_number if invoice.bill_kind else invoice.number


def _deleted(batch, invoices):
    "The ids of those that the portal has deleted, or deletes or moves in this batch."
    notes = [i.id for i in invoices if i.bill_kind == 'credit_note']
    gone = {c.target for c in batch.changes if (c.type, c.op) == ('credit_note', 'delete')}
    deleted = {
        payment.credit_note.id for payment in Pool().get('asso.payment').search([
            ('credit_note', 'in', notes)])
        if payment.state == 'deleted' or payment.id in gone}
    moved = {
        c.bound.record for c in batch.changes if c.type == 'bill' and c.bound
        and (c.op == 'delete' or c.moved)}
    return deleted | {
        i.id for i in invoices
        if i.bill_kind != 'credit_note' and (i.portal_deleted or i.id in moved)}
