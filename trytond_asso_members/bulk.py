"""Rows written and read by sets: many records in few statements."""
import datetime as dt
from decimal import Decimal
from itertools import chain

from sql import Cast, Column, Conflict, For, Null, Select
from sql.aggregate import Sum
from sql.functions import CurrentTimestamp, Function, Round
from sql.operators import Concat
from trytond import backend
from trytond.ir.resource import ResourceMixin
from trytond.model import fields
from trytond.pool import Pool
from trytond.tools import grouped_slice
from trytond.transaction import Transaction, without_check_access

from . import guard

CENT = Decimal('0.01')
# Values of these types go to the database as they are
PLAIN = {type(None), bool, int, float, Decimal, dt.date}
# A statement with some thousand parameters is as fast as a larger one
PARAMS = min(backend.MAX_QUERY_PARAMS, 12_000)


class Unnest(Function):
    "PostgreSQL's function: the elements of an array, one a row."
    __slots__ = ()
    _function = 'UNNEST'


def insert(name, rows, ids=None, written=False):
    """Insert the rows, dicts with the same keys, into the model's table.

    Return the new ids, in the order of the rows; `ids` are those that `reserve` gave
    for them.  With `written`, who changed the row last, and when, is set as well, as
    Tryton leaves it after creating and then writing.  Nothing is computed, validated or
    triggered, unless something hooks into the model and no ids were reserved: then
    Tryton creates the records (see guard.py).
    """
    if not rows:
        return []
    model = Pool().get(name)
    if not ids and not guard.by_sets(name):
        return [r.id for r in model.create(rows)]
    ids = ids or reserve(name, len(rows))
    names = list(rows[0])
    formats = [(n, model._fields[n].sql_format) for n in names]
    user, now = Transaction().user, _now()
    stamp = [user, now, user, now] if written else [user, now]
    columns = ['create_uid', 'create_date', 'write_uid', 'write_date'][:len(stamp)]
    _insert(model.__table__(), columns + ['id'] + names, [
            stamp + [id_] + [
                row[n] if type(row[n]) in PLAIN else format_(row[n])
                for n, format_ in formats]
            for id_, row in zip(ids, rows)])
    forget(name)
    _count(name, len(rows))
    return ids


def insert_missing(name, rows):
    """Insert the few rows, except those that others have inserted meanwhile.

    On PostgreSQL, the transaction starts again if the others commit during it.
    """
    model = Pool().get(name)
    if not guard.by_sets(name):
        model.create(rows)
        return
    table = model.__table__()
    names = list(rows[0])
    cursor = Transaction().connection.cursor()
    cursor.execute(*table.insert(
            [table.create_uid, table.create_date] + [Column(table, n) for n in names],
            [[Transaction().user, CurrentTimestamp(), *map(row.get, names)]
                for row in rows],
            on_conflict=Conflict(table)))
    forget(name)
    _count(name, cursor.rowcount)


def _now():
    "The time of the transaction, as the database gives it for all its rows."
    return select(Select([CurrentTimestamp()]))[0][0]


def _insert(table, names, rows):
    cursor = Transaction().connection.cursor()
    if backend.name == 'postgresql':
        from psycopg.sql import SQL, Identifier
        statement = SQL("COPY {} ({}) FROM STDIN").format(
            Identifier(table._name),
            SQL(', ').join(Identifier(name) for name in names))
        with cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    else:
        columns = [Column(table, name) for name in names]
        statement, _ = table.insert(columns, [rows[0]])
        cursor.executemany(statement, rows)


def reserve(name, count):
    "Return the ids for the next rows of the model's table, which must be inserted next."
    transaction = Transaction()
    table = Pool().get(name)._table
    ids = transaction.database.nextid(transaction.connection, table, count=count)
    if ids is None:
        # SQLite has one writer at a time, so the ids after the highest are ours
        cursor = transaction.connection.cursor()
        cursor.execute('SELECT seq FROM sqlite_sequence WHERE name = ?', (table,))
        last = (cursor.fetchone() or [0])[0]
        return list(range(last + 1, last + 1 + count))
    return [ids] if count == 1 else list(ids)


def hold(name, ids):
    """Lock the rows for the rest of the transaction, in the order of ids, without waiting.

    Whoever waits for a row while holding others may wait for ever, as persons lock in an
    order of their own.  So a row that another holds fails the transaction, which starts
    again.  On SQLite there is one writer at a time.
    """
    if not ids or backend.name == 'sqlite':
        return
    table = Pool().get(name).__table__()
    select(table.select(
            table.id, where=among(table.id, ids), order_by=[table.id],
            for_=For('UPDATE', nowait=True)))


def update(name, ids, **values):
    "Set the same values on all the rows."
    if not ids:
        return
    hold(name, ids)
    model = Pool().get(name)
    if not guard.by_sets(name):
        model.write(model.browse(ids), values)
        return
    transaction, table = Transaction(), model.__table__()
    cursor = transaction.connection.cursor()
    columns = [table.write_uid, table.write_date] + [Column(table, n) for n in values]
    new = [transaction.user, CurrentTimestamp()] + [
        model._fields[n].sql_format(v) for n, v in values.items()]
    for chunk in grouped_slice(list(ids), PARAMS):
        cursor.execute(*table.update(columns, new, where=among(table.id, chunk)))
    forget(name)


def update_each(name, field, pairs):
    "Set the field of each (id, value)."
    update_rows(name, [{'id': id_, field: value} for id_, value in pairs])


def update_rows(name, rows):
    "Set on each of the rows, dicts with an id and the same keys, all that its dict has."
    if not rows:
        return
    ids = [row['id'] for row in rows]
    names = [n for n in rows[0] if n != 'id']
    hold(name, ids)
    model = Pool().get(name)
    if not guard.by_sets(name):
        model.write(*chain.from_iterable(
                ([record], {n: row[n] for n in names})
                for record, row in zip(model.browse(ids), rows)))
        return
    transaction, table = Transaction(), model.__table__()
    columns = [table.write_uid, table.write_date] + [Column(table, n) for n in names]
    stamp = [transaction.user, CurrentTimestamp()]
    cursor = transaction.connection.cursor()
    if backend.name == 'postgresql':
        # PostgreSQL does not see of what type texts are
        new = Select([Unnest(ids).as_('id')] + [
                Unnest(Cast([row[n] for row in rows], f'{model._fields[n].sql_type().base}[]'))
                .as_(n) for n in names])
        cursor.execute(*table.update(
                columns, stamp + [Column(new, n) for n in names], from_=[new],
                where=table.id == new.id))
    else:
        statement, _ = table.update(columns, stamp + [0] * len(names), where=table.id == 0)
        cursor.executemany(statement, [
                (transaction.user, *(row[n] for n in names), row['id']) for row in rows])
    forget(name)


def delete(name, ids):
    "Delete the rows, with their attachments, notes and other resources."
    if not ids:
        return
    hold(name, ids)
    model = Pool().get(name)
    if not guard.by_sets(name):
        model.delete(model.browse(ids))
        return
    table = model.__table__()
    cursor = Transaction().connection.cursor()
    for chunk in grouped_slice(list(ids), PARAMS):
        cursor.execute(*table.delete(where=among(table.id, chunk)))
    _delete_resources(name, ids)
    forget(name)
    _count(name, -len(ids))


@without_check_access
def _delete_resources(name, ids):
    "Delete the attachments, notes and other resources of the records."
    for _, model in Pool().iterobject():
        if issubclass(model, ResourceMixin):
            model.delete(model.search([
                        ('resource', 'in', [reference(name, id_) for id_ in ids]),
                        ]))


def among(column, values):
    "The SQL of `column in values`."
    return fields.SQL_OPERATORS['in'](column, list(values))


def select(query):
    "The rows of a query."
    cursor = Transaction().connection.cursor()
    cursor.execute(*query)
    return cursor.fetchall()


def select_among(query, column, values):
    "The rows of query(where) for any number of values, in as many statements as needed."
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


def _count(name, change):
    "Keep the number of records that clients show, as Tryton does."
    cache = Pool().get(name)._count_cache
    count = cache.get(name)
    if count is not None:
        cache.set(name, count + change)


def fill(Model, name, make):
    "Make a value for each record that is older than the field, and so has none."
    cursor, table = Transaction().connection.cursor(), Model.__table__()
    column = getattr(table, name)
    for id_, in select(table.select(table.id, where=column == Null)):
        cursor.execute(*table.update([column], [make()], where=table.id == id_))


def reference(name, id_):
    "A reference to the record as the database has it: text for an id, SQL for a column."
    return f'{name},{id_}' if isinstance(id_, int) else Concat(f'{name},', id_)


def referred(reference, name=None):
    """The id in a reference that the database gave.

    None for no reference, or, with a name, for one to another model.
    """
    model, _, id_ = (reference or '').partition(',')
    return int(id_) if id_ and name in {None, model} else None


def money(value):
    "Return an amount that the database has given, as a Decimal with two decimals."
    return Decimal(str(value)).quantize(CENT) + 0  # no minus zero


def in_cents(amount):
    "The SQL of a sum in whole cents, for `from_cents`: SQLite adds amounts in binary."
    return Sum(Cast(Round(amount * 100), 'BIGINT'))


def from_cents(sum_):
    "Return the amount of `in_cents` as a Decimal with two decimals; 0.00 for none."
    return Decimal(int(sum_ or 0)).scaleb(-2)


def date(value):
    "Return a date that the database has given, by SQLite as text, as a date."
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


def rounded(amount):
    "The SQL of an amount rounded to the cent, as SQLite sums in binary."
    return Round(amount, 2)
