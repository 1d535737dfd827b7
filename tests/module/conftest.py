"""Portals, accountants and members in a ledger.

What stands here may be read before the kind of database is chosen: it imports nothing of Tryton.
"""
import datetime as dt

import pytest

from tests.module.accountant import Accountant
from tests.module.giving import Giving
from tests.module.members import send_four
from tests.module.papers import furnish, speak
from tests.module.portal import OWING, gift, member, payment
from tests.module.subscriber import Subscriber
from tests.module.treasurer import Treasurer
from tests.module.ways import WatchedPortal, both_ways


def pytest_generate_tests(metafunc):
    chosen = any('by_sets' in mark.args[0] for mark in
        metafunc.definition.iter_markers('parametrize'))
    if metafunc.config.option.whole and 'by_sets' in metafunc.fixturenames and not chosen:
        metafunc.parametrize(*both_ways.args, **both_ways.kwargs)


@pytest.fixture
def by_sets():
    "Whether the feed writes by sets, as long as the test does not say otherwise"
    return True


@pytest.fixture
def ledger(request, make_ledger):
    "Tryton in this process; where the test uses the portal of this file, with what it has sent"
    used = request.node._fixtureinfo.name2fixturedefs.get('portal')
    ours = used and used[-1].func.__module__ == __name__
    return make_ledger('owing' if ours and request.getfixturevalue('by_sets') else 'ready')


@pytest.fixture
def portal(ledger, by_sets, monkeypatch):
    "A portal whose first member owes the bill F-1 of 100.00"
    portal = WatchedPortal(ledger, by_sets, monkeypatch)
    if not by_sets:
        portal.send(*OWING)
    return portal


@pytest.fixture
def accountant(ledger, portal):
    return Accountant(ledger, portal)


@pytest.fixture
def treasurer(ledger, portal):
    return Treasurer(ledger, portal)


@pytest.fixture
def subscriber(ledger, portal):
    return Subscriber(ledger, portal)


@pytest.fixture
def since(portal):
    "The bank is imported since February"
    portal.settings(bank_since=dt.date(2026, 2, 1))


@pytest.fixture
def telling(ledger, portal):
    "An association that tells its members, who have addresses and languages"
    portal.call('finish', str(portal.run), '{"state": "done"}')
    portal.begin()
    portal.send(member(email='ada@example.org'), member('2', email='bob@example.org'))
    furnish(ledger, portal)
    speak(ledger, 'Ada Morin 1', 'fr')
    speak(ledger, 'Ada Morin 2', 'en')
    portal.settings(
        messages_since=dt.date(2026, 1, 1), messages_from='compta@example.org',
        messages_reply_to='treasurer@example.org')


@pytest.fixture
def days(ledger):
    "Let a day pass, on which nothing is sent"
    def pass_(day):
        Association = ledger.get('asso.association')
        ledger.run(lambda: [
                a.note_deadlines(dt.date.fromisoformat(day)) for a in Association.search([])])
    return pass_


@pytest.fixture
def send(ledger, portal, mails):
    "Send what is due as of a day; return the mails that came"
    def send_(day='2026-02-20'):
        from trytond_asso_members.notices import sending

        def work():
            day_ = dt.date.fromisoformat(day)
            for association in ledger.get('asso.association').search([]):
                association.note_deadlines(day_)
                sending.send(association, day_)
        ledger.run(work)
        assert portal.faults() == []
        return mails.fetch()
    return send_


@pytest.fixture
def person(ledger):
    "Somebody who keeps the members"
    def make():
        company = ledger.get('company.company').search([])[0].id
        group = ledger.get('ir.model.data').get_id('asso_members', 'group_member')
        return ledger.get('res.user').create([{
                    'name': "P", 'login': 'person', 'company': company,
                    'companies': [('add', [company])], 'groups': [('add', [group])]}])[0].id
    return ledger.run(make)


@pytest.fixture(scope='module')
def books(shared_ledger):
    "Tryton with the members of tests.module.members; the tests write nothing that stays"
    ledger = shared_ledger()
    send_four(ledger)
    return ledger


@pytest.fixture
def association(books):
    "{number: member}, in a transaction that is rolled back"
    with books.transaction():
        yield {m.number: m for m in books.get('asso.member').search([])}


@pytest.fixture
def giving(ledger, portal):
    return Giving(ledger, portal)


@pytest.fixture
def given(giving, portal):
    "Two gifts of the first member, and one of the second"
    portal.send(
        gift('11', '20.00', '2026-03-01'), gift('12', '8.00', '2026-05-01'),
        gift('13', '50.00', '2026-04-01', member='2'),
        payment('1', '20.00', '2026-03-05', ('11', '20.00')),
        payment('2', '8.00', '2026-05-05', ('12', '8.00'), means='check'),
        payment('3', '50.00', '2026-04-05', ('13', '50.00'), member='2'))
    return giving
