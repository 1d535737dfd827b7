"""What Tryton bills by itself: each period once, to the cent."""
from decimal import Decimal

from tests.module.portal import bill, change, gone, line, offer
from tests.module.subscriber import take_back

ME = 'Ada Morin 1'


def test_period_billed_in_advance(subscriber):
    subscriber.subscribe(subscriber.offer(), '2026-01-31')
    assert subscriber.bill('2026-01-30') == []
    assert subscriber.bill('2026-01-31') == [f'{ME} 10.00: 2026-01-31/2026-02-27 10.00']
    assert subscriber.bill('2026-01-31') == []
    assert subscriber.bill('2026-02-28') == [f'{ME} 10.00: 2026-02-28/2026-03-30 10.00']


def test_period_billed_in_arrears(subscriber):
    subscriber.subscribe(subscriber.offer(in_advance=False), '2026-02-01', '2026-03-15')
    assert subscriber.bill('2026-02-28') == []
    assert subscriber.bill('2026-03-01') == [f'{ME} 10.00: 2026-02-01/2026-02-28 10.00']
    assert subscriber.bill('2026-03-31') == []
    assert subscriber.bill('2026-04-01') == [f'{ME} 4.84: 2026-03-01/2026-03-15 4.84']
    assert subscriber.bill('2026-12-01') == []


def test_periods_missed_are_on_one_bill_in_order(subscriber):
    subscriber.subscribe(subscriber.offer(prices=[('2026-03-01', '12.00')]), '2026-02-01')
    assert subscriber.bill('2026-04-15') == [
        f'{ME} 34.00: 2026-02-01/2026-02-28 10.00, 2026-03-01/2026-03-31 12.00, '
        '2026-04-01/2026-04-30 12.00']


def test_suspension_cuts_a_period_and_its_cents(subscriber):
    subscriber.subscribe(
        subscriber.offer('10.00'), '2026-03-01', suspended=[('2026-03-02', '2026-03-30')])
    # 2/31 of 10.00 are 0.645, rounded once
    assert subscriber.bill('2026-03-01') == [
        f'{ME} 0.65: 2026-03-01/2026-03-01 0.33, 2026-03-31/2026-03-31 0.32']


def test_end_after_the_period_was_billed_is_credited(subscriber):
    offer = subscriber.offer('31.00')
    subscription = subscriber.subscribe(offer, '2026-03-01')
    assert subscriber.bill('2026-03-01') == [f'{ME} 31.00: 2026-03-01/2026-03-31 31.00']
    subscriber.write(subscription, end=subscriber.day('2026-03-10'))
    assert subscriber.bill('2026-03-05') == [f'{ME} -21.00: 2026-03-11/2026-03-31 -21.00']
    assert subscriber.bill('2026-03-05') == []
    # Who stays after all
    subscriber.write(subscription, end=None)
    assert subscriber.bill('2026-04-01') == [
        f'{ME} 52.00: 2026-03-11/2026-03-31 21.00, 2026-04-01/2026-04-30 31.00']


def test_credit_pays_what_is_owed(subscriber, portal):
    offer = subscriber.offer('31.00')
    subscription = subscriber.subscribe(offer, '2026-03-01', member='2')
    subscriber.bill('2026-03-01')
    subscriber.write(subscription, end=subscriber.day('2026-03-10'))
    subscriber.bill('2026-03-05')
    assert subscriber.balances()['Ada Morin 2'] == -10
    assert subscriber.residuals('Ada Morin 2') == {'FA-000001': 10, 'AV-000001': 0}


def test_offer_of_another_who_pays(subscriber):
    offer = subscriber.offer()
    subscriber.subscribe(offer, '2026-03-01', member='1', payer='2')
    subscriber.subscribe(offer, '2026-03-01', member='2', quantity=3)
    assert subscriber.bill('2026-03-01') == [
        'Ada Morin 2 40.00: 2026-03-01/2026-03-31 10.00, 2026-03-01/2026-03-31 30.00']


def test_nothing_to_pay_makes_no_bill(subscriber):
    offer = subscriber.offer('0.00')
    subscriber.subscribe(offer, '2026-03-01')
    assert subscriber.bill('2026-03-01') == []
    subscriber.subscribe(subscriber.offer(reference='X'), '2026-03-01', free_months=1)
    assert subscriber.bill('2026-03-01') == []
    assert subscriber.bill('2026-04-01') == [
        f'{ME} 10.00: 2026-04-01/2026-04-30 0.00, 2026-04-01/2026-04-30 10.00']


def test_lines_that_cancel_each_other_out_are_booked(subscriber):
    subscriber.subscribe(subscriber.offer('10.00'), '2026-03-01')
    subscriber.subscribe(subscriber.offer('-10.00', reference='LESS'), '2026-03-01')
    assert subscriber.bill('2026-03-01') == [
        f'{ME} 0.00: 2026-03-01/2026-03-31 10.00, 2026-03-01/2026-03-31 -10.00']


def test_setup_fee_once(subscriber):
    subscriber.subscribe(subscriber.offer(setup_price=50), '2026-03-01')
    assert subscriber.bill('2026-03-01') == [
        f'{ME} 60.00: 2026-03-01/2026-03-01 50.00, 2026-03-01/2026-03-31 10.00']
    assert subscriber.bill('2026-04-01') == [f'{ME} 10.00: 2026-04-01/2026-04-30 10.00']


def test_drafts_are_posted_by_a_person_or_billed_again(subscriber, portal):
    portal.settings(bills_as_drafts=True)
    subscriber.subscribe(subscriber.offer(), '2026-02-01')
    assert subscriber.bill('2026-02-01') == [f'{ME} 10.00: 2026-02-01/2026-02-28 10.00']
    Invoice = subscriber.get('account.invoice')

    def drafts():
        return Invoice.search([('state', '=', 'draft')])
    assert subscriber.bill('2026-02-02') == []
    subscriber.run(lambda: Invoice.delete(drafts()))
    assert subscriber.bill('2026-02-03') == [f'{ME} 10.00: 2026-02-01/2026-02-28 10.00']
    assert subscriber.bill('2026-03-01') == [f'{ME} 10.00: 2026-03-01/2026-03-31 10.00']
    subscriber.ledger.run(
        lambda: Invoice.post(sorted(drafts(), key=lambda i: i.id)), _skip_warnings=True)
    numbers = subscriber.residuals(ME)
    assert [n for n in numbers if n.startswith('FA')] == ['FA-000002', 'FA-000001']


def test_payer_who_cannot_be_billed_does_not_stop_the_others(subscriber):
    offer = subscriber.offer()
    subscriber.subscribe(offer, '2026-02-01', member='1')
    subscriber.subscribe(offer, '2026-02-01', member='2')
    Address = subscriber.get('party.address')
    subscriber.run(lambda: Address.write(
            subscriber.member('1').party.addresses, {'active': False}))
    assert subscriber.bill('2026-02-01') == ['Ada Morin 2 10.00: 2026-02-01/2026-02-28 10.00']
    assert subscriber.problems() == {
        ME: "L'adhérent n'a pas d'adresse, et Tryton en exige une sur une facture. "
        "Ajoutez-en une à son tiers."}


def subscribed_in(portal, price, start):
    "Let the portal bring an offer, and a subscription to it"
    portal.send(
        offer('7', period_price=price),
        change('subscription', id='70', member='1', offer='7', start=start))


def test_handover_leaves_no_gap_and_no_overlap(subscriber, portal):
    subscribed_in(portal, '10.00', '2026-02-01')
    portal.send(bill('70', '15.00', '2026-02-01', lines=[line(
                '15.00', offer='7', subscription='70', start='2026-02-01', end='2026-03-15')]))
    assert subscriber.bill('2026-03-01') == []
    subscriber.hand_over('7', '2026-03-01')
    assert subscriber.bill('2026-03-01') == [f'{ME} 5.16: 2026-03-16/2026-03-31 5.16']
    subscriber.hand_over('7', '2026-05-01', to='portal')
    assert subscriber.bill('2026-05-01') == [f'{ME} 10.00: 2026-04-01/2026-04-30 10.00']
    subscriber.hand_over('7', '2026-06-16')
    assert subscriber.bill('2026-07-01') == [
        f'{ME} 15.00: 2026-06-16/2026-06-30 5.00, 2026-07-01/2026-07-31 10.00']


def test_run_taken_back_of_an_offer_handed_over_is_billed_again(subscriber, portal):
    subscribed_in(portal, '10.00', '2026-03-01')
    subscriber.hand_over('7', '2026-03-01')
    billed = [f'{ME} 10.00: 2026-03-01/2026-03-31 10.00']
    assert subscriber.bill('2026-03-01') == billed
    take_back(subscriber.ledger, portal)
    assert subscriber.bill('2026-03-01') == billed
    assert subscriber.balances()[ME] == Decimal('-110.00')  # with 100.00 of before


def test_bill_that_the_portal_deletes_is_billed_after_the_handover(subscriber, portal):
    subscribed_in(portal, '31.00', '2026-02-01')
    portal.send(bill('70', '15.00', '2026-02-01', lines=[line(
                '15.00', offer='7', subscription='70', start='2026-02-01', end='2026-03-10')]))
    subscriber.hand_over('7', '2026-03-01')
    assert subscriber.bill('2026-03-01') == [f'{ME} 21.00: 2026-03-11/2026-03-31 21.00']
    portal.send(gone('bill', '70'))
    assert subscriber.bill('2026-03-02') == [f'{ME} 10.00: 2026-03-01/2026-03-10 10.00']


def test_bill_of_the_portal_that_comes_late_is_not_billed_twice(subscriber, portal):
    subscribed_in(portal, '31.00', '2026-02-01')
    subscriber.hand_over('7', '2026-03-01')
    assert subscriber.bill('2026-03-01') == [f'{ME} 31.00: 2026-03-01/2026-03-31 31.00']
    portal.send(bill('70', '15.00', '2026-03-02', lines=[line(
                '15.00', offer='7', subscription='70', start='2026-02-01', end='2026-03-10')]))
    assert subscriber.bill('2026-03-02') == [f'{ME} -10.00: 2026-03-01/2026-03-10 -10.00']


def test_bills_of_an_earlier_day_are_dated_in_the_order_of_their_numbers(subscriber):
    subscriber.subscribe(subscriber.offer(), '2026-03-01')
    subscriber.bill('2026-03-10')
    subscriber.subscribe(subscriber.offer(reference='X'), '2026-03-05')
    assert subscriber.bill('2026-03-05') == [f'{ME} 10.00: 2026-03-05/2026-04-04 10.00']
    Billing = subscriber.get('asso.billing')
    dates = subscriber.run(lambda: [
            (bill.number, str(bill.invoice_date))
            for run in Billing.search([], order=[('id', 'ASC')]) for bill in run.bills])
    assert dates == [('FA-000001', '2026-03-10'), ('FA-000002', '2026-03-10')]
