"""Moves written and posted by sets."""
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from trytond.pool import Pool
from trytond.transaction import Transaction

from . import bulk

ZERO = Decimal(0)


@dataclass
class Line:
    "A line to be posted: `amount` is debit when positive, credit when negative."
    account: int
    amount: Decimal
    party: int | None = None
    maturity: object = None
    description: str | None = None
    origin: str | None = None
    taxes: list = field(default_factory=list)  # (tax, 'base' or 'tax', amount)
    fragment: object = None  # what learns the id of the line
    id: int | None = None


@dataclass
class Move:
    journal: int
    date: object
    period: object
    origin: str
    lines: list
    description: str | None = None
    id: int | None = None


def post(calendar, moves):
    """Number, write and post the moves; the ids of moves and lines are set on them.

    They are numbered in the order given, each by the sequence of its period.
    """
    if not moves:
        return
    assert all(
        sum(line.amount for line in move.lines) == 0 for move in moves)
    calendar.ensure_journal_periods(
        (move.journal, move.period.id) for move in moves)
    numbers = _numbers(moves)
    Date = Pool().get('ir.date')
    with Transaction().set_context(company=calendar.company.id):
        today = Date.today()
    ids = bulk.insert('account.move', [{
                'company': calendar.company.id,
                'date': move.date,
                'description': move.description,
                'journal': move.journal,
                'number': number,
                'origin': move.origin,
                'period': move.period.id,
                'post_date': today,
                'state': 'posted',
                } for move, number in zip(moves, numbers)])
    for move, id_ in zip(moves, ids):
        move.id = id_
    _insert_lines(moves)


def _numbers(moves):
    by_sequence = defaultdict(list)
    for index, move in enumerate(moves):
        by_sequence[move.period.move_sequence_used].append(index)
    numbers = [None] * len(moves)
    for sequence, indexes in by_sequence.items():
        for index, number in zip(indexes, sequence.get_many(len(indexes))):
            numbers[index] = number
    return numbers


def _insert_lines(moves):
    lines = [(move, line) for move in moves for line in move.lines]
    ids = bulk.insert('account.move.line', [{
                'account': line.account,
                'amount_second_currency': None,
                'credit': max(-line.amount, ZERO),
                'debit': max(line.amount, ZERO),
                'description': line.description,
                'maturity_date': line.maturity,
                'move': move.id,
                'origin': line.origin,
                'party': line.party,
                'reconciliation': None,
                'second_currency': None,
                'state': 'valid',
                } for move, line in lines])
    taxes = []
    for (_, line), id_ in zip(lines, ids):
        line.id = id_
        if line.fragment:
            line.fragment.id = id_
        taxes.extend({
                'amount': amount,
                'move_line': id_,
                'tax': tax,
                'type': type_,
                } for tax, type_, amount in line.taxes)
    bulk.insert('account.tax.line', taxes)


def sequences(calendar, *others):
    "The ids of the sequences to lock before any work, in one order."
    ids = {
        period.move_sequence_used.id for period in calendar.periods
        if period.state == 'open' and period.move_sequence_used}
    return sorted(ids | {sequence.id for sequence in others if sequence})
