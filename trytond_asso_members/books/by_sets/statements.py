"""Bank statements written and posted by sets."""
from ... import bulk
from .moves import post_moves


def post_statements(books, sheets, moves):
    "Insert the statements as posted, with their origins, lines and moves; ids are set."
    for sheet, id_ in zip(sheets, bulk.insert(
                'account.statement', [_row(books, sheet) for sheet in sheets], written=True)):
        sheet.id = id_
    entries = [(sheet, entry) for sheet in sheets for entry in sheet.entries]
    for (_, entry), id_ in zip(entries, bulk.insert(
                'account.statement.origin', [_origin(*pair) for pair in entries])):
        entry.id = id_
    shares = [(*pair, share) for pair in entries for share in pair[1].shares]
    ids = bulk.reserve('account.statement.line', len(shares)) if shares else []
    for (_, _, share), id_ in zip(shares, ids):
        share.id = id_
    for sheet, move, _ in moves:
        move.origin = f'account.statement,{sheet.id}'
    post_moves(books, [move for _, move, _ in moves])
    of_share = {share: move for _, move, theirs in moves for share in theirs}
    bulk.insert('account.statement.line', [
            _line(sheet, entry, share, of_share[share]) for sheet, entry, share in shares],
        ids=ids, written=True)


def _row(books, sheet):
    return {
        'company': books.company.id,
        'date': sheet.date,
        'journal': sheet.journal.id,
        'name': sheet.name,
        'state': 'posted',
        **sheet.totals(),
        **sheet.values,
        }


def _origin(sheet, entry):
    return {
        'amount': entry.amount,
        'date': entry.date,
        'description': entry.description,
        'information': entry.information,
        'number': entry.number,
        'statement': sheet.id,
        **entry.values,
        }


def _line(sheet, entry, share, move):
    return {
        'account': share.account,
        'amount': share.amount,
        'date': entry.date,
        'description': share.description,
        'move': move.id,
        'number': entry.number,
        'origin': entry.id,
        'party': share.party,
        'related_to': share.related,
        'statement': sheet.id,
        **share.values,
        }
