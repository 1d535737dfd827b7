"""What is owed, and on which bill, in SQL."""
from sql import Literal, Null
from sql.aggregate import Min
from sql.conditionals import Coalesce
from trytond.pool import Pool

from .. import bulk


def is_owed(line, move, company=None, accounts=None):
    """The SQL of: a line that counts in the balance of its party.

    It is posted, has a party, and is on a receivable account, or on one that members have
    owed on; of the company, if given.  `accounts` are those of `accounts_owed`, if they
    are known: the database then finds the lines of each by its index.
    The credits less the debits of such lines are the balance: positive, the party is ahead.
    """
    is_on = (
        line.account.in_(_owed(company)) if accounts is None
        else bulk.among(line.account, accounts))
    return is_on & (line.party != Null) & (move.state == 'posted')


def accounts_owed(company):
    "Return the ids of the accounts of a company on which what is owed stands."
    return [id_ for id_, in bulk.select(_owed(company))]


def _owed(company):
    pool = Pool()
    account = pool.get('account.account').__table__()
    type_ = pool.get('account.account.type').__table__()
    where = (type_.receivable == Literal(True)) | (account.of_members == Literal(True))
    if company:
        where &= account.company == company.id
    return account.join(type_, condition=account.type == type_.id).select(
        account.id, where=where)


def is_open(line):
    """The SQL of: a line that is still open.

    It is not lettered, or lettered with a line of a draft move: what only a draft pays,
    such as a bank statement that is not posted yet, is not paid.
    """
    return (line.reconciliation == Null) | line.reconciliation.in_(letterings_of_drafts())


def letterings_of_drafts():
    "The SQL of the letterings that have a line of a draft move."
    pool = Pool()
    line = pool.get('account.move.line').__table__()
    move = pool.get('account.move').__table__()
    return move.join(line, condition=line.move == move.id).select(
        line.reconciliation,
        where=(move.state == 'draft') & (line.reconciliation != Null))


def cancelled(origins):
    """Return {origin: what was cancelled} of the moves that cancel others.

    A move that cancels another has it as its origin; what was cancelled is the origin of
    the first of them.
    """
    table = Pool().get('account.move').__table__()
    asked = {o: o for o in origins if (o or '').startswith('account.move,')}
    found = {}
    while asked:
        moves = {
            bulk.reference('account.move', id_): origin
            for id_, origin in bulk.select_among(
                lambda where: table.select(table.id, table.origin, where=where),
                table.id, {bulk.referred(move) for move in asked.values()})}
        asked = {origin: moves.get(move) for origin, move in asked.items()}
        found.update(asked)
        asked = {
            o: move for o, move in asked.items()
            if (move or '').startswith('account.move,')}
    return found


def join_bill(source, line):
    """Return the source with its bills joined, and the SQL of the bill's id or null.

    A line belongs to the bill of its move, or to the bill that its move reschedules (an
    additional move).  A line that was delegated to another party belongs to none.  The
    number of rows stays the same.
    """
    pool = Pool()
    own = pool.get('account.invoice').__table__()
    rescheduled = pool.get('account.invoice').__table__()
    additional = pool.get('account.invoice-additional-account.move').__table__()
    # A move may be additional to several bills
    more = additional.select(
        additional.move, Min(additional.invoice).as_('invoice'),
        group_by=additional.move)
    source = (source
        .join(own, 'LEFT', condition=(
                (own.move == line.move) & (own.account == line.account)))
        .join(more, 'LEFT', condition=more.move == line.move)
        .join(rescheduled, 'LEFT', condition=(
                (more.invoice == rescheduled.id)
                & (rescheduled.account == line.account)
                & (rescheduled.party == line.party))))
    return source, Coalesce(own.id, rescheduled.id)
