"""Books of a demonstration, with a treasurer: run as a program, it completes the books.

A process has one pool of Tryton's, so what is written here is written in a process of its own.
"""
import datetime as dt
import subprocess
import sys
from decimal import Decimal

from tests.pictures import association

SINCE = dt.date(2025, 1, 1)


def made(folder):
    "Book them in folder/asso.sqlite; return the database."
    return _completed(association.make(folder), 'complete')


def begun(folder):
    "The same of a new association, that has members and an offer of dues."
    return _completed(association.make_new(folder), 'begin')


def _completed(database, how):
    subprocess.run([sys.executable, '-m', 'tests.clicks.books', database.config, how], check=True)
    return database


def complete(ledger):
    "Employ the treasurer, and let members be told what happens."
    from tests.clicks.treasurer import employ
    employ(ledger)
    Association = ledger.pool.get('asso.association')
    Association.write(Association.search([]), {
            'messages_since': SINCE, 'messages_from': 'compta@example.org',
            'messages_reply_to': 'camille@example.org', 'reminder_weeks': '2, 6, 200'})


def begin(ledger):
    "Employ the treasurer, and offer a membership."
    from tests.clicks.treasurer import employ
    employ(ledger)
    ledger.pool.get('asso.offer').create([{
                'reference': 'COTISATION', 'name': "Cotisation", 'kind': 'membership_fee',
                'period_months': 12, 'period_price': Decimal('24.00'),
                'counted_from': 'calendar', 'late_joiners': 'whole'}])


def main(config_file, how):
    import trytond.config as config
    config.update_etc(config_file)

    from tests.ledger import Ledger
    ledger = Ledger(association.NAME)
    ledger.run(lambda: {'complete': complete, 'begin': begin}[how](ledger))


if __name__ == '__main__':
    main(*sys.argv[1:])
