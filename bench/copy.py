"""The bare rows by COPY: what PostgreSQL needs to store what the feed has written, and no more.

Nothing is checked or worked out; the rows, with their ids, are those of the feed's run.
"""
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier

# The server's own. The one row of the run goes with the documents: allocations refer to it
OTHERS = {'ir_cache', 'ir_session', 'res_user_login_attempt'}
TABLES = """
    SELECT relname FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname"""
REFERENCES = """
    SELECT a.relname, f.attname, b.relname FROM pg_constraint c
    JOIN pg_class a ON a.oid = c.conrelid JOIN pg_class b ON b.oid = c.confrelid
    JOIN pg_attribute f ON f.attrelid = a.oid AND f.attnum = c.conkey[1]
    WHERE c.contype = 'f'"""


@dataclass
class Copied:
    "`seconds`: of all, in the median; `rows`: how many in each table, in the order of the copy"
    seconds: float
    rows: dict[str, int]


@dataclass
class Grown:
    "A table that the feed's run wrote to, and the rows that it has since"
    name: str
    columns: list[str]
    rows: list[tuple[Any, ...]]

    def uses(self, column: str) -> bool:
        index = self.columns.index(column)
        return any(row[index] is not None for row in self.rows)


def measure(written: str, fresh: list[str]) -> Copied:
    """Copy from one database what the fresh ones do not have; each is as it was before the run.

    The addresses are of databases on PostgreSQL.
    """
    with psycopg.connect(written) as source, psycopg.connect(fresh[0]) as target:
        tables = list(_grown(source, target))
    seconds = [_write(address, tables) for address in fresh]
    return Copied(
        statistics.median(seconds), {table.name: len(table.rows) for table in tables})


def _grown(source: Any, target: Any) -> Iterator[Grown]:
    "So that a row comes after those that it refers to"
    tables = {}
    for name, in source.execute(TABLES).fetchall():
        if name not in OTHERS and (table := _since(source, target, name)).rows:
            tables[name] = table
    order = TopologicalSorter[str]({name: [] for name in tables})
    for name, column, needed in source.execute(REFERENCES):
        if name != needed and {name, needed} <= tables.keys() and tables[name].uses(column):
            order.add(name, needed)
    return (tables[name] for name in order.static_order())


def _since(source: Any, target: Any, name: str) -> Grown:
    table = Identifier(name)
    newest, = target.execute(SQL('SELECT coalesce(max(id), 0) FROM {}').format(table)).fetchone()
    rows = source.execute(
        SQL('SELECT * FROM {} WHERE id > %s ORDER BY id').format(table), [newest])
    return Grown(name, [column.name for column in rows.description], rows.fetchall())


def _write(address: str, tables: list[Grown]) -> float:
    "Seconds that it takes, in one transaction"
    with psycopg.connect(address) as connection, connection.cursor() as cursor:
        started = time.perf_counter()
        for table in tables:
            statement = SQL('COPY {} ({}) FROM STDIN').format(
                Identifier(table.name), SQL(', ').join(map(Identifier, table.columns)))
            with cursor.copy(statement) as copy:
                for row in table.rows:
                    copy.write_row(row)
        connection.commit()
        return time.perf_counter() - started
