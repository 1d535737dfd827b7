"""Where a member stands, as of any day, by the fees that were paid."""
import datetime as dt

from tests.module.portal import fee, gone, member, note, payment
from tests.module.subscriber import take_back


def state(subscriber, on, number='1'):
    "The state, found in the same way by a search"
    def work():
        Member = subscriber.get('asso.member')
        found, = Member.search([('portal_id', '=', number)])
        state = found.membership_state
        assert Member.search([
                ('id', '=', found.id), ('membership_state', '=', state)]) == [found]
        return state
    return subscriber.ledger.run(work, membership_date=dt.date.fromisoformat(on))


def test_state_as_of_any_day(subscriber, portal):
    assert state(subscriber, '2026-03-01') == 'never'
    portal.send(
        fee('5', '15.00', '2026-01-06', start='2026-01-01', end='2026-12-31'),
        payment('5', '15.00', '2026-01-07', ('5', '15.00')))
    portal.settings(grace_days=30)
    days = ['2026-12-31', '2027-01-30', '2027-01-31']
    assert [state(subscriber, day) for day in days] == ['current', 'grace', 'late']
    portal.send(member(left='2026-06-30'))
    assert [state(subscriber, day) for day in ['2026-06-30', '2026-07-01']] == [
        'current', 'resigned']
    portal.send(member(status='not_member'))
    assert state(subscriber, '2027-01-31') == 'none'


def test_who_has_left_since_was_a_member_until_then(subscriber, portal):
    portal.send(member(left='2026-06-30', status='not_member'))
    assert [state(subscriber, day) for day in ['2026-06-30', '2026-07-01']] == [
        'never', 'resigned']


def test_fee_that_is_credited_once_it_is_paid_is_not_paid_from_then_on(subscriber, portal):
    portal.send(
        fee('5', '15.00', '2026-01-06', start='2026-01-01', end='2026-12-31'),
        payment('5', '15.00', '2026-01-07', ('5', '15.00')),
        note('5', '15.00', '2026-02-10', '5'))
    days = ['2026-02-09', '2026-02-10', '2026-12-31']
    assert [state(subscriber, day) for day in days] == ['current', 'never', 'never']
    portal.send(gone('credit_note', '5'))
    assert [state(subscriber, day) for day in days] == ['current'] * 3


def test_fee_of_tryton_is_the_subscribers_whoever_pays(subscriber, portal):
    offer = subscriber.offer(
        '24.00', months=12, kind='membership_fee', counted_from='calendar')
    subscription = subscriber.subscribe(offer, '2026-01-01', member='1', payer='2')
    assert subscriber.bill('2026-01-01') == [
        'Ada Morin 2 24.00: 2026-01-01/2026-12-31 24.00']
    told = {m['number']: m['membership'] for m in portal.statement()['members']}
    assert told['1']['called_until'] == '2026-12-31'
    assert told['2']['called_until'] is None
    assert state(subscriber, '2026-02-01') == 'never'
    portal.send(payment('9', '24.00', '2026-01-05', member='2', allocations=None))
    days = ['2026-12-31', '2027-01-01']
    assert [state(subscriber, day, '1') for day in days] == ['current', 'late']
    assert state(subscriber, '2026-12-31', '2') == 'never'
    # Who leaves has paid for the days that are left
    subscriber.write(subscription, end=subscriber.day('2026-06-30'))
    assert subscriber.bill('2026-06-01') == [
        'Ada Morin 2 -12.00: 2026-07-01/2026-12-31 -12.00']
    days = ['2026-06-30', '2026-07-01']
    assert [state(subscriber, day, '1') for day in days] == ['current', 'late']


def test_difference_tells_whose_fee_another_has_paid(subscriber, portal):
    offer = subscriber.offer('24.00', months=12, kind='membership_fee')
    subscriber.subscribe(offer, '2026-01-01', member='1', payer='2')
    subscriber.bill('2026-01-01')
    base = portal.statement()['generation']
    portal.send(payment('9', '24.00', '2026-01-05', member='2', allocations=None))
    told = {
        m['number']: m['membership']['paid_until']
        for m in portal.statement(base)['members']}
    assert told == {'1': '2026-12-31', '2': None}


def test_fee_that_begins_later_says_nothing_of_a_day_before(subscriber, portal):
    portal.send(
        fee('5', '15.00', '2025-01-06', start='2025-01-01', end='2025-12-31'),
        payment('5', '15.00', '2025-01-07', ('5', '15.00')),
        fee('6', '15.00', '2027-01-06', start='2027-01-01', end='2027-12-31'),
        payment('6', '15.00', '2027-01-07', ('6', '15.00')))
    days = ['2023-12-31', '2024-06-01', '2025-06-01', '2026-06-01', '2027-06-01']
    assert [state(subscriber, day) for day in days] == [
        'none', 'never', 'current', 'late', 'current']


def test_fee_of_tryton_that_begins_later_says_nothing_of_a_day_before(subscriber, portal):
    offer = subscriber.offer('24.00', months=12, kind='membership_fee')
    subscriber.subscribe(offer, '2026-03-01', member='2')
    subscriber.bill('2026-03-01')
    portal.send(payment('9', '24.00', '2026-03-01', member='2', allocations=None))
    days = ['2026-02-28', '2026-03-01', '2027-02-28', '2027-03-01']
    assert [state(subscriber, day, '2') for day in days] == ['never', 'current', 'current', 'late']


def test_fee_that_costs_nothing_is_paid_as_it_begins(subscriber, portal):
    offer = subscriber.offer('0.00', months=12, kind='membership_fee', counted_from='calendar')
    subscription = subscriber.subscribe(offer, '2026-01-01')
    base = portal.statement()['generation']
    assert subscriber.bill('2026-01-01') == []
    days = ['2025-12-31', '2026-01-01', '2026-12-31', '2027-01-01']
    assert [state(subscriber, day) for day in days] == ['never', 'current', 'current', 'late']
    told, = portal.statement(base=str(base))['members']
    assert told['membership'] == {
        'state': 'member', 'paid_until': '2026-12-31', 'called_until': '2026-12-31'}
    portal.settings(grace_days=14)
    told = portal.statement(base=str(base))['members']
    assert [m['membership'].get('grace_days') for m in told] == [14] * len(told)
    subscriber.write(subscription, end=subscriber.day('2026-06-30'))
    subscriber.bill('2026-06-01')
    days = ['2026-06-30', '2026-07-14', '2026-07-15']
    assert [state(subscriber, day) for day in days] == ['current', 'grace', 'late']


def test_free_fee_that_is_taken_back_counts_no_more(ledger, subscriber, portal):
    offer = subscriber.offer('0.00', months=12, kind='membership_fee')
    subscriber.subscribe(offer, '2026-01-01')
    subscriber.bill('2026-01-01')
    base = portal.statement()['generation']
    take_back(ledger, portal)
    assert state(subscriber, '2026-02-01') == 'never'
    told, = portal.statement(base=str(base))['members']
    assert told['membership']['paid_until'] is None
    subscriber.bill('2026-01-01')
    assert state(subscriber, '2026-02-01') == 'current'
