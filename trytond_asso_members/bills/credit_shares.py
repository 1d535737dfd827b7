"""What a bill has left to credit, line by line, and how a note is shared among the lines.

All rounding is of what is left: a note that takes the last cent of a bill takes all the
rest of each line and of its tax, whatever the notes before it have rounded.
"""
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from trytond.pool import Pool
from trytond.tools import grouped_slice

from ..books.documents import Item
from ..exceptions import Refusal

CENT = Decimal('0.01')
ZERO = Decimal(0)


@dataclass
class Left:
    "A line of a bill, with what notes have not credited of it."
    line: object  # account.invoice.line
    net: Decimal
    tax: Decimal

    @property
    def gross(self):
        return self.net + self.tax

    def take(self, net, tax):
        self.net -= net
        self.tax -= tax


def left_to_credit(invoices, until=None):
    """Return {id of the invoice: its Lefts}, for records, as of the end of the day `until`, or now.

    What the accountant has credited in Tryton counts as well.
    """
    left = {
        line.id: Left(line, line.amount, line.portal_tax_amount or ZERO)
        for invoice in invoices for line in invoice.lines}
    for credited, line in [*_of_origin(left), *_of_before(invoices)]:
        if until and (line.invoice.accounting_date or line.invoice.invoice_date) > until:
            continue
        # The amounts of a note are negative
        left[credited].take(-line.amount, -(line.portal_tax_amount or ZERO))
    return {
        invoice.id: [left[line.id] for line in invoice.lines]
        for invoice in invoices}


def _of_origin(lines):
    "Yield (id of a bill's line, line that names it as its origin) of what is posted."
    InvoiceLine = Pool().get('account.invoice.line')
    for ids in grouped_slice(list(lines), 1000):
        for line in InvoiceLine.search([
                    ('origin', 'in', [f'account.invoice.line,{id_}' for id_ in ids]),
                    ('invoice.state', 'in', ['posted', 'paid']),
                    ]):
            yield line.origin.id, line


def _of_before(invoices):
    "The same for notes of earlier versions, which name the bill, but not its lines."
    Payment = Pool().get('asso.payment')
    for note in Payment.search([
                ('named_bill', 'in', [invoice.id for invoice in invoices]),
                ('kind', '=', 'credit_note'),
                ('state', '=', 'booked'),
                ]):
        alike = {}
        for line in reversed(note.named_bill.lines):
            alike.setdefault((line.description, line.portal_tax), []).append(line.id)
        for line in note.credit_note.lines if note.credit_note else []:
            found = alike.get((line.description, line.portal_tax))
            if not line.origin and found:
                yield found.pop(), line


def credit_items(lefts, total, accounts):
    """The items, with negative amounts, of a note of this positive total.

    Every line is credited in the proportion of the note to what is left of the bill, to
    the cent; its share of the tax is rounded, and the rest is net.  `accounts` maps
    accounts of the bill to others to be credited instead.  What the items take is no
    longer left.  Raise Refusal if the note exceeds what is left.
    """
    rest = sum((left.gross for left in lefts), ZERO)
    if total > rest:
        bill = lefts[0].line.invoice
        raise Refusal(
            'credit_note_above_bill', total=total, left=rest, number=bill.number,
            bill=bill.total_amount)
    items = []
    for left, share in zip(lefts, spread(total, [left.gross for left in lefts])):
        line = left.line
        tax = left.tax
        if total != rest:
            tax = (tax * share / left.gross).quantize(CENT) if left.gross else ZERO
        net = share - tax
        if not net and not tax:
            continue
        left.take(net, tax)
        items.append(Item(
                line.description, accounts.get(line.account.id, line.account.id),
                Decimal(-1), net, -net, -tax, line.portal_tax, line.product,
                f'account.invoice.line,{line.id}'))
    return items


def spread(total, weights):
    """Split the total by the weights to the cent; the largest remainders get the rest.

    Weights may be negative, as those of discounts are.  No share is further from zero
    than its weight, as long as the total is not above that of the weights.
    """
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    shares = [e.quantize(CENT, ROUND_FLOOR) for e in exact]
    cents = int((total - sum(shares)) / CENT)
    by_remainder = sorted(
        range(len(weights)), key=lambda i: (shares[i] - exact[i], i))
    for i in by_remainder[:cents]:
        shares[i] += CENT
    return shares
