"""What a person does to a subscription: suspended, taken up again, ended, changed."""
import pytest

ME = 'Ada Morin 1'


def test_suspend_and_resume(subscriber):
    subscription = subscriber.subscribe(subscriber.offer('31.00'), '2026-03-01')
    subscriber.bill('2026-03-01')
    told = subscriber.act('suspend', subscription, first_day='2026-03-11', last_day=None)
    assert told == ('2026-03-11/2026-03-31 -21.00', -21)
    assert subscriber.bill('2026-03-12') == [f'{ME} -21.00: 2026-03-11/2026-03-31 -21.00']
    assert subscriber.bill('2026-04-01') == []
    subscriber.act('resume', subscription, day='2026-04-16')
    assert subscriber.bill('2026-04-16') == [f'{ME} 15.50: 2026-04-16/2026-04-30 15.50']


def test_end_is_warned_about_before_the_notice(subscriber):
    offer = subscriber.offer('31.00', minimum_months=12)
    subscription = subscriber.subscribe(offer, '2026-03-01')
    with pytest.raises(Exception, match='at the earliest'):
        subscriber.act('end', subscription, day='2026-03-20')


def test_end_in_the_past_asks_nothing_where_the_offer_has_no_notice(subscriber):
    subscription = subscriber.subscribe(subscriber.offer('31.00'), '2026-03-01')
    subscriber.bill('2026-03-01')
    told = subscriber.act('end', subscription, on='2026-03-25', day='2026-03-20')
    assert told == ('2026-03-21/2026-03-31 -11.00', -11)
    assert subscriber.bill('2026-03-25') == [f'{ME} -11.00: 2026-03-21/2026-03-31 -11.00']


def test_change_in_mid_period_credits_and_charges_on_one_bill(subscriber):
    old = subscriber.offer('31.00', reference='OLD')
    new = subscriber.offer('62.00', reference='NEW', setup_price=9)
    subscription = subscriber.subscribe(old, '2026-03-01')
    subscriber.bill('2026-03-01')
    told = subscriber.act('change', subscription, day='2026-03-11', offer=new, quantity=1)
    assert told == ('2026-03-11/2026-03-31 -21.00, 2026-03-11/2026-03-31 42.00', 21)
    assert subscriber.bill('2026-03-11') == [
        f'{ME} 21.00: 2026-03-11/2026-03-31 -21.00, 2026-03-11/2026-03-31 42.00']
    assert subscriber.bill('2026-04-01') == [f'{ME} 62.00: 2026-04-01/2026-04-30 62.00']
