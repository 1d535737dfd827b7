"""Which statements read a whole table, by the plans of the database as each one is executed."""
import json
import re
from collections import Counter
from contextlib import contextmanager

READS = re.compile(r'\s*(SELECT|UPDATE|DELETE|WITH)\b', re.IGNORECASE)
# Tryton's and the planner's own: they are kept for a day, or until a table may have grown
COUNTS = re.compile(r'SELECT COUNT\(\*\) FROM "[^"]+"( AS "\w+")?$', re.IGNORECASE)
# Nothing is read where it is asked for none of no values: constants are looked at first
NONE = re.compile(r'\bIN \(\)|\b(WHERE|AND) \? AND\b|\bAND \? ORDER\b')
ALIAS = re.compile(r'"([^"]+)" AS "(\w+)"')
STEP = re.compile(r'(SCAN|SEARCH) (\S+)(.*)')
PART = 0.25  # of a table: who reads more rows in one go reads the whole of it


class SQLite:
    "A step of a plan is a scan, or a search by columns that many rows have in common."

    def __init__(self):
        from trytond.backend.sqlite.database import SQLiteCursor
        self.cursor = SQLiteCursor
        self._common = {}

    def tables(self, connection, statement, parameters):
        "The tables that the statement reads whole."
        cursor = connection.cursor()
        aliases = {alias: table for table, alias in ALIAS.findall(statement)}
        execute = super(self.cursor, cursor).execute
        steps = [row[3] for row in execute('EXPLAIN QUERY PLAN ' + statement, parameters)]
        for step in steps:
            found = STEP.match(step)
            if not found:
                continue
            how, alias, rest = found.groups()
            table = aliases.get(alias, alias.strip('"'))
            if how == 'SCAN' or 'AUTOMATIC' in rest or self._is_wide(cursor, table, rest):
                yield table

    def _is_wide(self, cursor, table, rest):
        columns = re.findall(r'(\w+)=\?', rest)
        if not columns:
            return True  # a range
        if 'rowid' in columns:
            return False
        key = table, *columns
        if key not in self._common:
            names = ', '.join(f'"{name}"' for name in columns)
            known = ' AND '.join(f'"{name}" IS NOT NULL' for name in columns)
            self._common[key] = super(self.cursor, cursor).execute(
                f'SELECT max(n) > (SELECT count(*) FROM "{table}") * {PART} FROM (SELECT '
                f'count(*) AS n FROM "{table}" WHERE {known} GROUP BY {names})').fetchone()[0]
        return bool(self._common[key])


class PostgreSQL:
    """A node of a plan reads, or throws away, a part of a table that is too large.

    PostgreSQL had better read small tables whole: here it does so only where it must.
    """
    WAYS = ['seqscan', 'hashjoin', 'mergejoin']

    def __init__(self):
        from trytond.backend.postgresql.database import LoggingCursor
        self.cursor = LoggingCursor

    def tables(self, connection, statement, parameters):
        reads = statement.lstrip().upper().startswith('SELECT')
        cursor = connection.cursor()
        execute = super(self.cursor, cursor).execute
        for way in self.WAYS:
            execute(f'SET LOCAL enable_{way} = off')
        execute(
            f"EXPLAIN ({'ANALYZE, ' if reads else ''}FORMAT JSON) {statement}", parameters)
        plan = cursor.fetchone()[0]
        for way in self.WAYS:
            execute(f'SET LOCAL enable_{way} = on')
        plan = json.loads(plan) if isinstance(plan, str) else plan
        for node in nodes(plan[0]['Plan']):
            if table := node.get('Relation Name'):
                is_large = reads and (
                    self._read(node) > PART * self._rows(execute, cursor, table))
                if is_large or node['Node Type'] == 'Seq Scan':
                    yield table

    @staticmethod
    def _read(node):
        removed = sum(
            node.get(f'Rows Removed by {why}', 0) for why in ['Filter', 'Index Recheck'])
        return node['Actual Rows'] + removed

    @staticmethod
    def _rows(execute, cursor, table):
        execute(f'SELECT count(*) FROM "{table}"')
        return cursor.fetchone()[0]


def nodes(plan):
    yield plan
    for below in plan.get('Plans', []):
        yield from nodes(below)


@contextmanager
def watched(backend):
    """Yield a Counter of (table, statement) that were read whole, to be filled meanwhile.

    Its `seen` says how many statements were looked at.
    """
    database = (PostgreSQL if backend.name == 'postgresql' else SQLite)()
    scans = Counter()
    scans.seen = 0
    cursor = database.cursor

    def execute(self, statement, parameters=(), **options):
        if (isinstance(statement, str) and READS.match(statement)
                and not COUNTS.match(statement) and not NONE.search(statement)):
            scans.seen += 1
            for table in database.tables(self.connection, statement, parameters):
                scans[table, shortened(statement)] += 1
        return super(cursor, self).execute(statement, parameters, **options)
    own = cursor.__dict__.get('execute')
    cursor.execute = execute
    try:
        yield scans
    finally:
        if own:
            cursor.execute = own
        else:
            del cursor.execute


def shortened(statement):
    "Without the long lists of values"
    return re.sub(r'(\?|%s)(, (\?|%s))+', '...', statement)
