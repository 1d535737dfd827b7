"""Bank statements by Tryton's own models."""
from trytond.pool import Pool

from ... import bulk
from .own import own


def post_statements(books, sheets, moves):
    "Create, validate and post the statements; ids are set on all that they hold."
    pool = Pool()
    Statement = pool.get('account.statement')
    Line = pool.get('account.statement.line')
    with own():
        for sheet in sheets:
            statement, = Statement.create([_statement_values(books, sheet)])
            sheet.id = statement.id
            entries = sorted(statement.origins, key=lambda origin: origin.id)
            for entry, origin in zip(sheet.entries, entries, strict=True):
                entry.id = origin.id
            shares = [(entry, share) for entry in sheet.entries for share in entry.shares]
            lines = Line.create([
                    _statement_line_values(sheet, *pair) for pair in shares])
            for (_, share), line in zip(shares, lines):
                share.id = line.id
        records = Statement.browse([sheet.id for sheet in sheets])
        Statement.validate_statement(records)
        Statement.post(records)
    _learn_shares(moves)


def pay_invoices(sheets):
    """Let the shares that are related to an invoice pay it, as Tryton does when it validates.

    There are few: rules name invoices of suppliers.
    """
    pool = Pool()
    Line = pool.get('account.statement.line')
    MoveLine = pool.get('account.move.line')
    shares = [
        share for sheet in sheets for entry in sheet.entries for share in entry.shares
        if share.amount and (share.related or '').startswith('account.invoice,')]
    if shares:
        with own():
            Line.reconcile([(MoveLine(share.line.id), Line(share.id)) for share in shares])


def _learn_shares(moves):
    table = Pool().get('account.move.line').__table__()
    shares = {share.reference: share for _, _, theirs in moves for share in theirs}
    found = {}
    for origin, id_, move in bulk.select_among(
            lambda where: table.select(table.origin, table.id, table.move, where=where),
            table.origin, shares):
        shares[origin].line.learn(id_)
        found[shares[origin]] = move
    for _, move, theirs in moves:
        move.id = found.get(theirs[0])


def _statement_values(books, sheet):
    return {
        'company': books.company.id,
        'date': sheet.date,
        'journal': sheet.journal.id,
        'name': sheet.name,
        'origins': [('create', [{
                        'amount': entry.amount,
                        'date': entry.date,
                        'description': entry.description,
                        'information': entry.information,
                        'number': entry.number,
                        **entry.values,
                        } for entry in sheet.entries])],
        **sheet.totals(),
        **sheet.values,
        }


def _statement_line_values(sheet, entry, share):
    return {
        'account': share.account,
        'amount': share.amount,
        'date': entry.date,
        'description': share.description,
        'number': entry.number,
        'origin': entry.id,
        'party': share.party,
        'related_to': share.related,
        'statement': sheet.id,
        **share.values,
        }
