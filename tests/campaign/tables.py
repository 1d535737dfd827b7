"""All that a database holds, as one digest a table."""
import hashlib


def contents(database, *but):
    "{table: (number of rows, newest creation, newest change, digest of all rows)}."
    found = {}
    with database.connect() as connection:
        cursor = connection.cursor()
        cursor.execute(database.backend.COLUMNS)
        columns = {}
        for table, column in cursor.fetchall():
            columns.setdefault(table, set()).add(column)
        for table in sorted(columns.keys() - set(but)):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = sorted(map(repr, cursor.fetchall()))
            newest = []
            for column in ['create_date', 'write_date']:
                if column in columns[table]:
                    cursor.execute(f'SELECT max({column}) FROM "{table}"')
                    newest.append(str(cursor.fetchone()[0]))
            found[table] = (
                len(rows), *newest, hashlib.sha256('\n'.join(rows).encode()).hexdigest())
    connection.close()
    return found
