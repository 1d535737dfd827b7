"""What a piece of work writes, row by row, so that two ways of doing it can be compared.

Ids are replaced: a row that is new is known by its place among the new rows of its table, and so
is whatever refers to it.  Times are left out, but not whether there is one.
"""
TIMES = ['create_date', 'write_date']
# The server's own housekeeping, and what it does after the work
LEFT_OUT = {'ir.cache', 'ir.session', 'ir.queue', 'res.user.login.attempt'}


class Tables:
    "The tables of a pool's models, with what their columns refer to"

    def __init__(self, pool):
        from trytond.model import ModelSQL, fields
        self.models = {}
        for name, model in pool.iterobject():
            if not issubclass(model, ModelSQL) or model.table_query or name in LEFT_OUT:
                continue
            self.models[name] = model
        self._by_table = {m._table: name for name, m in self.models.items()}
        self._columns = {
            name: [(n, self._target(f)) for n, f in sorted(model._fields.items())
                if f._sql_type and n != 'id' and not isinstance(f, fields.Function)]
            for name, model in self.models.items()}

    @staticmethod
    def _target(field):
        from trytond.model import fields
        if isinstance(field, fields.Many2One):
            return field.model_name
        return 'reference' if isinstance(field, fields.Reference) else None

    def marks(self, cursor):
        "{model: what changes whenever a row is written}"
        found = {}
        for name, model in self.models.items():
            cursor.execute(
                f'select count(*), max(id), max(create_date), max(write_date) from "{model._table}"')
            found[name] = tuple(cursor.fetchone())
        return found

    def rows(self, cursor, names, before):
        "{model: [its rows with replaced ids]}; `before` are the marks of before the work"
        ids, raw = {}, {}
        for name in names:
            columns = [n for n, _ in self._columns[name]]
            quoted = ', '.join(f'"{n}"' for n in ['id', *columns])
            cursor.execute(f'select {quoted} from "{self.models[name]._table}" order by id')
            raw[name] = [tuple(row) for row in cursor.fetchall()]
            new = [row[0] for row in raw[name] if row[0] > (before[name][1] or 0)]
            ids[name] = {id_: f'new {place}' for place, id_ in enumerate(new, 1)}
        return {
            name: [self._row(name, row, ids) for row in raw[name]] for name in names}

    def _row(self, name, row, ids):
        id_, *values = row
        found = {'id': ids[name].get(id_, id_)}
        for (column, target), value in zip(self._columns[name], values, strict=True):
            if column in TIMES:
                value = value is not None
            elif value is not None and target == 'reference':
                model, _, at = str(value).partition(',')
                value = (model, ids.get(model, {}).get(int(at), at) if at.isdigit() else at)
            elif value is not None and target:
                value = ids.get(target, {}).get(value, value)
            found[column] = value if isinstance(value, (tuple, str, bool)) else _plain(value)
        return found


def _plain(value):
    "1.5 for 1.50: the backends give figures in several forms"
    from decimal import Decimal
    if isinstance(value, (int, float, Decimal)):
        return Decimal(str(value)).normalize() + 0
    return value if value is None else str(value)


def undone(ledger, work):
    """The result of work(cursor), which is thrown away with all that it has written.

    It starts again when it must for a lock, as the dispatcher has it.
    """
    from trytond.transaction import Transaction, TransactionError
    context, extras = {'company': ledger.company()}, {}
    while True:
        with Transaction().start(
                ledger.database, ledger.user, context=context, **extras) as transaction:
            try:
                return work(transaction.connection.cursor())
            except TransactionError as error:
                error.fix(extras)
            finally:
                transaction.tasks.clear()
                transaction.rollback()


def difference(tables, one, other):
    "[(model, row of one, row of the other)] that differ, those that are lacking as None"
    found = []
    for name in sorted(one.keys() | other.keys()):
        mine, theirs = one.get(name, []), other.get(name, [])
        for place in range(max(len(mine), len(theirs))):
            a = mine[place] if place < len(mine) else None
            b = theirs[place] if place < len(theirs) else None
            if a != b:
                if a and b:
                    keys = [k for k in a if a[k] != b[k]]
                    a, b = {k: a[k] for k in ['id', *keys]}, {k: b[k] for k in ['id', *keys]}
                found.append((name, a, b))
    return found
