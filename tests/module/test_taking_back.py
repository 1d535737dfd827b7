"""A run is taken back: its bills are credited, and their periods are billed again."""
import datetime as dt

import pytest
from trytond.model.exceptions import AccessError

from tests.module.portal import payment
from tests.module.subscriber import REASON, take_back

ME, OTHER = 'Ada Morin 1', 'Ada Morin 2'


def kept(ledger):
    return ledger.run(lambda: [
            str(p.kept_until) for p in ledger.get('asso.subscription.period').search(
                [], order=[('id', 'ASC')])])


def test_bills_are_credited_and_billed_again_at_the_new_price(ledger, portal, subscriber):
    offer = subscriber.offer()
    subscriber.subscribe(offer, '2026-03-01')
    subscriber.subscribe(offer, '2026-03-01', member='2')
    before = subscriber.balances()
    assert len(subscriber.bill('2026-03-01')) == 2
    assert [str(v) for v in take_back(ledger, portal)] == ['2', '20.00']
    assert subscriber.balances() == before
    told, = (m for m in portal.statement()['members'] if m['id'] == '2')
    assert told['balance'] == '0.00'
    Offer = ledger.get('asso.offer')
    subscriber.run(lambda: Offer.write([Offer(offer)], {'period_price': 12}))
    assert subscriber.bill('2026-03-01') == [
        f'{ME} 12.00: 2026-03-01/2026-03-31 12.00', f'{OTHER} 12.00: 2026-03-01/2026-03-31 12.00']
    assert subscriber.bill('2026-03-01') == []


def test_second_time_does_nothing_and_the_run_says_who_and_why(ledger, portal, subscriber):
    subscriber.subscribe(subscriber.offer(), '2026-03-01')
    subscriber.bill('2026-03-01')
    take_back(ledger, portal)
    balances = subscriber.balances()
    take_back(ledger, portal)
    assert subscriber.balances() == balances
    run, = ledger.run(lambda: [
            (b.taken_back, b.taken_back_by.login, b.taken_back_reason)
            for b in ledger.get('asso.billing').search([])])
    assert run == (True, 'admin', REASON)


def test_what_paid_a_bill_pays_it_again(ledger, portal, subscriber):
    subscriber.subscribe(subscriber.offer(), '2026-03-01', member='2')
    subscriber.bill('2026-03-01')
    portal.send(payment('1', '10.00', '2026-03-02', member='2', allocations=None))
    assert portal.residuals() == {'1': '0.00'}
    take_back(ledger, portal)
    assert portal.residuals() == {'1': '10.00'}
    subscriber.bill('2026-03-01')
    assert portal.residuals() == {'1': '0.00'}


def test_credit_is_taken_back_and_made_again(ledger, portal, subscriber):
    subscription = subscriber.subscribe(subscriber.offer('31.00'), '2026-03-01')
    subscriber.bill('2026-03-01')
    whole = subscriber.balances()
    subscriber.write(subscription, end=dt.date(2026, 3, 10))
    credit = [f'{ME} -21.00: 2026-03-11/2026-03-31 -21.00']
    assert subscriber.bill('2026-03-12') == credit
    assert kept(ledger) == ['2026-03-10', 'None']
    take_back(ledger, portal)
    assert subscriber.balances() == whole
    assert kept(ledger) == ['2026-03-31']
    assert subscriber.bill('2026-03-12') == credit
    assert kept(ledger) == ['2026-03-10', 'None']


def test_only_the_last_run_that_stands_is_taken_back(ledger, portal, subscriber):
    from trytond_asso_members.exceptions import SubscriptionError
    subscriber.subscribe(subscriber.offer(), '2026-03-01')
    subscriber.bill('2026-03-01')
    after_one = subscriber.balances()
    subscriber.bill('2026-04-01')
    with pytest.raises(SubscriptionError, match="plus récente"):
        take_back(ledger, portal, 0)
    take_back(ledger, portal)
    assert subscriber.balances() == after_one
    take_back(ledger, portal, 0)
    assert subscriber.bill('2026-04-01') == [
        f'{ME} 20.00: 2026-03-01/2026-03-31 10.00, 2026-04-01/2026-04-30 10.00']


def test_bill_that_a_person_has_lettered_otherwise_keeps_the_run(
        ledger, portal, subscriber, accountant):
    from trytond_asso_members.exceptions import SubscriptionError
    subscriber.subscribe(subscriber.offer(), '2026-03-01', member='2')
    subscriber.bill('2026-03-01')
    accountant.delegate('Morin 1', number='FA-000001')
    balances = subscriber.balances()
    with pytest.raises(SubscriptionError, match="FA-000001"):
        take_back(ledger, portal)
    assert subscriber.balances() == balances


def test_drafts_of_the_run_are_deleted(ledger, portal, subscriber):
    portal.settings(bills_as_drafts=True)
    subscriber.subscribe(subscriber.offer(), '2026-03-01')
    drafted = subscriber.bill('2026-03-01')
    take_back(ledger, portal)
    assert ledger.run(lambda: ledger.get('account.invoice').search(
        [('state', '=', 'draft')], count=True)) == 0
    assert subscriber.bill('2026-03-01') == drafted


def test_whoever_may_not_bill_takes_nothing_back(ledger, subscriber):
    subscriber.subscribe(subscriber.offer(), '2026-03-01')
    subscriber.bill('2026-03-01')

    def make():
        user, = ledger.get('res.user').create([{'name': "Reader", 'login': 'reader'}])
        return user.id
    reader = ledger.run(make, user=0)
    with pytest.raises(AccessError):
        ledger.run(
            lambda: ledger.get('asso.billing')(1).undo(REASON), user=reader,
            _check_access=True)
