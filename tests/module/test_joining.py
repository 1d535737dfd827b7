"""Somebody joins in Tryton: party, member, subscriptions and first bill in one act."""
import datetime as dt

import pytest
from trytond.exceptions import UserError, UserWarning

from tests.module.subscriber import Subscriber

TODAY = dt.date(2026, 3, 16)


@pytest.fixture
def subscriber(ledger, portal, monkeypatch):
    monkeypatch.setattr(ledger.get('ir.date'), 'today', lambda *_, **__: TODAY)
    return Subscriber(ledger, portal)


def start(Wizard, session):
    "The values with which the form opens"
    defaults = Wizard.execute(session, {}, 'start')['view']['defaults']
    return {name: value for name, value in defaults.items() if not name.endswith('.')}


def join(subscriber, *offers, **values):
    "Fill in the form, and press; return what was said to be billed, and the new member's id"
    def work():
        Wizard = subscriber.ledger.pool.get('asso.member.join', type='wizard')
        session, *_ = Wizard.create()
        defaults = start(Wizard, session)
        form = {
            'first_name': "Grace", 'last_name': "Hopper", 'organization_name': None,
            'email': 'grace@example.org', 'phone': None, 'street': "1 rue du Port",
            'postal_code': '67000', 'city': "Strasbourg", 'payer': None, **defaults, **values,
            'offers': [
                {'company': defaults['company'], 'offer': offer, 'start': start,
                    'quantity': 1, 'tariff': None} for offer, start in offers]}
        Join = subscriber.get('asso.member.join.start')
        shown = Join(**form)
        shown.on_change_offers()
        form['charges'] = []
        result = Wizard.execute(session, {'start': form}, 'join')
        _, action = result['actions'][0]
        return shown.total, action['res_id'][0]
    return subscriber.run(work)


def test_member_who_joins_is_billed_what_was_shown(subscriber):
    dues = subscriber.offer(
        '24.00', months=12, reference='DUES', kind='membership_fee', counted_from='calendar')
    line = subscriber.offer('31.00', reference='LINE', setup_price=40)
    total, member = join(subscriber, (dues, dt.date(2026, 1, 1)), (line, TODAY))
    assert total == 24 + 31 + 40
    Member = subscriber.get('asso.member')
    found = subscriber.run(lambda: [
            (m.party.name, m.email, m.address, m.status, m.balance)
            for m in Member.browse([member])])
    assert found == [(
            "Grace Hopper", 'grace@example.org', "1 rue du Port\n67000 Strasbourg", 'member', -95)]
    assert subscriber.portal.faults() == []
    assert subscriber.bill(TODAY) == []


def test_member_of_the_same_name_is_warned_about(subscriber):
    join(subscriber)
    with pytest.raises(UserWarning, match="Grace Hopper"):
        join(subscriber)


def subscribe_all(subscriber, offer):
    "Choose both members in the list, and the offer; return what was shown before, and after"
    Member = subscriber.get('asso.member')

    def chosen():
        return Member.search([('portal_id', 'in', ['1', '2'])])

    def work():
        Wizard = subscriber.ledger.pool.get('asso.member.subscribe', type='wizard')
        session, *_ = Wizard.create()
        form = {**start(Wizard, session), 'offer': offer, 'tariff': None}
        shown = subscriber.get('asso.member.subscribe.start')(**form)
        shown.on_change_offer()
        Wizard.execute(session, {'start': form}, 'subscribe')
        return (shown.total, shown.left_out), [m.balance for m in chosen()]
    members = subscriber.run(lambda: [m.id for m in chosen()])
    return subscriber.ledger.run(
        work, active_model='asso.member', active_id=members[0], active_ids=members)


def test_offer_for_many_members_at_once(subscriber):
    offer = subscriber.offer('24.00', months=12, kind='membership_fee')
    subscriber.subscribe(offer, '2026-01-01', member='2')
    assert subscribe_all(subscriber, offer) == ((24, 1), [-124, 0])
    assert subscriber.portal.faults() == []
    with pytest.raises(UserError, match="Offer TEL"):
        subscribe_all(subscriber, offer)
