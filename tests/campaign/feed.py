"""The calls of the contract on a ledger in this process, as the server would answer them."""
import json

from tests import books
from tests.databases import Database


class Feed:

    def __init__(self, ledger, backend):
        self.database = Database(ledger.database, backend)
        self._ledger = ledger
        self._model = ledger.get('asso.feed')

    def leave(self):
        "Let another process write to the database: close it, and forget what was read."
        self._ledger.reset()
        self._ledger.disconnect()

    def call(self, method, *arguments):
        return json.loads(
            self._ledger.run(getattr(self._model, method), 'portal', *arguments))

    def begin(self):
        return self.call('begin', 'the campaigns')['run']

    def apply(self, run, changes):
        return self.call(
            'apply', json.dumps({'contract': 1, 'run': run, 'changes': changes}))

    def set_fees_first(self, fees_first):
        def write():
            Association = self._model_of('asso.association')
            Association.write(Association.search([]), {'fees_first': fees_first})
        self._ledger.run(write)

    def close_period(self, day):
        self._ledger.run(lambda: self._model_of('account.period').close(self._periods(day)))

    def reopen_period(self, day, journals=True):
        "Tryton reopens the journals of a period apart from the period itself."
        def write():
            periods = self._periods(day)
            self._model_of('account.period').reopen(periods)
            if journals:
                Journal = self._model_of('account.journal.period')
                Journal.reopen(Journal.search([('period', 'in', [p.id for p in periods])]))
        self._ledger.run(write)

    def _periods(self, day):
        return self._model_of('account.period').search([
                ('start_date', '<=', day), ('end_date', '>=', day)])

    def _model_of(self, name):
        return self._ledger.get(name)

    def quarantine(self):
        "[(type, id, code, state)] of all that is in quarantine."
        return [
            (c['type'], c['record'], c['code'], c['state'])
            for c in self.call('quarantine')['changes']]

    def balances(self):
        return self.call('snapshot', '')

    def records(self, type_):
        "The records of a type that the books hold: {portal's id: record}."
        found, after = {}, ''
        while after is not None:
            page = self.call('ledger', type_, after, '500')
            found.update((record['id'], record) for record in page['records'])
            after = page['next']
        return found


def faults(database):
    "What the invariants of the books find wrong."
    with database.connect() as connection:
        found = books.faults(connection.cursor())
    connection.close()
    return found
