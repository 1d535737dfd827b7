"""A batch that fails leaves nothing behind, even if Tryton has left SQLite in autocommit."""
import json
from copy import deepcopy

import pytest
from trytond import config

from tests.module.portal import Portal, bill, member, offer, payment

pytestmark = pytest.mark.postgresql("savepoints and what is rolled back")
NAMES = ['account.invoice', 'account.move', 'account.move.line', 'asso.payment', 'asso.binding']


class Failure(Exception):
    pass


@pytest.fixture
def synchronised(monkeypatch):
    "Synchronise the caches at each transaction, instead of every 300 seconds."
    getint = config.getint
    monkeypatch.setattr(
        config, 'getint',
        lambda section, option, **k: -1 if option == 'clean_timeout'
        else getint(section, option, **k))


def test_batch_that_fails_at_its_end_writes_nothing(ledger, synchronised, monkeypatch):
    portal = Portal(ledger)
    portal.send(offer(), member())
    before = counts(ledger)
    batch = json.dumps({'contract': 1, 'run': portal.run, 'changes': [
                bill('1', '30.00', '2026-01-05'),
                payment('1', '30.00', '2026-01-09', ('1', '30.00'))]})

    def fail(run, outcomes):
        raise Failure
    with monkeypatch.context() as patch:
        patch.setattr(ledger.get('asso.feed.run'), 'count', fail)
        with pytest.raises(Failure):
            portal.call('apply', batch)
    assert counts(ledger) == before
    assert json.loads(portal.call('apply', batch))['outcomes'] == [
        {'type': 'bill', 'id': '1', 'outcome': 'applied'},
        {'type': 'payment', 'id': '1', 'outcome': 'applied'}]


def counts(ledger):
    def count():
        return {name: ledger.get(name).search_count([]) for name in NAMES}
    return ledger.run(count)


def test_savepoint_gives_back_what_the_transaction_had_noted(ledger):
    from trytond_asso_members import savepoint
    with ledger.transaction() as transaction:
        def note(what):
            transaction.create_records['party.party'].append(what)
            transaction.delete_records['party.party'].add(what)
            transaction.trigger_records[1].add(what)
            transaction.check_warnings['party.party'].add(what)
            transaction.log_records.append(what)
            transaction.user_notifications.append(what)
            transaction.tasks.append(what)

        def notes():
            return [
                transaction.create_records, transaction.delete_records,
                transaction.trigger_records, transaction.check_warnings,
                transaction.log_records, transaction.user_notifications, transaction.tasks]
        note(1)
        before = deepcopy(notes())
        with pytest.raises(Failure), savepoint.savepoint():
            note(2)
            raise Failure
        after = deepcopy(notes())
        for noted in notes():
            noted.clear()
    assert after == before
