"""Work that is undone when it fails: the database, the caches, and what was noted of it."""
from contextlib import contextmanager
from copy import copy

from trytond import backend
from trytond.model import ModelStorage
from trytond.transaction import Transaction

# What a transaction notes of its work: without it a record that was deleted in vain
# would never be deleted
NOTES = [
    'create_records', 'delete_records', 'trigger_records', 'log_records',
    'user_notifications', 'check_warnings']


def begin():
    """Wait until no other writes on SQLite, where a lock of records is none.

    What is decided by what was read before may be decided by what is no more.  And
    Tryton's cache, when it is synchronised (every 300 seconds), leaves the connection
    in autocommit: without a BEGIN the work is not undone when it fails.
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
    before = {name: _copied(getattr(transaction, name)) for name in NOTES}
    tasks = len(transaction.tasks)
    cursor = transaction.connection.cursor()
    cursor.execute('SAVEPOINT asso_members')
    try:
        yield
    except BaseException:
        cursor.execute('ROLLBACK TO SAVEPOINT asso_members')
        for name, notes in before.items():
            setattr(transaction, name, notes)
        del transaction.tasks[tasks:]
        transaction.counter += 1
        for cache in transaction.cache.values():
            cache.clear()
        ModelStorage._count_cache.clear()
        raise
    finally:
        cursor.execute('RELEASE SAVEPOINT asso_members')


def _copied(notes):
    copied = copy(notes)
    if isinstance(notes, dict):
        copied.update((key, copy(value)) for key, value in notes.items())
    return copied
