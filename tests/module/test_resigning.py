"""A member leaves, and comes back: what was shown before is what is done and billed."""
import datetime as dt
from decimal import Decimal

import pytest
from trytond.exceptions import UserError, UserWarning

from tests.module.portal import member as portal_member
from tests.module.subscriber import Subscriber, day

ME = 'Ada Morin 2'


@pytest.fixture
def subscriber(ledger, portal, monkeypatch):
    subscriber = Subscriber(ledger, portal)
    subscriber.today = dt.date(2026, 3, 16)
    monkeypatch.setattr(ledger.get('ir.date'), 'today', lambda *_, **__: subscriber.today)
    return subscriber


def act(subscriber, name, on, skip=True, **values):
    """Open the wizard, choose the day, and press; `skip` the warnings.

    Return what was shown: (what ends or runs again, what is billed, the balance after)."""
    def work():
        Wizard = subscriber.ledger.pool.get(f'asso.member.{name}', type='wizard')
        session, *_ = Wizard.create()
        defaults = Wizard.execute(session, {}, 'start')['view']['defaults']
        form = {
            key: value for key, value in defaults.items()
            if not key.endswith('.') and key not in {'ended', 'again', 'charges'}}
        form.update(day=day(on), **values)
        shown = subscriber.get(f'asso.member.{name}.start')(**form)
        shown.on_change_day()
        ends = [
            (one.offer.reference, str(one.last_day if name == 'leave' else one.first_day))
            for one in (shown.ended if name == 'leave' else shown.again)]
        billed = [f'{c.first_day}/{c.last_day} {c.amount}' for c in shown.charges]
        Wizard.execute(session, {'start': form}, 'act')
        return ends, billed, shown.balance_after
    one = subscriber.run(lambda: subscriber.member('2').id)
    return subscriber.ledger.run(
        work, active_model='asso.member', active_id=one, active_ids=[one], _skip_warnings=skip)


def standing(subscriber):
    "(status, last day, balance, {offer: days of its subscriptions})"
    def work():
        one = subscriber.member('2')
        days = {}
        for s in sorted(one.subscriptions, key=lambda s: s.id):
            days.setdefault(s.offer.reference, []).append(f'{s.start}/{s.end}')
        return one.status, one.left and str(one.left), one.balance, days
    return subscriber.run(work)


@pytest.fixture
def subscribed(subscriber):
    "Fees of the year and a service by the month in advance, billed for March"
    fees = subscriber.offer(
        '24.00', months=12, reference='FEE', kind='membership_fee', counted_from='calendar')
    line = subscriber.offer('31.00', reference='LINE', setup_price=Decimal(9))
    subscriber.subscribe(fees, '2026-01-01', member='2')
    subscriber.subscribe(line, '2026-03-01', member='2')
    subscriber.bill('2026-03-16')
    return subscriber


def test_who_leaves_is_credited_the_service_and_owes_the_fee(subscribed):
    assert act(subscribed, 'leave', '2026-03-20', reason="Moves", bill_now=True) == (
        [('FEE', '2026-12-31'), ('LINE', '2026-03-20')], ['2026-03-21/2026-03-31 -11.00'], -53)
    assert standing(subscribed) == ('member', '2026-03-20', -53, {
            'FEE': ['2026-01-01/2026-12-31'], 'LINE': ['2026-03-01/2026-03-20']})
    assert subscribed.bill('2027-02-01') == []


def test_fee_is_credited_if_so_chosen_at_the_next_run(subscribed):
    assert act(subscribed, 'leave', '2026-06-30', keeps_fees=False) == (
        [('FEE', '2026-06-30'), ('LINE', '2026-06-30')], ['2026-07-01/2026-12-31 -12.00'], -52)
    assert standing(subscribed)[2] == -64
    assert subscribed.bill('2026-03-17') == [f'{ME} -12.00: 2026-07-01/2026-12-31 -12.00']


def test_fee_of_the_next_year_is_credited_whoever_keeps_fees(subscriber):
    fees = subscriber.offer(
        '24.00', months=12, kind='membership_fee', counted_from='calendar', call_days=60)
    subscriber.subscribe(fees, '2026-01-01', member='2')
    subscriber.subscribe(subscriber.offer('36.00', months=12, reference='NEXT', call_days=60),
        '2027-01-01', member='2')
    subscriber.bill('2026-11-15')
    subscriber.today = dt.date(2026, 11, 16)
    assert standing(subscriber)[2] == -84
    assert act(subscriber, 'leave', '2026-11-30', bill_now=True) == (
        [('TEL', '2026-12-31'), ('NEXT', 'None')],
        ['2027-01-01/2027-12-31 -24.00', '2027-01-01/2027-12-31 -36.00'], -24)
    assert standing(subscriber)[2] == -24
    # It was a mistake: all is as it was
    assert act(subscriber, 'come_back', '2026-12-01', bill_now=True) == (
        [('TEL', '2027-01-01'), ('NEXT', '2027-01-01')],
        ['2027-01-01/2027-12-31 24.00', '2027-01-01/2027-12-31 36.00'], -84)
    assert standing(subscriber) == ('member', None, -84, {
            'TEL': ['2026-01-01/None'], 'NEXT': ['2027-01-01/None']})


def test_subscription_that_was_not_billed_is_taken_out_of_use(subscriber):
    offer = subscriber.offer('31.00')
    subscriber.subscribe(offer, '2026-05-01', member='2')
    assert act(subscriber, 'leave', '2026-03-20') == ([('TEL', 'None')], [], 0)
    assert standing(subscriber)[3] == {}
    assert subscriber.bill('2026-06-15') == []
    # Back on another day, it begins then
    subscriber.today = dt.date(2026, 7, 1)
    assert act(subscriber, 'come_back', '2026-07-01', bill_now=True) == (
        [('TEL', '2026-07-01')], ['2026-07-01/2026-07-31 31.00'], -31)
    assert standing(subscriber) == ('member', None, -31, {'TEL': ['2026-07-01/None']})


@pytest.mark.stress
def test_who_comes_back_later_is_not_billed_for_the_time_between(subscribed):
    act(subscribed, 'leave', '2026-03-20', bill_now=True)
    subscribed.today = dt.date(2026, 9, 1)
    assert act(subscribed, 'come_back', '2026-09-01', bill_now=True) == (
        [('FEE', '2027-01-01'), ('LINE', '2026-09-01')], ['2026-09-01/2026-09-30 31.00'], -84)
    assert standing(subscribed) == ('member', None, -84, {
            'FEE': ['2026-01-01/None'],
            'LINE': ['2026-03-01/2026-03-20', '2026-09-01/None']})
    assert subscribed.bill('2026-10-01') == [f'{ME} 31.00: 2026-10-01/2026-10-31 31.00']


@pytest.mark.stress
def test_undone_on_the_day_after_nothing_is_left_of_it(subscribed):
    before = standing(subscribed)
    act(subscribed, 'leave', '2026-03-20', bill_now=True)
    assert act(subscribed, 'come_back', '2026-03-21', bill_now=True) == (
        [('FEE', '2027-01-01'), ('LINE', '2026-03-21')], ['2026-03-21/2026-03-31 11.00'], -64)
    assert standing(subscribed) == before


def test_credit_goes_to_the_payer(subscriber):
    subscriber.subscribe(subscriber.offer('31.00'), '2026-03-01', member='2', payer='1')
    subscriber.bill('2026-03-16')
    assert act(subscriber, 'leave', '2026-03-20', bill_now=True) == (
        [('TEL', '2026-03-20')], ['2026-03-21/2026-03-31 -11.00'], 0)
    assert subscriber.balances() == {'Ada Morin 1': -120, 'Ada Morin 2': 0}


def test_leaving_is_warned_about_and_refused_before_joining(subscriber):
    subscriber.subscribe(subscriber.offer('31.00', notice_days=30), '2026-03-01', member='2')
    with pytest.raises(UserWarning, match='at the earliest'):
        act(subscriber, 'leave', '2026-03-20', skip=False)
    with pytest.raises(UserWarning, match='portal'):
        act(subscriber, 'leave', '2026-05-20', skip=False)
    Member = subscriber.get('asso.member')
    subscriber.run(lambda: Member.write(
            [subscriber.member('2')], {'joined': dt.date(2026, 1, 1)}))
    with pytest.raises(UserError, match='before joining'):
        act(subscriber, 'leave', '2025-12-31')
    act(subscriber, 'leave', '2026-03-20')
    with pytest.raises(UserError, match='after the last one'):
        act(subscriber, 'come_back', '2026-03-20')


def test_membership_ends_by_itself_after_the_last_day(subscriber):
    Member, Party = subscriber.get('asso.member'), subscriber.get('party.party')

    def make():
        party, = Party.create([{'name': "Grace Hopper"}])
        member, = Member.create([{
                    'party': party.id, 'number': 'T9', 'left': dt.date(2026, 3, 16)}])
        return member.id

    def status():
        Member.end_memberships()
        return [m.status for m in Member.browse([one, subscriber.member('2').id])]
    one = subscriber.run(make)
    subscriber.portal.send(portal_member('2', left='2026-03-16'))
    assert subscriber.run(status) == ['member', 'member']
    subscriber.today = dt.date(2026, 3, 17)
    # The portal says itself what becomes of its own
    assert subscriber.run(status) == ['not_member', 'member']
