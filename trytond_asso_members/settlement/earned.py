"""Income follows the lettering of bills, whoever letters, in the same transaction.

The feed settles by sets and sees to it itself; here is what persons and other modules do.
"""
from functools import partial

from trytond.model import ModelView
from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction

from .. import bulk
from ..bills import income
from .act import Act


def follow(invoices):
    "Book what the income of these invoices (ids) lacks; no person is named as the one who did it."
    if not invoices:
        return
    found = income.differences(invoices)
    Association = Pool().get('asso.association')
    companies = {difference.call.company for difference in found}
    with Transaction().set_context(_check_access=False):
        associations = Association.search([('company', 'in', list(companies))])
    for association in associations:
        with association.own_context():
            income.recognise(Act(association, association.lock_books()), {
                    difference.call.id for difference in found
                    if difference.call.company == association.company.id})


def _bills_of_lines(lines):
    "The invoices that the lines (ids) are of or pay, also by what was delegated to them."
    pool = Pool()
    line = pool.get('account.move.line').__table__()
    attached = pool.get('account.invoice-account.move.line').__table__()
    invoice = pool.get('account.invoice').__table__()
    additional = pool.get('account.invoice-additional-account.move').__table__()
    lines = _with_delegating(lines)
    moves = _among(line.move, line.id, lines)
    return (
        _among(attached.invoice, attached.line, lines)
        | _among(invoice.id, invoice.move, moves)
        | _among(additional.invoice, additional.move, moves))


def _with_delegating(lines):
    "The lines (ids), and those that were lettered by delegation to one of them."
    line = Pool().get('account.move.line').__table__()
    delegating = Pool().get('account.move.reconciliation').__table__()
    found, todo = set(), set(lines)
    while todo:
        found |= todo
        letterings = _among(delegating.id, delegating.delegate_to, todo)
        todo = _among(line.id, line.reconciliation, letterings) - found
    return found


def _among(column, key, values):
    "The values of the column in the rows of its table whose key is among these values."
    return {value for value, in bulk.select_among(
            lambda where: column.table.select(column, where=where), key, values)}


class Association(metaclass=PoolMeta):
    __name__ = 'asso.association'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._buttons.update({'book_income': {}})

    @classmethod
    @ModelView.button
    def book_income(cls, associations):
        "Book what the income of any bill lacks, or has too much."
        for association in associations:
            with association.own_context():
                act = Act(association, association.lock_books())
                cls.write([association], {'income_booked': True})
                income.mend(act)


class Reconciliation(metaclass=PoolMeta):
    __name__ = 'account.move.reconciliation'

    @classmethod
    def on_modification(cls, mode, reconciliations, field_names=None):
        # Before what was lettered with another bill is taken off the bill that it paid
        bills = cls._followed(reconciliations) if mode == 'create' else set()
        super().on_modification(mode, reconciliations, field_names=field_names)
        follow(bills)

    @classmethod
    def on_delete(cls, reconciliations):
        bills = cls._followed(reconciliations)
        return super().on_delete(reconciliations) + [partial(follow, bills)]

    @classmethod
    def _followed(cls, reconciliations):
        "The invoices that these pay, unless the feed acts."
        if Transaction().context.get('_asso_feed'):
            return set()
        line = Pool().get('account.move.line').__table__()
        return _bills_of_lines(_among(
                line.id, line.reconciliation, [r.id for r in reconciliations]))


class PaymentLine(metaclass=PoolMeta):
    __name__ = 'account.invoice-account.move.line'

    @classmethod
    def on_modification(cls, mode, rows, field_names=None):
        super().on_modification(mode, rows, field_names=field_names)
        if mode != 'delete' and not Transaction().context.get('_asso_feed'):
            follow({row.invoice.id for row in rows})

    @classmethod
    def on_delete(cls, rows):
        after = super().on_delete(rows)
        if not Transaction().context.get('_asso_feed'):
            after.append(partial(follow, {row.invoice.id for row in rows}))
        return after


class Move(metaclass=PoolMeta):
    __name__ = 'account.move'

    @classmethod
    def on_modification(cls, mode, moves, field_names=None):
        super().on_modification(mode, moves, field_names=field_names)
        if (mode == 'write' and 'state' in field_names
                and not Transaction().context.get('_asso_feed')):
            follow(_bills_of_moves(moves))


def _bills_of_moves(moves):
    """The invoices that posted moves are of, pay, cancel or credit.

    A draft, as a bank statement makes them, pays nothing before it is posted.
    """
    pool = Pool()
    Invoice = pool.get('account.invoice')
    InvoiceLine = pool.get('account.invoice.line')
    Move = pool.get('account.move')
    line = pool.get('account.move.line').__table__()
    lines = [l for move in moves for l in move.lines]
    together = _among(line.id, line.reconciliation, {
            l.reconciliation.id for l in lines if l.reconciliation})
    bills = _bills_of_lines({l.id for l in lines} | together)
    for move in moves:
        origin = move.origin
        while isinstance(origin, Move):  # cancelled
            bills |= _bills_of_lines([line.id for line in origin.lines])
            origin = origin.origin
        if isinstance(origin, Invoice):
            bills.add(origin.id)
            bills |= {
                credited.origin.invoice.id for credited in origin.lines
                if isinstance(credited.origin, InvoiceLine)}
    return bills
