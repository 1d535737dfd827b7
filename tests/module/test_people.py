"""Who is at work in Tryton, and who holds what a batch needs."""
import datetime as dt
import json

import pytest

from tests.databases import Database

from .portal import Portal, member, offer

pytestmark = pytest.mark.postgresql("times as they are stored, and the locks of PostgreSQL")


@pytest.fixture
def feed(ledger):
    return Portal(ledger)


@pytest.fixture
def click(ledger):
    "Somebody clicks, or has clicked some minutes ago: click(user, 5)."
    def click(user, ago=0):
        from trytond.transaction import Transaction
        Session = ledger.get('ir.session')
        table = Session.__table__()

        def make():
            Session.new()
            moment = dt.datetime.now() - dt.timedelta(minutes=ago)  # noqa: DTZ005 - as Tryton
            Transaction().connection.cursor().execute(*table.update(
                    [table.create_date, table.write_date], [moment, moment],
                    where=table.create_uid == user))
        ledger.run(make, user=user)
    return click


@pytest.fixture
def bridge(ledger):
    with ledger.transaction():
        feed, = ledger.get('asso.feed').search([])
        return feed.user.id


@pytest.fixture
def accountant(ledger):
    def make():
        user, = ledger.get('res.user').create([{'name': "Ada", 'login': 'ada'}])
        return user.id
    return ledger.run(make)


def people(feed):
    return json.loads(feed.call('busy'))['people']


def test_persons_who_clicked_lately_are_at_work(feed, click, accountant):
    assert people(feed) == []
    click(accountant)
    assert people(feed) == ["Ada"]
    assert json.loads(feed.call('hello'))['people'] == 1
    batch = {'contract': 1, 'run': feed.run, 'changes': [offer(), member()]}
    assert json.loads(feed.call('apply', json.dumps(batch)))['people'] == 1


def test_person_who_left_is_not_at_work(feed, click, accountant):
    click(accountant, 5)
    assert people(feed) == []


def test_bridge_and_caller_are_no_persons_at_work(feed, click, bridge):
    click(bridge)
    click(feed.ledger.user)
    assert people(feed) == []


def test_holder_is_named(feed, ledger, backend):
    if backend.name == 'sqlite':
        assert json.loads(feed.call('busy'))['holders'] == []
        return
    with Database(ledger.database, backend).connect() as connection:
        connection.execute('select 1 from ir_sequence_strict for update')
        held = json.loads(feed.call('busy'))['holders']
        assert [(h['process'], h['seconds'] < 60) for h in held] == [
            (connection.info.backend_pid, True)]
    connection.close()
    assert json.loads(feed.call('busy'))['holders'] == []
