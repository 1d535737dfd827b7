"""Letterings and payment lines by Tryton's own models."""
from itertools import chain

from trytond.pool import Pool

from ... import bulk
from .own import own


def letter(books, groups):
    "Reconcile the groups of `checks.Line`, as the act of no person."
    Line = Pool().get('account.move.line')
    with own():
        Line.reconcile(*[
                Line.browse([line.id for line in group]) for group in groups])


def unletter(books, reconciliations):
    "Delete the letterings by id, and process the invoices that they paid."
    pool = Pool()
    Invoice = pool.get('account.invoice')
    Reconciliation = pool.get('account.move.reconciliation')
    records = Reconciliation.browse(sorted(reconciliations))
    lines = [line for record in records for line in record.lines]
    bulk.hold('account.move.line', [line.id for line in lines])
    moves = {line.move.id for line in lines}
    with own():
        Reconciliation.delete(records)
        # Payment lines cannot be taken off an invoice that is still paid
        Invoice.process(Invoice.search([
                    ('state', 'in', ['posted', 'paid']),
                    ['OR',
                        ('move', 'in', list(moves)),
                        ('additional_moves', 'in', list(moves)),
                        ],
                    ], order=[('id', 'ASC')]))


def attach(pairs):
    "Add the payment lines to their invoices, and set the maturities given."
    pool = Pool()
    Invoice = pool.get('account.invoice')
    Line = pool.get('account.move.line')
    lines = {}
    for invoice, line, _ in pairs:
        lines.setdefault(invoice, []).append(line)
    with own():
        Invoice.add_payment_lines({
                Invoice(invoice): Line.browse(ids) for invoice, ids in lines.items()})
        changes = [
            ([Line(line)], {'maturity_date': maturity})
            for _, line, maturity in pairs if maturity]
        if changes:
            Line.write(*chain.from_iterable(changes))


def detach(lines):
    "Take the payment lines off their invoices, and their maturities away."
    pool = Pool()
    Invoice = pool.get('account.invoice')
    Line = pool.get('account.move.line')
    lines = Line.browse(lines)
    with own():
        Invoice.remove_payment_lines(lines)
        Line.write(lines, {'maturity_date': None})


def refresh(books, invoices):
    "Process the invoices, in the order of their ids."
    Invoice = Pool().get('account.invoice')
    with own():
        Invoice.process(Invoice.browse(sorted(invoices)))
