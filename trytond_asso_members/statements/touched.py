"""Which members may have changed since a moment: by the dates that Tryton keeps of each row.

A row has the time at which its transaction began, and is seen when that ends.  So a
statement notes the beginning of the oldest transaction that was running when it was taken.

Rows that are deleted leave no date, but each such act also writes another row of the party:
who undoes a lettering writes its lines; who takes a payment off a bill writes the bill, or
the log; and only drafts are deleted, of which nothing is told.  Erasing leaves no date at
all: it forgets the balance that was stored (see stored.py), and whoever has another balance
than the stored one is read again.
"""
import datetime as dt

from sql import Literal, Null
from sql.conditionals import Coalesce
from trytond import backend
from trytond.pool import Pool
from trytond.transaction import Transaction

from .. import bulk, savepoint

# A clock may be set back a little
MARGIN = dt.timedelta(seconds=5)
# What all members' entries depend on
SETTINGS = [
    'account.account', 'account.account.type', 'account.journal', 'asso.association']


def begin(feed):
    """Begin a fresh reading, alone with the feed; return the feed, and the moment before which
    all that anybody has written is seen.

    It is in UTC; on SQLite by the clock of the process, as Tryton dates rows there.  What this
    transaction has written so far is committed.
    """
    transaction = Transaction()
    if backend.name == 'postgresql':
        # Before the database is seen as it will be read: what ends in between counts as running
        moment = _oldest()
        transaction.commit()
    else:
        transaction.commit()
        savepoint.begin()
        moment = dt.datetime.now()  # noqa: DTZ005
    Feed = Pool().get('asso.feed')
    feed = Feed(feed.id)
    Feed.lock([feed])
    savepoint.refuse_stale(feed)
    return feed, moment - MARGIN


def _oldest():
    """When the oldest transaction that is running began, in UTC.

    PostgreSQL shows those of the same user alone, and all of Tryton writes as one user.
    """
    cursor = Transaction().connection.cursor()
    cursor.execute(
        "SELECT LEAST(clock_timestamp(), MIN(xact_start)) AT TIME ZONE 'UTC' "
        "FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()")
    moment, = cursor.fetchone()
    return moment


def _as_stored(moment):
    """The moment as the dates of rows are stored: by PostgreSQL, in its own time zone.

    If clocks went back since, it is the earlier of the two times that they showed.
    """
    if backend.name != 'postgresql':
        return moment
    cursor = Transaction().connection.cursor()
    cursor.execute(
        "SELECT LEAST("
        "(%s::timestamp AT TIME ZONE 'UTC')::timestamp, "
        "%s::timestamp + (LOCALTIMESTAMP - (now() AT TIME ZONE 'UTC')))", (moment, moment))
    return cursor.fetchone()[0]


def last_written(table):
    "The SQL of when a row was last written."
    return Coalesce(table.write_date, table.create_date)


def is_dated(line):
    """The SQL of: a line that has a party, as half of the lines have, or fewer.

    All lines have a date of creation.  The condition names it so that PostgreSQL uses the index
    of these lines for queries by date alone: it took it for a short list of all such lines.
    """
    return (line.party != Null) & (line.create_date != Null)


def parties(moment):
    """Return the parties that may have changed since a moment of `begin`; None for any.

    Whoever is no member may be among them.
    """
    moment = _as_stored(moment)
    if _settings_changed(moment):
        return None
    Statement = Pool().get('asso.statement')
    queries = [*_of_lines(moment), *_of_bills(moment), *_of_payments(moment),
        *_of_members(moment), *Statement.written_since(moment)]
    parties = {party for query in queries for party, in bulk.select(query)}
    return parties | Statement.parties_beside(parties)


def _settings_changed(moment):
    for name in SETTINGS:
        table = Pool().get(name).__table__()
        if bulk.select(table.select(
                    Literal(1), where=last_written(table) >= moment, limit=1)):
            return True
    return False


def _of_lines(moment):
    "Those with lines that were made, lettered or changed, or whose moves were posted."
    pool = Pool()
    line = pool.get('account.move.line').__table__()
    yield line.select(line.party, where=(last_written(line) >= moment) & is_dated(line))
    move = pool.get('account.move').__table__()
    posted = pool.get('account.move.line').__table__()
    yield move.join(posted, condition=posted.move == move.id).select(
        posted.party, where=(last_written(move) >= moment) & (posted.party != Null))


def _of_bills(moment):
    "Those of the bills, and whoever pays them or may do so."
    pool = Pool()

    def bills():
        invoice = pool.get('account.invoice').__table__()
        return invoice, last_written(invoice) >= moment
    invoice, written = bills()
    yield invoice.select(invoice.party, where=written)
    invoice, written = bills()
    attached = pool.get('account.invoice-account.move.line').__table__()
    line = pool.get('account.move.line').__table__()
    yield (invoice
        .join(attached, condition=attached.invoice == invoice.id)
        .join(line, condition=attached.line == line.id)
        .select(line.party, where=written & (line.party != Null)))
    invoice, written = bills()
    payee = pool.get('account.invoice.alternative_payee').__table__()
    yield invoice.join(payee, condition=payee.invoice == invoice.id).select(
        payee.party, where=written)


def _of_payments(moment):
    pool = Pool()
    payment = pool.get('asso.payment').__table__()
    yield payment.select(
        payment.party, where=(last_written(payment) >= moment) & (payment.party != Null))
    log = pool.get('asso.allocation').__table__()
    allocated = pool.get('asso.payment').__table__()
    yield log.join(allocated, condition=log.payment == allocated.id).select(
        allocated.party,
        where=(last_written(log) >= moment) & (allocated.party != Null))


def _of_members(moment):
    "Those with another number or state, or another id in the portal."
    pool = Pool()
    member = pool.get('asso.member').__table__()
    yield member.select(member.party, where=last_written(member) >= moment)
    binding = pool.get('asso.binding').__table__()
    bound = pool.get('asso.member').__table__()
    yield binding.join(
        bound, condition=binding.record == bulk.reference('asso.member', bound.id)).select(
            bound.party,
            where=(last_written(binding) >= moment) & (binding.type == 'member'))
