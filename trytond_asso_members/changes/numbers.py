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
    return {
        number: invoice for number, invoice in _bearers(batch, numbers)
        if _own_number(invoice) == number and not _is_deleted(batch, invoice)}


def keep_numbers(batch, changes):
    """Return {change: number in the books, or None to be numbered}.

    A change whose number another document has, in this batch or in the books, is refused
    and left out.
    """
    numbers = {c.record.number for c in changes if c.record.number}
    bearers = _bearers(batch, numbers)
    taken = {
        number: invoice.rec_name for number, invoice in bearers
        if _own_number(invoice) == number and not _is_deleted(batch, invoice)}
    used = {invoice.number for _, invoice in bearers}
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


def _bearers(batch, numbers):
    "Return [(number, invoice)]: who has the number in the books, or as its reference."
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


def _is_deleted(batch, invoice):
    "Whether the portal has deleted the document, or does in this batch, or has moved it."
    if invoice.bill_kind == 'credit_note':
        payments = Pool().get('asso.payment').search([
                ('credit_note', '=', invoice.id)])
        gone = {c.target for c in batch.changes if (c.type, c.op) == (
                'credit_note', 'delete')}
        return any(p.state == 'deleted' or p.id in gone for p in payments)
    return invoice.portal_deleted or invoice.id in {
        c.bound.record for c in batch.changes if c.type == 'bill' and c.bound
        and (c.op == 'delete' or c.moved)}
