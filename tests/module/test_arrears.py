"""Who owes: since when, with which bill, when they last paid and were reminded."""
import datetime as dt

import pytest

from tests.module.members import bill, day, find, member, numbers, payment, send, today


@pytest.fixture
def books(ledger):
    """Ada has paid the oldest of three late bills, on account; Bo owes what is not due yet; Cy has
    paid a part of a late one."""
    send(
        ledger, member('1', "Ada Un"), member('2', "Bo Deux"), member('3', "Cy Trois"),
        bill('11', '1', '10.00', day(-90), due=day(-80)),
        bill('12', '1', '20.00', day(-60), due=day(-50)),
        bill('13', '1', '30.00', day(-30), due=day(-20)),
        payment('91', '1', '10.00', day(-15)),
        bill('21', '2', '40.00', day(-5), due=day(25)),
        bill('31', '3', '50.00', day(-400), due=day(-390)),
        payment('93', '3', '5.00', day(-380), b31='5.00'),
        payment('94', '3', '5.00', day(-370), b31='5.00'))
    return ledger


def date(text):
    return text and dt.date.fromisoformat(text)


@pytest.mark.postgresql("arrears are queries in SQL")
def test_member_is_late_since_the_oldest_bill_that_is_not_paid(books):
    with books.transaction():
        told = {
            number: (m.overdue_since, m.oldest_bill and m.oldest_bill.number, m.last_payment)
            for number, m in [(n, find(books, n)) for n in '123']}
    assert told == {
        '1': (date(day(-50)), '2026-12', date(day(-15))),
        '2': (None, None, None),
        '3': (date(day(-390)), '2026-31', date(day(-370)))}


def test_who_owes_for_long_is_found(books):
    weeks = today() - dt.timedelta(weeks=8)
    found = {
        ('overdue_since', '<', weeks): ['3'],
        ('overdue_since', '>=', weeks): ['1'],
        ('overdue_since', '=', date(day(-50))): ['1'],
        ('overdue_since', '!=', None): ['1', '3'],
        ('overdue_since', '=', None): ['2'],
        }
    with books.transaction():
        assert {clause: numbers(books, clause) for clause in found} == found


def test_draft_reminder_has_told_nobody(books):
    def remind():
        Dunning = books.get('account.dunning')
        Dunning.generate_dunnings(today())
        before = find(books, '3').last_reminder
        Dunning.process(Dunning.search([('party', '=', find(books, '3').party.id)]))
        return before, [find(books, number).last_reminder for number in '13']
    assert books.run(remind) == (None, [None, today()])
