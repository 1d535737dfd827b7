"""What is noted to be said to members: each event once, as it happens."""
import datetime as dt

import pytest

from tests.module.portal import bill, fee, line, member, note, payment
from tests.module.treasurer import row

SINCE = dt.date(2026, 1, 1)


@pytest.fixture
def telling(portal):
    "The first load is done, and messages are on since 2026"
    portal.call('finish', str(portal.run), '{"state": "done"}')
    portal.settings(messages_since=SINCE)
    portal.begin()


@pytest.fixture
def noted(ledger):
    "What was noted since the last time: 'event record amount state why' of each"
    seen = set()

    def look():
        with ledger.transaction():
            Notice = ledger.get('asso.notice')
            new = [n for n in Notice.search([], order=[('id', 'ASC')]) if n.id not in seen]
            seen.update(n.id for n in new)
            return [text(n) for n in new]
    return look


def text(notice):
    record = notice.record
    name = {
        'account.invoice': lambda: record.portal_number, 'asso.payment': lambda: record.label,
        'asso.member': lambda: record.number, 'asso.subscription': lambda: record.offer.reference,
        }[record.__name__]()
    return ' '.join(filter(None, [
                notice.kind, name, f'{notice.amount}' if notice.amount is not None else '',
                notice.state, notice.why]))


pytestmark = pytest.mark.usefixtures('telling')


def test_bill_and_its_payment_are_noted_once(portal, noted):
    sent = [
        bill('2', '30.00', '2026-02-01'), payment('1', '130.00', '2026-02-10', ('1', '100.00'))]
    portal.send(*sent)
    assert noted() == [
        'bill.posted F-2 30.00 due', 'payment.received VIR 1 130.00 due',
        # One message says it
        'bill.paid F-1 100.00 never told']
    portal.send(*sent)
    assert noted() == []


def test_bill_lettered_again_is_not_said_to_be_paid_again(portal, noted):
    portal.send(payment('1', '100.00', '2026-02-10', ('1', '100.00')))
    portal.send(payment('1', '100.00', '2026-02-10'))
    portal.send(payment('1', '100.00', '2026-02-10', ('1', '100.00')))
    assert noted() == ['payment.received VIR 1 100.00 due', 'bill.paid F-1 100.00 never told']


def test_bill_paid_by_what_came_before_is_said_with_the_bill(portal, noted):
    portal.send(payment('1', '50.00', '2026-02-10', member='2', allocations=None))
    assert noted() == ['payment.received VIR 1 50.00 due']
    portal.send(bill('2', '40.00', '2026-02-11', member='2'))
    assert noted() == ['bill.posted F-2 40.00 due', 'bill.paid F-2 40.00 never told']


def test_bill_that_is_credited_is_not_said_to_be_paid(portal, noted):
    portal.send(note('1', '100.00', '2026-02-10', '1', ('1', '100.00')))
    assert [one.split(' ')[0] for one in noted()] == ['bill.credited']


def test_bill_of_nothing_is_never_said(portal, noted):
    portal.send(bill('2', '0.00', '2026-02-01', lines=[line('20.00'), line('-20.00')]))
    assert noted() == ['bill.posted F-2 0.00 never nothing']


def test_payment_of_another_member_is_told_to_that_one(portal, noted):
    portal.send(payment('1', '20.00', '2026-02-10'))
    portal.send(payment('1', '20.00', '2026-02-10', member='2'))
    assert noted() == ['payment.received VIR 1 20.00 due'] * 2


def test_money_that_went_back_is_noted(portal, noted):
    portal.send(payment('1', '-20.00', '2026-02-10'))
    assert noted() == ['payment.returned VIR 1 20.00 due']


def test_row_of_the_bank_that_the_portal_tells_later_is_noted_once(
        portal, noted, treasurer, since):
    treasurer.book((row('100.00', label="VIR 9"), 'matched', '1', 'F-1'))
    assert noted() == ['payment.received VIR 9 100.00 due', 'bill.paid F-1 100.00 never told']
    portal.send(payment('9', '100.00', '2026-02-10', ('1', '100.00')))
    assert noted() == []


def test_members_join_leave_and_come_back(portal, noted):
    portal.send(member('3', joined='2026-02-01'), member('4', status='pending'))
    portal.send(member('4', joined='2026-02-03'))
    assert noted() == ['member.joined 3 due', 'member.joined 4 due']
    portal.send(member('3', joined='2026-02-01', left='2026-03-31'))
    portal.send(member('3', joined='2026-02-01', left='2026-03-31', status='not_member'))
    assert noted() == ['member.left 3 due']
    portal.send(member('3', joined='2026-02-01'))
    assert noted() == ['member.joined 3 due']


def test_subscription_is_said_to_begin_rest_and_end(noted, subscriber):
    id_ = subscriber.subscribe(subscriber.offer(), '2026-02-01')
    assert noted() == ['subscription.started TEL due']
    subscriber.write(id_, suspensions=[('create', [{'first_day': dt.date(2026, 3, 1)}])])
    subscriber.write(id_, end=dt.date(2026, 3, 31))
    subscriber.write(id_, comment="Au revoir")
    assert noted() == ['subscription.suspended TEL due', 'subscription.ended TEL due']


def test_what_is_older_than_the_messages_is_not_noted(portal, noted):
    portal.send(bill('2', '30.00', '2025-12-31'), payment('1', '5.00', '2025-12-31', member='2'))
    assert noted() == []
    portal.settings(cutover=dt.date(2026, 2, 1))
    portal.send(bill('3', '30.00', '2026-01-31'))
    assert noted() == []


def test_association_that_says_nothing_notes_nothing(portal, noted):
    portal.settings(messages_since=None)
    portal.send(bill('2', '30.00', '2026-02-01'), payment('1', '130.00', '2026-02-10'))
    assert noted() == []


def test_first_load_is_never_said(make_ledger):
    from tests.module.portal import OWING, Portal
    ledger = make_ledger('ready')
    portal = Portal(ledger)
    portal.settings(messages_since=SINCE)
    portal.send(*OWING)
    with ledger.transaction():
        assert {text(n) for n in ledger.get('asso.notice').search([])} == {
            'bill.posted F-1 100.00 never import'}


# -- what comes with time


@pytest.fixture
def days(ledger, portal):
    "Let a day pass: days('2026-03-01')"
    def pass_(day):
        Association = ledger.get('asso.association')
        ledger.run(lambda: [
                a.note_deadlines(dt.date.fromisoformat(day)) for a in Association.search([])])
    portal.settings(due_soon_days=7, reminder_weeks="1, 3, 6", renewal_weeks=4)
    return pass_


def test_reminders_come_by_weeks_once_each(portal, noted, days):
    portal.send(bill('2', '30.00', '2026-02-01', due='2026-02-20'))
    noted()
    days('2026-02-14')
    assert noted() == ['bill.due_soon F-2 30.00 due', 'bill.overdue F-1 100.00 due']
    for day in ['2026-02-14', '2026-02-15']:
        days(day)
    assert noted() == []
    # Both have reached another one: the first is the treasurer's, and the other its member's
    days('2026-02-27')
    assert noted() == ['bill.overdue F-1 130.00 due', 'bill.overdue F-2 130.00 due']


def test_bills_that_are_overdue_alike_are_told_in_one_reminder(portal, noted, days):
    portal.send(bill('2', '30.00', '2026-01-05'))
    noted()
    days('2026-01-13')
    assert noted() == ['bill.overdue F-1 130.00 due', 'bill.overdue F-2 130.00 never told']


def test_no_more_reminders_in_a_month_than_are_allowed(portal, noted, days):
    portal.settings(reminders_per_month=1)
    found = []
    for day in ['2026-01-12', '2026-01-26', '2026-02-10', '2026-02-12', '2026-03-15']:
        days(day)
        found.append([one for one in noted() if one.endswith('due')])
    reminder = ['bill.overdue F-1 100.00 due']
    assert found == [reminder, [], [], reminder, reminder]


def test_no_reminder_of_what_is_disputed_paid_or_covered(portal, noted, days):
    portal.send(
        bill('1', '100.00', '2026-01-05', disputed=True),
        bill('2', '30.00', '2026-01-06'), bill('3', '30.00', '2026-01-06', member='2'),
        payment('1', '30.00', '2026-01-10', member='2', allocations=None))
    portal.send(payment('2', '10.00', '2026-01-11', ('2', '10.00')))
    noted()
    days('2026-01-14')
    assert noted() == ['bill.overdue F-2 20.00 due']


def test_dues_are_to_renew_and_lapse_once(portal, noted, days):
    portal.send(
        fee('2', '20.00', '2026-01-01', member='2', start='2026-01-01', end='2026-03-31'),
        payment('1', '20.00', '2026-01-02', ('2', '20.00'), member='2'))
    noted()
    for day in ['2026-03-10', '2026-03-11']:
        days(day)
    assert [one for one in noted() if one.startswith('dues')] == ['dues.to_renew 2 due']
    days('2026-04-02')
    assert [one for one in noted() if one.startswith('dues')] == ['dues.lapsed 2 due']


def test_weeks_of_reminders_that_do_not_grow_are_refused(portal):
    from trytond_asso_members.exceptions import MessageError
    for weeks in ["3, 1", "1, 1", "one"]:
        with pytest.raises(MessageError, match=f'"{weeks}": enter whole numbers'):
            portal.settings(reminder_weeks=weeks)
