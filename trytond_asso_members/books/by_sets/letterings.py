"""Lettering (reconciliation) written by sets, and what it does to the state of invoices.

What each function does is said in door.py.
"""
from collections import defaultdict

from sql import Null
from trytond.pool import Pool
from trytond.transaction import Transaction

from ... import bulk
from .. import payment_means
from ..by_tryton import letterings as tryton_letterings


def letter(books, groups):
    "Letter the groups of `checks.Line`; the date of each is that of its latest line."
    pool = Pool()
    Configuration = pool.get('account.configuration')
    sequence = Configuration(1).get_multivalue(
        'reconciliation_sequence', company=books.company.id)
    numbers = sequence.get_many(len(groups))
    ids = bulk.insert('account.move.reconciliation', [{
                'company': books.company.id,
                'date': max(line.date for line in group),
                'number': number,
                } for group, number in zip(groups, numbers)])
    bulk.update_each('account.move.line', 'reconciliation', [
            (line.id, id_) for group, id_ in zip(groups, ids) for line in group])


def unletter(books, reconciliations):
    "Delete the letterings by id, and refresh the invoices that they paid."
    line = Pool().get('account.move.line').__table__()
    rows = bulk.select_among(
        lambda where: line.select(line.id, line.move, where=where),
        line.reconciliation, reconciliations)
    bulk.update(
        'account.move.line', {id_ for id_, _ in rows}, reconciliation=None)
    bulk.delete('account.move.reconciliation', reconciliations)
    refresh(books, _of_moves({move for _, move in rows}))


def _of_moves(moves):
    "The invoices of the moves, also of those that reschedule or delegate what is to pay."
    pool = Pool()
    invoice = pool.get('account.invoice').__table__()
    additional = pool.get('account.invoice-additional-account.move').__table__()
    return {id_ for id_, in bulk.select_among(
            lambda where: invoice.select(invoice.id, where=where),
            invoice.move, moves) + bulk.select_among(
            lambda where: additional.select(additional.invoice, where=where),
            additional.move, moves)}


def attach(pairs):
    "Insert the payment lines; the invoices' own rows are left to `refresh`."
    bulk.insert('account.invoice-account.move.line', [
            {'invoice': invoice, 'line': line} for invoice, line, _ in pairs])
    by_date = defaultdict(list)
    for _, line, maturity in pairs:
        if maturity:
            by_date[maturity].append(line)
    for maturity, ids in by_date.items():
        bulk.update('account.move.line', ids, maturity_date=maturity)


def detach(lines):
    "Delete the payment lines; the invoices' own rows are left to `refresh`."
    attached = Pool().get('account.invoice-account.move.line').__table__()
    rows = bulk.select_among(
        lambda where: attached.select(attached.id, where=where),
        attached.line, lines)
    bulk.delete('account.invoice-account.move.line', [id_ for id_, in rows])
    bulk.update('account.move.line', lines, maturity_date=None)


def refresh(books, invoices):
    "Set the states that Tryton's `process` would set, and log each change as it does."
    invoice = Pool().get('account.invoice').__table__()
    states = dict(bulk.select_among(
            lambda where: invoice.select(invoice.id, invoice.state, where=where
                & invoice.state.in_(['posted', 'paid'])),
            invoice.id, invoices))
    if not states:
        return
    letterings = _letterings(states)
    delegating = _delegating(set().union(*letterings.values()) - {None})
    paid, posted, delegated = [], [], []
    for id_, state in states.items():
        lettered = letterings.get(id_, {None})
        if not delegating.isdisjoint(lettered):
            delegated.append(id_)
        elif None in lettered:
            posted.append(id_)  # Tryton writes it even if it was posted already
        elif state == 'posted':
            paid.append(id_)
    strays = _with_strays(paid, letterings)
    unnamed = payment_means.without(posted) if books.instruments else set()
    # Rare, and worked out line by line
    if rare := strays | unnamed | set(delegated):
        tryton_letterings.refresh(books, rare)
    paid = [id_ for id_ in paid if id_ not in strays]
    posted = [id_ for id_ in posted if id_ not in unnamed]
    bulk.update('account.invoice', paid, state='paid')
    bulk.update('account.invoice', posted, state='posted')
    # As Tryton's workflow notes it
    bulk.insert('ir.model.log', [{
                'resource': bulk.reference('account.invoice', id_),
                'event': 'transition',
                'target': 'state:paid',
                'user': Transaction().user,
                } for id_ in sorted(paid)])


def _letterings(invoices):
    "Return {invoice: {the reconciliation of each line to pay, or None}}."
    line = Pool().get('account.invoice')._query_lines_to_pay(invoices)
    letterings = defaultdict(set)
    for id_, lettering in bulk.select(line.select(line.invoice, line.reconciliation)):
        letterings[id_].add(lettering)
    return letterings


def _delegating(reconciliations):
    table = Pool().get('account.move.reconciliation').__table__()
    return {id_ for id_, in bulk.select_among(
            lambda where: table.select(
                table.id, where=where & (table.delegate_to != Null)),
            table.id, reconciliations)}


def _with_strays(invoices, letterings):
    "Those of the invoices with a payment line that is lettered with something else."
    pool = Pool()
    attached = pool.get('account.invoice-account.move.line').__table__()
    line = pool.get('account.move.line').__table__()
    return {
        id_ for id_, lettering in bulk.select_among(
            lambda where: attached
            .join(line, condition=attached.line == line.id)
            .select(attached.invoice, line.reconciliation, where=where),
            attached.invoice, invoices)
        if lettering not in letterings[id_]}
