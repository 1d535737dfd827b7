"""A payer for several members: a family, an employer."""
import datetime as dt

import pytest

from tests.module.subscriber import Subscriber

TODAY = dt.date(2026, 3, 1)


@pytest.fixture
def subscriber(ledger, portal, monkeypatch):
    "The first member pays for the second"
    monkeypatch.setattr(ledger.get('ir.date'), 'today', lambda *_, **__: TODAY)
    subscriber = Subscriber(ledger, portal)
    Member = ledger.get('asso.member')
    subscriber.run(lambda: Member.write(
            [subscriber.member('2')], {'payer': subscriber.member('1').party.id}))
    return subscriber


def test_payer_of_the_member_is_proposed_for_a_new_subscription(subscriber):
    offer = subscriber.offer('10.00')

    def propose(number, **values):
        Subscription = subscriber.get('asso.subscription')
        subscription = Subscription(member=subscriber.member(number), offer=offer, **values)
        subscription.on_change_offer()
        return subscription.payer.name if subscription.payer else None
    own = subscriber.run(lambda: subscriber.member('2').party.id)
    assert subscriber.run(lambda: [
            propose('2', payer=None), propose('1', payer=None), propose('2', payer=own)]) == [
        'Ada Morin 1', None, 'Ada Morin 2']


def test_subscriptions_of_many_are_billed_to_their_payers(subscriber):
    offer = subscriber.offer('10.00')

    def work():
        Wizard = subscriber.ledger.pool.get('asso.member.subscribe', type='wizard')
        session, *_ = Wizard.create()
        defaults = Wizard.execute(session, {}, 'start')['view']['defaults']
        form = {k: v for k, v in defaults.items() if not k.endswith('.')}
        form.update(offer=offer, tariff=None)
        shown = subscriber.get('asso.member.subscribe.start')(**form)
        shown.on_change_offer()
        Wizard.execute(session, {'start': form}, 'subscribe')
        return [(c.payer.name, c.amount) for c in shown.charges]
    members = subscriber.run(lambda: [subscriber.member(n).id for n in '12'])
    before = subscriber.balances()['Ada Morin 1']
    told = subscriber.ledger.run(
        work, active_model='asso.member', active_id=members[0], active_ids=members)
    assert told == [('Ada Morin 1', 10), ('Ada Morin 1', 10)]
    assert subscriber.balances() == {'Ada Morin 1': before - 20, 'Ada Morin 2': 0}
    assert subscriber.bill(TODAY) == []


def test_payer_sees_for_whom_they_pay(subscriber):
    def paid():
        one = subscriber.member('1')
        return (
            [m.number for m in one.pays_for], [m.number for m in one.party.pays_for],
            [m.number for m in subscriber.member('2').pays_for])
    assert subscriber.run(paid) == (['2'], ['2'], [])
    # By a subscription alone, too
    Member = subscriber.get('asso.member')
    subscriber.run(lambda: Member.write([subscriber.member('2')], {'payer': None}))
    assert subscriber.run(paid) == ([], [], [])
    subscriber.subscribe(subscriber.offer(), TODAY, member='2', payer='1')
    assert subscriber.run(paid) == (['2'], [], [])
