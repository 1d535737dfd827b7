"""Statistics of the database's planner, kept in step with a load.

PostgreSQL plans by statistics, and a connection keeps the plans of its foreign keys:
those made while the tables were empty read a whole table for each row.  Its own daemon
looks once a minute, which is too late for a first load.
"""
from sql import Table
from trytond import backend
from trytond.transaction import Transaction

from .. import bulk

LEAST = 200  # fewer changed rows are not worth a look


def analyze():
    """Analyze the tables of which a third has changed since the last time.

    Only committed rows count, and a table that another transaction is analyzing is
    left out.  Only PostgreSQL needs this.
    """
    if backend.name != 'postgresql':
        return
    from psycopg.sql import SQL, Identifier
    table = Table('pg_stat_user_tables')
    changed = bulk.select(table.select(
            table.relname,
            where=(table.n_mod_since_analyze > LEAST)
            & (table.n_mod_since_analyze * 3 > table.n_live_tup),
            order_by=[table.relname]))
    cursor = Transaction().connection.cursor()
    for name, in changed:
        cursor.execute(
            SQL("ANALYZE (SKIP_LOCKED) {}").format(Identifier(name)))
