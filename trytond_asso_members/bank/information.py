"""The columns of files, as Tryton keeps them: each has a name that rules can ask for."""
import re
import unicodedata

from trytond.pool import Pool


def keys(rows):
    "Return {header: name} for the columns of the rows; those that are new are made known."
    Information = Pool().get('account.statement.origin.information')
    headers = list(dict.fromkeys(h for row in rows for h in row.information))
    names = {header: column(header) for header in headers}
    known = {
        record.name for record in Information.search([
                ('name', 'in', list(names.values()))])}
    new = {}
    for header, name in names.items():
        if name not in known:
            new.setdefault(name, header)
    Information.create([
            {'name': name, 'string': header, 'type_': 'char'}
            for name, header in new.items()])
    return names


def column(header):
    "The name of the column with this header."
    plain = unicodedata.normalize('NFKD', header).encode('ascii', 'ignore').decode()
    return 'column_' + re.sub(r'\W+', '_', plain.lower()).strip('_')
