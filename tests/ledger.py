"""Tryton's server inside this process, for tests of the module."""
from contextlib import contextmanager

from tests import connections

# Tryton's caches of what is the same in all databases that one pool is used for, unless a test
# changes it: names, translations, the ids of what modules bring
SAME = [
    'ir.message', 'ir.model.field.get_name', 'ir.model.get_names', 'ir.translation',
    'ir_model_data.get_id', 'ir_trigger.get_triggers']


class Ledger:
    """The pool of a database and its transactions.

    trytond's configuration must have been read before: a process has one kind of database.
    """

    def __init__(self, database, user=1):
        from trytond.pool import Pool
        self.database = database
        self.user = user
        self._company = None
        Pool.start()
        self.pool = Pool(database)
        self.pool.init()

    @contextmanager
    def transaction(self, user=None, **context):
        "A transaction that is rolled back at the end, unless it was committed"
        from trytond.transaction import Transaction
        context.setdefault('company', self.company())
        with Transaction().start(
                self.database, self.user if user is None else user,
                context=context) as transaction:
            yield transaction
            transaction.rollback()

    def run(self, function, *args, user=None, **context):
        """Call the function in a transaction of its own as the dispatcher does.

        It starts again when it must for a lock, is committed, and then its tasks are run.
        """
        from trytond.transaction import Transaction, TransactionError
        from trytond.worker import run_task
        context.setdefault('company', self.company())
        extras = {}
        while True:
            with Transaction().start(
                    self.database, self.user if user is None else user,
                    context=context, **extras) as transaction:
                try:
                    result = function(*args)
                except TransactionError as error:
                    transaction.rollback()
                    transaction.tasks.clear()
                    error.fix(extras)
                    continue
                transaction.commit()
            while transaction.tasks:
                run_task(self.pool, transaction.tasks.pop())
            return result

    def get(self, name):
        return self.pool.get(name)

    def company(self):
        "The first company's id, or None: there is one as soon as an association is set up"
        from trytond.transaction import Transaction
        if self._company is None:
            with Transaction().start(self.database, 0, readonly=True):
                companies = self.pool.get('company.company').search([], limit=1)
                self._company = companies[0].id if companies else None
        return self._company

    def reset(self):
        "Forget what was read and is not the same: the database beneath has been replaced"
        from trytond.cache import Cache, MemoryCache
        self._company = None
        caches = [MemoryCache._instances[name] for name in SAME]
        # Whoever changes what a cache is of clears it, from a time on
        kept = [
            (cache, cache._database_cache[self.database]) for cache in caches
            if self.database not in cache._transaction_lower]
        Cache.drop(self.database)
        for cache, values in kept:
            cache._database_cache[self.database] = values

    def disconnect(self):
        from trytond import backend
        connections.close(self.database)
        backend.Database(self.database).close()
