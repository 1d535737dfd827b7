"""The bill that a payment names is paid first, whichever of the two comes first."""
from decimal import Decimal

import pytest

from .portal import Portal


@pytest.fixture
def portal():
    "A portal that first sends two bills of one member."
    portal = Portal()
    for day in [0, 30]:
        portal.add_bill(member='1', kind='invoice', day=day, total=Decimal('15.00'))
    return portal


def name_the_newer(portal):
    portal.add_credit(
        type='payment', member='1', day=40, amount=Decimal('15.00'), named='2')


def residuals(feed):
    return {id_: bill['residual'] for id_, bill in feed.records('bill').items()}


def test_payment_that_names_a_bill_of_an_earlier_batch(open_feed, portal):
    feed = open_feed()
    run = feed.begin()
    feed.apply(run, portal.changes())
    name_the_newer(portal)
    feed.apply(run, portal.changes())
    assert residuals(feed) == {'1': '15.00', '2': '0.00'}


def test_payment_changed_without_the_bill_that_it_names(open_feed, portal):
    feed = open_feed()
    run = feed.begin()
    name_the_newer(portal)
    feed.apply(run, portal.changes())
    payment = portal.credits['3']
    portal.amend_credit(payment, label='VIR 2')
    feed.apply(run, portal.changes())
    assert residuals(feed) == {'1': '15.00', '2': '0.00'}


def test_payment_that_comes_before_the_bill_that_it_names(open_feed, portal):
    feed = open_feed()
    run = feed.begin()
    name_the_newer(portal)
    changes = portal.changes()
    bills = [c for c in changes if c['type'] == 'bill']
    feed.apply(run, [c for c in changes if c['type'] != 'bill'])
    feed.apply(run, bills)
    assert residuals(feed) == {'1': '15.00', '2': '0.00'}
