"""Who else is at work in Tryton: a run makes room for them."""
import datetime as dt

from sql import Null
from sql.conditionals import Coalesce
from trytond import backend, config
from trytond.pool import Pool
from trytond.transaction import Transaction

from .. import bulk

LATELY = dt.timedelta(minutes=1)
# What a batch locks, or writes
HELD = [
    'ir.sequence.strict', 'asso.feed', 'asso.association', 'account.move.line',
    'account.invoice']
# PostgreSQL lists no locks of rows, but those of their tables that come with them
HOLDERS = """
SELECT a.pid, coalesce(nullif(a.application_name, ''), host(a.client_addr), 'local'),
    extract(epoch FROM clock_timestamp() - a.xact_start)::integer
FROM pg_stat_activity AS a
WHERE a.datname = current_database() AND a.pid != pg_backend_pid() AND EXISTS (
    SELECT 1 FROM pg_locks AS l JOIN pg_class AS c ON c.oid = l.relation
    WHERE l.pid = a.pid AND c.relname = ANY(%s) AND l.granted
        AND l.mode IN ('RowShareLock', 'RowExclusiveLock', 'ExclusiveLock'))
ORDER BY a.xact_start"""


def at_work():
    """The names of the persons who have clicked in Tryton lately; bridges are no persons.

    Tryton notes a session's clicks each tenth of its time limit only.
    """
    pool = Pool()
    user = pool.get('res.user').__table__()
    session = pool.get('ir.session').__table__()
    feed = pool.get('asso.feed').__table__()
    noted = dt.timedelta(seconds=config.getint('session', 'timeout')) / 10
    since = dt.datetime.now() - noted - LATELY
    return [name for name, in bulk.select(
            session.join(user, condition=session.create_uid == user.id)
            .select(
                user.name, group_by=[user.id, user.name], order_by=[user.id],
                where=(Coalesce(session.write_date, session.create_date) >= since)
                & (user.id != Transaction().user)
                & ~user.id.in_(feed.select(feed.user, where=feed.user != Null))))]


def holders():
    """Who holds what a batch needs, the longest first: [{"process", "client", "seconds"}].

    The processes are those of PostgreSQL, with how long their transactions have been open;
    SQLite does not tell.
    """
    if backend.name != 'postgresql':
        return []
    cursor = Transaction().connection.cursor()
    cursor.execute(HOLDERS, [[Pool().get(name)._table for name in HELD]])
    return [
        {'process': process, 'client': client, 'seconds': seconds}
        for process, client, seconds in cursor.fetchall()]
