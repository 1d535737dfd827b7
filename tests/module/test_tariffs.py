"""Those who pay less: prices of a tariff, and its formula."""
import datetime as dt
from decimal import Decimal

import pytest

from trytond_asso_members.exceptions import TariffError
from trytond_asso_members.subscribing import formula

HALF_FROM_THE_SECOND = 'price if rank == 1 else price / 2'


@pytest.fixture
def tariff(subscriber):
    def make(formula_, name="Students"):
        tariff, = subscriber.get('asso.tariff').create([{'name': name, 'formula': formula_}])
        return tariff.id
    return lambda *args: subscriber.run(lambda: make(*args))


@pytest.mark.parametrize('written, values, price', [
    ('price', (10,), '10.0000'),
    ('price * 0.1', ('0.0005',), '0.0001'),
    ('2 / 3 * price', (10,), '6.6667'),
    ('round(price * 0.75)', ('14',), '11.0000'),
    ('round(price * 0.5, 2)', ('0.25',), '0.1300'),
    ('max(0, price - 5)', (3,), '0.0000'),
    ('min(price, 8) if quantity >= 3 and not rank > 1 else price', (10, 3), '8.0000'),
    ('min(price, 8) if quantity >= 3 and not rank > 1 else price', (10, 3, 2), '10.0000'),
    (HALF_FROM_THE_SECOND, (28, 1, 3), '14.0000'),
    ('+price', (10,), '10.0000'),
    ('price + 12345678901234567.89 - 12345678901234567.88', (1,), '1.0100'),
    ])
def test_formula_is_exact_and_rounded_half_up_once(written, values, price):
    assert str(formula.amount(written, *map(Decimal, values))) == price


@pytest.mark.parametrize('written, code', [
    ('price * 0,5', 'unreadable'), ('price x 2', 'unreadable'), ('prix * 2', 'unreadable'),
    ('price ** 9', 'unreadable'), ('price.sqrt()', 'unreadable'), ("'10'", 'unreadable'),
    ('price[0]', 'unreadable'), ('[p for p in price]', 'unreadable'), ('(' * 300, 'unreadable'),
    ('True', 'unreadable'), ('min(price)', 'unreadable'), ('open(1)', 'unreadable'),
    ('round', 'no_number'), ('price > 1', 'no_number'), ('price / (rank - 2)', 'no_number'),
    ('1e400 * price', 'no_number'), ('price * 1e300', 'no_number'), ('price - 5', 'negative'),
    (' ', 'unreadable'), ('price; rank', 'unreadable'), ('round(price, 1e9)', 'no_number'),
    ('-' * 5000 + 'price', 'unreadable'),
    ])
def test_formula_that_gives_no_price_is_refused(written, code):
    with pytest.raises(formula.FormulaError) as error:
        formula.check(written)
    assert error.value.code == code


def test_tariff_shows_what_its_formula_gives(subscriber, tariff):
    Tariff = subscriber.get('asso.tariff')

    def example(written):
        return Tariff(formula=written).on_change_with_example()
    with subscriber.ledger.transaction():
        assert example(None) is None
        assert example(HALF_FROM_THE_SECOND) == (
            "Of a price of 100: 100.00; the payer's second subscription 50.00, the third 50.00")
        assert example('price - 1') == (
            "The formula gives less than 0 for price 0, quantity 0.5 and rank 1. "
            "Write max(0, ...) around it.")
    with pytest.raises(TariffError, match='"price x 2" of the tariff "Students"'):
        tariff('price x 2')


def test_formula_takes_the_price_of_the_first_day(subscriber, tariff):
    half = tariff('price * 0.5')
    offer = subscriber.offer('10.00', prices=[('2026-03-15', '11.01')])
    subscriber.subscribe(offer, '2026-02-01', tariff=half)
    assert subscriber.bill('2026-04-30') == [
        'Ada Morin 1 15.51: 2026-02-01/2026-02-28 5.00, 2026-03-01/2026-03-31 5.00, '
        '2026-04-01/2026-04-30 5.51']
    assert subscriber.bill('2026-04-30') == []


def test_price_for_the_tariff_and_own_price_come_before_the_formula(subscriber, tariff):
    half = tariff('price * 0.5')
    offer = subscriber.offer('10.00')
    subscriber.run(lambda: subscriber.get('asso.offer.price').create([{
                    'offer': offer, 'start': dt.date(2026, 3, 1), 'tariff': half,
                    'amount': Decimal('4.00')}]))
    subscriber.subscribe(offer, '2026-02-01', tariff=half)
    subscriber.subscribe(
        offer, '2026-02-01', member='2', tariff=half, price=Decimal('3.00'))
    assert subscriber.bill('2026-03-01') == [
        'Ada Morin 1 9.00: 2026-02-01/2026-02-28 5.00, 2026-03-01/2026-03-31 4.00',
        'Ada Morin 2 6.00: 2026-02-01/2026-02-28 3.00, 2026-03-01/2026-03-31 3.00']


@pytest.mark.postgresql("the payer's subscriptions are found in SQL")
def test_second_of_a_household_pays_less_while_the_first_subscribes(subscriber, tariff):
    family = tariff(HALF_FROM_THE_SECOND)
    offer, other = subscriber.offer('10.00'), subscriber.offer('3.00', reference='BOX')
    subscriber.subscribe(offer, '2026-02-01', member='2', payer='1', tariff=family)
    subscriber.subscribe(offer, '2026-01-01', end='2026-03-31', tariff=family)
    subscriber.subscribe(other, '2026-02-01', member='2', payer='1', tariff=family)
    # Of their own bill, and not started: they do not count
    subscriber.subscribe(offer, '2025-01-01', member='2', draft=True)
    subscriber.subscribe(offer, '2026-03-01', member='2', tariff=family)
    assert subscriber.bill('2026-03-01') == [
        'Ada Morin 1 46.00: 2026-01-01/2026-01-31 10.00, 2026-02-01/2026-02-28 5.00, '
        '2026-02-01/2026-02-28 10.00, 2026-02-01/2026-02-28 3.00, 2026-03-01/2026-03-31 5.00, '
        '2026-03-01/2026-03-31 10.00, 2026-03-01/2026-03-31 3.00',
        'Ada Morin 2 10.00: 2026-03-01/2026-03-31 10.00']
    assert subscriber.bill('2026-04-01') == [
        'Ada Morin 1 13.00: 2026-04-01/2026-04-30 10.00, 2026-04-01/2026-04-30 3.00',
        'Ada Morin 2 10.00: 2026-04-01/2026-04-30 10.00']
    # What was billed is credited at the price that was billed
    Subscription = subscriber.get('asso.subscription')
    first, = subscriber.run(lambda: [s.id for s in Subscription.search(
            [('offer', '=', offer), ('payer', '!=', None)])])
    subscriber.write(first, end=dt.date(2026, 4, 15))
    assert subscriber.bill('2026-04-02') == ['Ada Morin 1 -5.00: 2026-04-16/2026-04-30 -5.00']


def test_formula_that_fails_in_a_run_leaves_its_subscription_out(subscriber, tariff):
    odd = tariff('price / (price - 7)  if price == 7 else price')
    subscriber.subscribe(subscriber.offer('7.00'), '2026-02-01', tariff=odd)
    subscriber.subscribe(subscriber.offer('3.00', reference='BOX'), '2026-02-01', tariff=odd)
    why = {'Ada Morin 1': "La formule ne donne pas toujours un montant. "
        "Vérifiez que c'est un nombre et que rien n'est divisé par zéro."}
    assert subscriber.bill('2026-02-01') == ['Ada Morin 1 3.00: 2026-02-01/2026-02-28 3.00']
    assert subscriber.problems() == why
    assert subscriber.bill('2026-02-01') == []
    Tariff = subscriber.get('asso.tariff')
    subscriber.run(lambda: Tariff.write([Tariff(odd)], {'formula': 'price'}))
    assert subscriber.bill('2026-02-01') == ['Ada Morin 1 7.00: 2026-02-01/2026-02-28 7.00']
    assert subscriber.problems() == {}
