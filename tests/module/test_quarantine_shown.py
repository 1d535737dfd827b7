"""What a person reads of a change in quarantine."""
import datetime as dt
from decimal import Decimal

import pytest

from tests.module.portal import Portal, bill, member, payment

PAGE = 'https://portal.example.org/bills/{id}/'


def shown(portal):
    "{portal's id: (member, number, date, amount, page in the portal)} of what is in quarantine"
    def read():
        return {q.external_id: (q.member, q.number, q.date, q.amount, q.portal_page)
            for q in portal.ledger.get('asso.quarantine').search([])}
    return portal.ledger.run(read)


@pytest.fixture
def portal(ledger):
    portal = Portal(ledger)
    portal.send(member('1'))
    ledger.run(lambda: ledger.get('asso.feed').write(
            ledger.get('asso.feed').search([]), {'bill_page': PAGE}))
    return portal


def test_refused_bill_and_payment_say_whose_they_are_and_how_much(portal):
    portal.send(
        bill('a/7', '10.00', '2026-01-05', total='11.00'),
        payment('8', '20.00', '2026-01-06', ('none', '5.00')))
    name = portal.ledger.run(
        lambda: portal.ledger.get('asso.member').search([])[0].rec_name)
    found = shown(portal)
    assert found['a/7'] == (
        name, 'F-a/7', dt.date(2026, 1, 5), Decimal('11.00'),
        'https://portal.example.org/bills/a%2F7/')
    assert found['8'] == (name, None, dt.date(2026, 1, 6), Decimal('20.00'), None)


@pytest.mark.parametrize('content', [
        None, 'no JSON', '[]', '{"total": "NaN"}', '{"member": [], "date": {}, "total": "NaN x"}',
        '{"date": "2026-02-31", "amount": "1e999999999", "number": ["x"]}',
        '{"number": "a\\tb\\u0000\\ud800", "date": "x", "member": "\\u0000\\ud800"}'])
def test_content_that_cannot_be_read_is_shown_empty(portal, content):
    portal.send(bill('7', '10.00', '2026-01-05', member='unknown'))

    def write():
        from trytond_asso_members import bulk
        entry, = portal.ledger.get('asso.quarantine').search([])
        bulk.update('asso.quarantine', [entry.id], content=content)
    portal.ledger.run(write)
    (member_, _, date, amount, _), = shown(portal).values()
    assert (member_, date, amount) == (None, None, None)
