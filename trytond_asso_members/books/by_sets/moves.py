"""Moves written and posted by sets."""
from collections import defaultdict
from decimal import Decimal

from trytond.pool import Pool
from trytond.transaction import Transaction

from ... import bulk

ZERO = Decimal(0)


def post_moves(books, moves):
    "Insert the moves as posted, and letter their lines of 0.00; ids are set on them."
    ids = bulk.insert('account.move', _rows(books, moves), written=True)
    for move, id_ in zip(moves, ids):
        move.id = id_
    _insert_lines(moves)
    _letter_zero_lines(books, moves)


def _rows(books, moves):
    Date = Pool().get('ir.date')
    with Transaction().set_context(company=books.company.id):
        today = Date.today()
    return [{
            'company': books.company.id,
            'date': move.date,
            'description': move.description,
            'journal': move.journal,
            'number': number,
            'origin': move.origin,
            'period': move.period.id,
            'post_date': today,
            'state': 'posted',
            } for move, number in zip(moves, _numbers(moves))]


def _numbers(moves):
    Sequence = Pool().get('ir.sequence.strict')
    by_sequence = defaultdict(list)
    for index, move in enumerate(moves):
        by_sequence[move.period.sequence].append(index)
    numbers = [None] * len(moves)
    for sequence, indexes in by_sequence.items():
        numbered = Sequence(sequence).get_many(len(indexes))
        for index, number in zip(indexes, numbered):
            numbers[index] = number
    return numbers


def _insert_lines(moves):
    lines = [(move, line) for move in moves for line in move.lines]
    ids = bulk.insert('account.move.line', [{
                'account': line.account,
                'credit': -line.amount if line.amount < 0 else ZERO,
                'debit': line.amount if line.amount > 0 else ZERO,
                'description': line.description,
                'maturity_date': line.maturity,
                'move': move.id,
                'origin': line.origin.reference if line.origin else None,
                'party': line.party,
                'state': 'valid',
                } for move, line in lines])
    taxes = []
    for (_, line), id_ in zip(lines, ids):
        line.learn(id_)
        taxes.extend({
                'amount': amount,
                'move_line': id_,
                'tax': tax,
                'type': type_,
                } for tax, type_, amount in line.taxes)
    bulk.insert('account.tax.line', taxes)


def _letter_zero_lines(books, moves):
    "Letter the lines of 0.00 on accounts that are lettered, as Tryton does."
    groups = defaultdict(list)
    for move in moves:
        for line in move.lines:
            if not line.amount and books.account(line.account).reconcile:
                groups[line.account, line.party or 0].append(line.id)
    books.letter([groups[key] for key in sorted(groups)])
