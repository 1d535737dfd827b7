"""The numbers that the books gave, and the deadlocks that two writers at a time made."""
import re
from collections import defaultdict

# What stands before the digits of a number tells which sequence gave it
MOVES = "SELECT company, number FROM account_move"
INVOICES = """
    SELECT company, number FROM account_invoice
    WHERE number LIKE 'COT-%' OR number LIKE 'A%' OR number LIKE 'F%'"""
# The year in them is that of the day, and the numbers go on over the years
RECEIPTS = "SELECT company, '${date_Y}-', substr(number, 6) FROM asso_receipt"
NEXT = """
    SELECT company, prefix, number_next_internal FROM ir_sequence_strict
    WHERE company IS NOT NULL AND number_next_internal > 1"""
LETTERINGS = """
    SELECT company, number, count(*) FROM account_move_reconciliation
    GROUP BY company, number HAVING count(*) > 1"""
DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"


def wrong_numbers(database):
    """What is wrong with them: {(company, prefix): (numbers given, next number)}, or {}.

    A strict sequence gave 1, 2, 3 and so on, each once, and goes on from there. Letterings are
    numbered across companies by a sequence that may leave some out; none is given twice.
    """
    given, following = defaultdict(list), {}
    for company, number in rows(database, MOVES) + rows(database, INVOICES):
        prefix, digits = re.fullmatch(r'(.*?)(\d{6})', number).groups()
        given[company, prefix].append(int(digits))
    for company, prefix, digits in rows(database, RECEIPTS):
        given[company, prefix].append(int(digits))
    for company, prefix, number in rows(database, NEXT):
        following[company, prefix] = number
    wrong = {
        key: (sorted(given[key]), following.get(key))
        for key in given.keys() | following.keys()
        if sorted(given[key]) != list(range(1, following.get(key, 0)))}
    return wrong | {
        (company, 'lettering'): (number, count)
        for company, number, count in rows(database, LETTERINGS)}


def deadlocks(database):
    "How many PostgreSQL had to break; ask once the servers have ended, as they report them late."
    if database.backend.name != 'postgresql':
        return 0
    (count,), = rows(database, DEADLOCKS)
    return count


def rows(database, query):
    "What a query finds, over a connection of its own."
    with database.connect() as connection:
        cursor = connection.cursor()
        cursor.execute(query)
        rows = cursor.fetchall()
    connection.close()
    return rows
