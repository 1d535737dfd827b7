"""A process that bills: python -m tests.subscribing.biller CONFIG DATABASE [STATEMENT]

It bills what is due on each day that it reads, and answers with a line.  It dies by SIGKILL at
its so-many-th statement of SQL.
"""
import datetime as dt
import os
import signal
import subprocess
import sys

PAYERS = 4  # in a transaction, so that a run has several
TRIES = 30


def main(config, database, statement=None):
    import trytond.config
    trytond.config.update_etc(config)
    from tests.ledger import Ledger
    from trytond_asso_members.subscribing import association
    association.PAYERS = PAYERS
    ledger = Ledger(database)
    print('ready', flush=True)
    for line in sys.stdin:
        if statement:
            die_at(int(statement))
            statement = None
        bill(ledger, dt.date.fromisoformat(line.strip()))
        print('billed', flush=True)


def die_at(number):
    from trytond.backend.postgresql.database import LoggingCursor
    execute = LoggingCursor.execute
    left = iter(range(number))

    def counted(self, *arguments, **options):
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(self, *arguments, **options)
    LoggingCursor.execute = counted


def bill(ledger, day):
    "As Tryton's server does, which tries again when PostgreSQL asks it to."
    from trytond.backend import DatabaseOperationalError

    def work():
        Association = ledger.get('asso.association')
        Association.bill(Association.search([]), day)
    for left in reversed(range(TRIES)):
        try:
            ledger.run(work)
            return
        except DatabaseOperationalError:
            if not left:
                raise


class Biller:
    "The process, seen from the test"

    def __init__(self, database, statement=None):
        self._process = subprocess.Popen(
            [sys.executable, '-m', 'tests.subscribing.biller', str(database.config),
                database.name, *([] if statement is None else [str(statement)])],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def wait_until_ready(self):
        assert self._process.stdout.readline() == 'ready\n'

    def begin(self, day):
        self._process.stdin.write(f'{day}\n')
        self._process.stdin.flush()

    def end(self):
        "Whether it has billed, and was not killed meanwhile."
        return self._process.stdout.readline() == 'billed\n'

    def stop(self):
        self._process.kill()
        self._process.communicate()


if __name__ == '__main__':
    main(*sys.argv[1:])
