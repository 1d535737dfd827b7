"""Work that is undone when it fails: in the database, the caches and the transaction's notes."""
from contextlib import contextmanager
from copy import copy

from trytond import backend
from trytond.model import ModelStorage
from trytond.transaction import Transaction, TransactionError

# Another transaction is in the way: this one is to begin again
BUSY = (TransactionError, backend.DatabaseOperationalError, backend.DatabaseTimeoutError)
# What a transaction notes of its work.  These are undone too: a record noted as deleted,
# whose deletion was rolled back, could never be deleted again.
NOTES = [
    'create_records', 'delete_records', 'trigger_records', 'log_records',
    'user_notifications', 'check_warnings']


def begin():
    """On SQLite, which cannot lock records, wait until nobody else writes.

    What was read before may no longer be true.  And Tryton's cache, when it is
    synchronised (every 300 seconds), leaves the connection in autocommit: without a
    BEGIN, work that fails is not undone.
    """
    connection = Transaction().connection
    if backend.name == 'sqlite' and not connection.in_transaction:
        connection.cursor().execute('BEGIN IMMEDIATE')


def refuse_stale(*records):
    """Have PostgreSQL refuse this transaction if it sees the records as they were before a
    lock on them was given up.  Call it when they are locked; Tryton then starts again.

    A lock may be granted just as another transaction ends, after this one began to read: it
    would see nothing of what that one did.  PostgreSQL finds this out only when a row is
    written that both write.
    """
    cursor = Transaction().connection.cursor()
    for record in records:
        table = record.__table__()
        cursor.execute(*table.update([table.id], [table.id], where=table.id == record.id))


@contextmanager
def savepoint():
    "Roll back to here, database and caches, when the block raises."
    transaction = Transaction()
    # Outside of a transaction, a savepoint would be one of its own, and commit
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
