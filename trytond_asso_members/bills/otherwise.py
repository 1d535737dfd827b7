"""What settled bills without paying them: credited in Tryton, or written off as a loss.

A line is written off where its move has a profit or loss, no account that money comes from,
and no invoice behind it.
"""
from decimal import Decimal

from sql import Null, Union
from sql.aggregate import Max, Sum
from sql.conditionals import Case
from trytond.pool import Pool

from .. import bulk


def settled_otherwise(invoices):
    """Return the query of (invoice, credited, written_off) for a query of invoice ids.

    It looks at what is lettered with the bills.  Credit notes of the portal are left out: they
    say themselves which bill they credit.
    """
    lines = _lettered_with(invoices)
    is_loss = (lines.invoice_behind == 0) & (lines.loss == 1) & (lines.money == 0)
    return lines.select(
        lines.invoice,
        Sum(Case((lines.credit == 1, lines.amount), else_=0)).as_('credited'),
        Sum(Case((is_loss, lines.amount), else_=0)).as_('written_off'),
        group_by=[lines.invoice])


def written_off(bills):
    "Return {bill (id): amount} of what was written off of the bills (records), lettered or not."
    Invoice = Pool().get('account.invoice')
    giving = {}
    for bill in bills:
        own = set(bill.lines_to_pay)
        others = {*bill.payment_lines, *(
            line for one in own if one.reconciliation for line in one.reconciliation.lines)}
        giving[bill.id] = [
            line for line in others - own if not isinstance(line.move.origin, Invoice)]
    losses = _losses({line.move.id for lines in giving.values() for line in lines})
    return {
        id_: sum((
                line.credit - line.debit for line in lines if line.move.id in losses), Decimal(0))
        for id_, lines in giving.items()}


def _losses(moves):
    "Those of the moves (ids) that have a profit or loss, and no money."
    pool = Pool()
    line = pool.get('account.move.line').__table__()
    account = pool.get('account.account').__table__()
    type_ = pool.get('account.account.type').__table__()
    return {
        move for move, loss, money in bulk.select_among(
            lambda where: line
            .join(account, condition=line.account == account.id)
            .join(type_, condition=account.type == type_.id)
            .select(line.move, *_made_of(type_), where=where, group_by=[line.move]),
            line.move, moves)
        if loss and not money}


def _made_of(type_):
    "The SQL of whether a move has a profit or loss, and money: 1 or 0, over its lines' types."
    is_loss = type_.statement == 'income'
    is_money = (type_.statement != 'income') & (type_.receivable == False)  # noqa: E712
    return (
        Max(Case((is_loss, 1), else_=0)).as_('loss'),
        Max(Case((is_money, 1), else_=0)).as_('money'))


def _lettered_with(invoices):
    "The lines that give, lettered with the bills, and what the moves of each are made of."
    pool = Pool()
    own = pool.get('account.move.line').__table__()
    other = pool.get('account.move.line').__table__()
    part = pool.get('account.move.line').__table__()
    account = pool.get('account.account').__table__()
    type_ = pool.get('account.account.type').__table__()
    credit = pool.get('account.invoice').__table__()
    note = pool.get('asso.payment').__table__()
    moves = _moves(invoices)
    is_credit = (credit.id != Null) & (note.id == Null)
    return (moves
        .join(own, condition=(own.move == moves.move) & (own.account == moves.account))
        .join(other, condition=(
                (other.reconciliation == own.reconciliation)
                & (other.move != own.move) & (other.credit > other.debit)))
        .join(part, condition=part.move == other.move)
        .join(account, condition=part.account == account.id)
        .join(type_, condition=account.type == type_.id)
        .join(credit, 'LEFT', condition=(
                (credit.move == other.move) & (credit.id != moves.invoice)))
        .join(note, 'LEFT', condition=note.credit_note == credit.id)
        .select(
            moves.invoice, other.id, (other.credit - other.debit).as_('amount'),
            Max(Case((is_credit, 1), else_=0)).as_('credit'),
            Max(Case((credit.id != Null, 1), else_=0)).as_('invoice_behind'),
            *_made_of(type_),
            group_by=[moves.invoice, other.id, other.credit, other.debit]))


def _moves(invoices):
    "The moves of the bills, also those that reschedule them."
    pool = Pool()
    first = pool.get('account.invoice').__table__()
    second = pool.get('account.invoice').__table__()
    additional = pool.get('account.invoice-additional-account.move').__table__()
    return Union(
        first.select(
            first.id.as_('invoice'), first.move.as_('move'),
            first.account.as_('account'), where=first.id.in_(invoices)),
        second.join(additional, condition=additional.invoice == second.id).select(
            second.id.as_('invoice'), additional.move.as_('move'),
            second.account.as_('account'), where=second.id.in_(invoices)))
