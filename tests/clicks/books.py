"""The books of the demonstration, with a treasurer: run as a program, it completes the books.

A process has one pool of Tryton's, so what is written here is written in a process of its own.
"""
import datetime as dt
import subprocess
import sys

from tests.pictures import association

SINCE = dt.date(2025, 1, 1)


def made(folder):
    "Book them in folder/asso.sqlite; return the database."
    database = association.make(folder)
    subprocess.run([sys.executable, '-m', 'tests.clicks.books', database.config], check=True)
    return database


def complete(ledger):
    "Employ the treasurer, and let members be told what happens."
    from tests.clicks.treasurer import employ
    employ(ledger)
    Association = ledger.pool.get('asso.association')
    Association.write(Association.search([]), {
            'messages_since': SINCE, 'messages_from': 'compta@example.org',
            'messages_reply_to': 'camille@example.org', 'reminder_weeks': '2, 6, 200'})


def main(config_file):
    import trytond.config as config
    config.update_etc(config_file)

    from tests.ledger import Ledger
    ledger = Ledger(association.NAME)
    ledger.run(lambda: complete(ledger))


if __name__ == '__main__':
    main(sys.argv[1])
