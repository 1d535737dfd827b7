"""What settled bills without paying them: credited in Tryton, or written off as a loss."""
from collections import defaultdict
from decimal import Decimal

from sql import Null, Union
from sql.aggregate import Max, Sum
from sql.conditionals import Case
from trytond.pool import Pool


def settled_otherwise(invoices):
    """Return the query of (invoice, credited, written_off) for a query of invoice ids.

    It looks at what is lettered with the bills.  A line is written off where its move
    has a profit or loss, and no account that money comes from.  Credit notes of the
    portal are left out: they say themselves which bill they credit.
    """
    lines = _lettered_with(invoices)
    is_loss = (lines.credit == 0) & (lines.loss == 1) & (lines.money == 0)
    return lines.select(
        lines.invoice,
        Sum(Case((lines.credit == 1, lines.amount), else_=0)).as_('credited'),
        Sum(Case((is_loss, lines.amount), else_=0)).as_('written_off'),
        group_by=[lines.invoice])


def written_off(bills):
    "Return {bill (id): amount} of what was written off of the bills (records), lettered or not."
    found = defaultdict(Decimal)
    for bill in bills:
        own = set(bill.lines_to_pay)
        others = {*bill.payment_lines, *(
            line for one in own if one.reconciliation for line in one.reconciliation.lines)}
        found[bill.id] = sum((
            line.credit - line.debit for line in others - own if _is_loss(line.move)), Decimal(0))
    return found


def _is_loss(move):
    "Whether the move has a loss, and neither money nor an invoice behind it."
    types = [line.account.type for line in move.lines if line.account.type]
    return (
        not isinstance(move.origin, Pool().get('account.invoice'))
        and any(type_.statement == 'income' for type_ in types)
        and all(type_.statement == 'income' or type_.receivable for type_ in types))


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
    is_loss = type_.statement == 'income'
    is_money = (type_.statement != 'income') & (type_.receivable == False)  # noqa: E712
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
            Max(Case((is_loss, 1), else_=0)).as_('loss'),
            Max(Case((is_money, 1), else_=0)).as_('money'),
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
