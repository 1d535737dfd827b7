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
    "Book what the income of these invoices (ids) lacks, as the act of nobody."
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
    "The invoices that the lines (ids) are of or pay, also by what they were delegated to."
    pool = Pool()
    line = pool.get('account.move.line').__table__()
    delegating = pool.get('account.move.reconciliation').__table__()
    attached = pool.get('account.invoice-account.move.line').__table__()
    invoice = pool.get('account.invoice').__table__()
    additional = pool.get('account.invoice-additional-account.move').__table__()
    bills, seen, todo = set(), set(), set(lines)
    while todo:
        seen |= todo
        moves = {id_ for id_, in bulk.select_among(
                lambda where: line.select(line.move, where=where), line.id, todo)}
        for key, column, ids in [
                (attached.line, attached.invoice, todo), (invoice.move, invoice.id, moves),
                (additional.move, additional.invoice, moves)]:
            bills |= {id_ for id_, in bulk.select_among(
                    lambda where: column.table.select(column, where=where), key, ids)}
        todo = {id_ for id_, in bulk.select_among(
                lambda where: delegating
                .join(line, condition=line.reconciliation == delegating.id)
                .select(line.id, where=where), delegating.delegate_to, todo)} - seen
    return bills


def _lines_of(column, ids):
    line = Pool().get('account.move.line').__table__()
    return {id_ for id_, in bulk.select_among(
            lambda where: line.select(line.id, where=where), getattr(line, column), ids)}


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
        super().on_modification(mode, reconciliations, field_names=field_names)
        if mode == 'create' and not Transaction().context.get('_asso_feed'):
            follow(cls._bills(reconciliations))

    @classmethod
    def on_delete(cls, reconciliations):
        after = super().on_delete(reconciliations)
        if not Transaction().context.get('_asso_feed'):
            after.append(partial(follow, cls._bills(reconciliations)))
        return after

    @classmethod
    def _bills(cls, reconciliations):
        return _bills_of_lines(_lines_of('reconciliation', [r.id for r in reconciliations]))


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
    lines = {line.id: line for move in moves for line in move.lines}
    together = _lines_of('reconciliation', {
            line.reconciliation.id for line in lines.values() if line.reconciliation})
    bills = _bills_of_lines(lines.keys() | together)
    for move in moves:
        origin = move.origin
        while isinstance(origin, Move):  # cancelled
            bills |= _bills_of_lines([line.id for line in origin.lines])
            origin = origin.origin
        if isinstance(origin, Invoice):
            bills.add(origin.id)
            bills |= {
                line.origin.invoice.id for line in origin.lines
                if isinstance(line.origin, InvoiceLine)}
    return bills
