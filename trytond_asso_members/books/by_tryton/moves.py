"""Moves by Tryton's own models."""
from trytond.pool import Pool

from ... import bulk
from .own import own


def post_moves(books, moves):
    "Create and post the moves in their order; ids are set on them and their lines."
    Move = Pool().get('account.move')
    with own():
        created = Move.create([_move_values(books, move) for move in moves])
        Move.post(created)
    learn_lines(zip(moves, created))


def _move_values(books, move):
    return {
        'company': books.company.id,
        'date': move.date,
        'description': move.description,
        'journal': move.journal,
        'lines': [('create', [_line_values(line) for line in move.lines])],
        'origin': move.origin,
        'period': move.period.id,
        }


def _line_values(line):
    values = {
        'account': line.account,
        'credit': max(-line.amount, line.amount * 0),
        'debit': max(line.amount, line.amount * 0),
        'description': line.description,
        'maturity_date': line.maturity,
        'origin': line.origin.reference if line.origin else None,
        'party': line.party,
        }
    if line.taxes:
        values['tax_lines'] = [('create', [
                    {'tax': tax, 'type': type_, 'amount': amount}
                    for tax, type_, amount in line.taxes])]
    return values


def learn_lines(pairs):
    "Set the ids of our moves and lines: Tryton has created the lines in our order."
    pairs = list(pairs)
    table = Pool().get('account.move.line').__table__()
    ids = {}
    for id_, move in sorted(bulk.select_among(
                lambda where: table.select(table.id, table.move, where=where),
                table.move, [record.id for _, record in pairs])):
        ids.setdefault(move, []).append(id_)
    for move, record in pairs:
        move.id = record.id
        for line, id_ in zip(move.lines, ids[record.id], strict=True):
            line.learn(id_)
