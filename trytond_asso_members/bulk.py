"""Rows written and read by sets, for many records in few statements."""
import datetime as dt
from contextlib import contextmanager
from decimal import Decimal

from sql import Column
from sql.functions import CurrentTimestamp, Round
from sql.operators import Concat
from trytond import backend
from trytond.model import fields
from trytond.pool import Pool
from trytond.tools import grouped_slice
from trytond.transaction import Transaction

CENT = Decimal('0.01')
# a statement of some thousand parameters is as fast as a larger one
PARAMS = min(backend.MAX_QUERY_PARAMS, 12_000)


def insert(name, rows):
    """Insert the rows, dicts of the same keys, into the model's table.

    Return the new ids, in the order of the rows.  What Tryton's create would
    compute, validate or trigger is the caller's to know.
    """
    if not rows:
        return []
    model = Pool().get(name)
    transaction = Transaction()
    table = model.__table__()
    ids = _next_ids(model._table, len(rows))
    names = list(rows[0])
    columns = [table.create_uid, table.create_date, table.id] + [
        Column(table, n) for n in names]
    formats = [(n, model._fields[n].sql_format) for n in names]
    values = [
        [transaction.user, id_] + [
            None if row[n] is None else format_(row[n]) for n, format_ in formats]
        for id_, row in zip(ids, rows)]
    uid, *others = values[0]
    statement, _ = table.insert(columns, [[uid, CurrentTimestamp(), *others]])
    # One short statement for all rows: parsing a long one costs more than running it
    transaction.connection.cursor().executemany(statement, values)
    forget(name)
    return ids


def _next_ids(table, count):
    transaction = Transaction()
    ids = transaction.database.nextid(transaction.connection, table, count=count)
    if ids is None:
        # SQLite has one writer at a time, so the highest id is ours to follow
        cursor = transaction.connection.cursor()
        cursor.execute('SELECT seq FROM sqlite_sequence WHERE name = ?', (table,))
        last = (cursor.fetchone() or [0])[0]
        return list(range(last + 1, last + 1 + count))
    return [ids] if count == 1 else list(ids)


def update(name, ids, **values):
    "Set the same values on all the rows."
    if not ids:
        return
    model = Pool().get(name)
    transaction = Transaction()
    table = model.__table__()
    cursor = transaction.connection.cursor()
    columns = [table.write_uid, table.write_date] + [
        Column(table, n) for n in values]
    new = [transaction.user, CurrentTimestamp()] + [
        model._fields[n].sql_format(v) for n, v in values.items()]
    for chunk in grouped_slice(list(ids), PARAMS):
        cursor.execute(*table.update(columns, new, where=among(table.id, chunk)))
    forget(name)


def update_each(name, field, pairs):
    "Set the field of each (id, value)."
    model = Pool().get(name)
    transaction = Transaction()
    table = model.__table__()
    if not pairs:
        return
    statement, _ = table.update(
        [table.write_uid, table.write_date, Column(table, field)],
        [transaction.user, CurrentTimestamp(), 0], where=table.id == 0)
    transaction.connection.cursor().executemany(
        statement, [(transaction.user, value, id_) for id_, value in pairs])
    forget(name)


def delete(name, ids):
    if not ids:
        return
    table = Pool().get(name).__table__()
    cursor = Transaction().connection.cursor()
    for chunk in grouped_slice(list(ids), PARAMS):
        cursor.execute(*table.delete(where=among(table.id, chunk)))
    forget(name)


def among(column, values):
    "The SQL of column in values."
    return fields.SQL_OPERATORS['in'](column, list(values))


def select(query):
    "The rows of a query."
    cursor = Transaction().connection.cursor()
    cursor.execute(*query)
    return cursor.fetchall()


def select_among(query, column, values):
    """The rows of query(where) for any number of values.

    The values go into as many statements as their number asks for.
    """
    rows = []
    for chunk in grouped_slice(list(values), PARAMS):
        rows.extend(select(query(among(column, chunk))))
    return rows


def forget(*names):
    "Drop what the transaction has cached of the models' records."
    transaction = Transaction()
    transaction.counter += 1
    for cache in transaction.cache.values():
        for name in names:
            if name in cache:
                cache[name].clear()
    ModelStorage = Pool().get(names[0]) if names else None
    if ModelStorage:
        for name in names:
            ModelStorage._count_cache.set(name, None)


def begin():
    """Wait until no other writes on SQLite, where a lock of records is none.

    What is decided by what was read before may be decided by what is no more.
    """
    connection = Transaction().connection
    if backend.name == 'sqlite' and not connection.in_transaction:
        connection.cursor().execute('BEGIN IMMEDIATE')


@contextmanager
def savepoint():
    "Roll back to here, database and caches, when the block raises."
    transaction = Transaction()
    # A savepoint outside of a transaction would be one of its own, and commit
    begin()
    cursor = transaction.connection.cursor()
    cursor.execute('SAVEPOINT asso_members')
    try:
        yield
    except BaseException:
        cursor.execute('ROLLBACK TO SAVEPOINT asso_members')
        transaction.counter += 1
        for cache in transaction.cache.values():
            cache.clear()
        raise
    finally:
        cursor.execute('RELEASE SAVEPOINT asso_members')


def reference(name, id_):
    "The SQL of a reference to the record."
    return Concat(name + ',', id_)


def money(value):
    "What the database holds of an amount, as Decimal of two decimals."
    return Decimal(str(value)).quantize(CENT)


def date(value):
    "What the database holds of a date, as a date."
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


def rounded(amount):
    "The SQL of an amount rounded to the cent, as SQLite sums in binary."
    return Round(amount, 2)
