"""Statistics of the database's planner, kept in step with a load.

A plan made for an empty table, or for no known size, reads a whole table for each row once
there are many.  PostgreSQL's own daemon looks once a minute, which is too late for a first
load, and a connection keeps the plans of its foreign keys.  SQLite never looks by itself:
it takes any index to leave ten rows, of an account that all lines are on too.
"""
from sql import Table
from trytond import backend
from trytond.transaction import Transaction

from .. import bulk

LEAST = 200  # fewer changed rows are not worth a look


def analyze():
    "Analyze the tables that have changed much since the last time, before a batch."
    {'postgresql': _on_postgresql, 'sqlite': _on_sqlite}[backend.name]()


def _on_postgresql():
    """Those of which a third has changed.

    Only committed rows count, and a table that another transaction is analyzing is
    left out.
    """
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


def _on_sqlite():
    """Those that have grown by half; all of them the first time.

    Each transaction of Tryton has a connection of its own, which reads the statistics
    when it is opened.
    """
    cursor = Transaction().connection.cursor()
    cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'")
    if not cursor.fetchone():
        cursor.execute('ANALYZE')
        return
    cursor.execute(
        # The first number of `stat` is that of the rows
        "SELECT s.name, coalesce(max(CAST(a.stat AS INTEGER)), 0) AS known "
        "FROM sqlite_sequence AS s LEFT JOIN sqlite_stat1 AS a ON a.tbl = s.name "
        "GROUP BY s.name HAVING max(s.seq) > :least AND max(s.seq) > known * 1.5",
        {'least': LEAST})
    for name, known in cursor.fetchall():
        # An id once given is not given again: many may have been deleted
        cursor.execute(f'SELECT count(*) FROM "{name}"')
        count, = cursor.fetchone()
        if count > max(LEAST, known * 1.5):
            cursor.execute(f'ANALYZE "{name}"')
