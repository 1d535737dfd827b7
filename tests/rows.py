"""What a piece of work writes, row by row, so that two ways of doing it can be compared.

Ids are replaced: a new row is known by its place among the new rows of its table, also where
others refer to it.  Of times, only whether there is one is compared.
"""
import json

# New rows of these are sorted by what they belong to first: their own order means nothing.
# A model comes after those that its columns refer to.
ORDER = {
    'account.invoice.line': ['invoice'],
    'account.invoice.tax': ['invoice'],
    'account.invoice.line-account.tax': ['line', 'tax'],
    'account.move.line': ['move'],
    'account.tax.line': ['move_line'],
    'account.invoice-account.move.line': ['invoice', 'line'],
    }
# Given by sequences that go on counting when the transaction is rolled back
DRAWN = [
    ('account.move.reconciliation', 'number'), ('party.party', 'code'),
    ('party.party', 'code_alnum'), ('party.party', 'code_digit')]
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
        if isinstance(field, (fields.Timestamp, fields.DateTime)):
            return 'time'
        return 'reference' if isinstance(field, fields.Reference) else None

    def marks(self, cursor):
        "{model: what changes whenever a row is written}"
        cursor.execute(' union all '.join(
                f"""select '{name}', count(*), max(id), max(create_date), max(write_date)
                from "{model._table}" """ for name, model in self.models.items()))
        return {name: tuple(marks) for name, *marks in cursor.fetchall()}

    def rows(self, cursor, names, before):
        "{model: [its rows with replaced ids]}; `before` are the marks taken before the work"
        raw = {name: self._read(cursor, name) for name in names}
        places = {}
        order = list(ORDER)
        for name in sorted(names, key=lambda n: order.index(n) if n in ORDER else -1):
            raw[name], places[name] = self._arranged(
                name, raw[name], before[name][1] or 0, places)
        found = {
            name: [self._row(name, row, places) for row in raw[name]] for name in names}
        for name, column in DRAWN:
            drawn = [r for r in found.get(name, []) if str(r['id']).startswith('new')]
            drawn.sort(key=lambda row: (len(str(row[column])), str(row[column])))
            for place, row in enumerate(drawn, 1):
                row[column] = f'new {place}'
        return found

    def _read(self, cursor, name):
        columns = ', '.join(f'"{n}"' for n in ['id', *(n for n, _ in self._columns[name])])
        cursor.execute(f'select {columns} from "{self.models[name]._table}" order by id')
        return [tuple(row) for row in cursor.fetchall()]

    def _arranged(self, name, rows, last, places):
        "The rows, the new ones sorted at the end, and {id of a new one: its place}"
        columns = dict(self._columns[name])
        names = list(columns)

        def key(row):
            parents = []
            for column in ORDER.get(name, []):
                id_ = row[names.index(column) + 1]
                parents.append(places.get(columns[column], {}).get(id_, id_ or 0))
            return [*parents, row[0]]
        old = [row for row in rows if row[0] <= last]
        new = sorted((row for row in rows if row[0] > last), key=key)
        return old + new, {row[0]: place for place, row in enumerate(new, 1)}

    def _row(self, name, row, ids):
        def known(model, id_):
            place = ids.get(model, {}).get(id_)
            return f'new {place}' if place else id_
        id_, *values = row
        found = {'id': known(name, id_)}
        for (column, target), value in zip(self._columns[name], values, strict=True):
            if target == 'time':
                value = value is not None
            elif value is not None and target == 'reference':
                model, _, at = str(value).partition(',')
                value = (model, known(model, int(at)) if at.isdigit() else at)
            elif value is not None and target:
                value = known(target, value)
            elif value and (name, column) == ('asso.binding', 'brought'):
                value = self._brought(value, known)
            found[column] = value if isinstance(value, (tuple, str, bool)) else _plain(value)
        return found


    @staticmethod
    def _brought(text, known):
        "What the portal brought of a subscription names records by their ids"
        brought = json.loads(text)
        return json.dumps({
            **brought, **{
                name: known(f'asso.{name}', int(brought[name]))
                for name in ['member', 'offer'] if brought.get(name)}})


def _plain(value):
    "1.5 for 1.50: the backends give figures in several forms"
    from decimal import Decimal
    if isinstance(value, (int, float, Decimal)):
        return Decimal(str(value)).normalize() + 0
    return value if value is None else str(value)


def changed(before, after):
    "The models of which rows were written between the marks"
    return [name for name, marks in before.items() if after[name] != marks]


def undone(ledger, work, company, user=1, extras=None):
    """Return the result of work(cursor), and roll back all that it has written.

    It starts again when it needs a lock, as in the dispatcher; `extras` keeps what to lock for
    the next time.
    """
    from trytond.transaction import Transaction, TransactionError

    from trytond_asso_members import savepoint
    extras = {} if extras is None else extras
    while True:
        with Transaction().start(
                ledger.database, user, context={'company': company}, **extras) as transaction:
            try:
                # Without it, SQLite may keep for good what is written
                savepoint.begin()
                return work(transaction.connection.cursor())
            except TransactionError as error:
                error.fix(extras)
            finally:
                transaction.tasks.clear()
                transaction.rollback()


def difference(tables, one, other):
    "[(model, row of one, row of the other)] that differ, with None for a missing row"
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
