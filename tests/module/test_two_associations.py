"""Two associations in one database: each has its members, its snapshot and its bridge."""
import datetime as dt
import json
from decimal import Decimal

import pytest
from trytond.model.exceptions import AccessError, DomainValidationError

from tests.module.portal import Portal, bill, gone, member, offer, payment

LAST = '2026-01-01'
START = dt.date(2026, 6, 1)
AMOUNTS = ['balance', 'overdue']


@pytest.fixture
def ledger(make_ledger):
    return make_ledger('two')


@pytest.fixture
def portals(ledger):
    return Portal(ledger), Portal(ledger, 'neighbour')


def find(ledger, code, number='1'):
    "The member of the association of the feed"
    feed, = ledger.get('asso.feed').search([('code', '=', code)])
    found, = ledger.get('asso.member').search([
            ('company', '=', feed.company.id), ('number', '=', number)])
    return found


def share(ledger):
    "Make Ada, a member of the first association, one of the second too"
    def create():
        neighbour, = ledger.get('asso.feed').search([('code', '=', 'neighbour')])
        ledger.get('asso.member').create([{
                    'company': neighbour.company.id, 'number': '1',
                    'party': find(ledger, 'portal').party.id}])
    ledger.run(create)


def test_member_of_the_same_number_and_name_is_another_in_each(ledger, portals):
    for portal, amount in zip(portals, ['10.00', '25.00'], strict=True):
        assert portal.send(member('1', street=portal.code), bill('11', amount, LAST)) == {
            '1': 'applied', '11': 'applied'}
    assert [portal.balances() for portal in portals] == [{'1': '-10.00'}, {'1': '-25.00'}]
    with ledger.transaction():
        ours, theirs = (find(ledger, portal.code).party for portal in portals)
        assert (ours != theirs, ours.name) == (True, theirs.name)
        assert [p.addresses[0].street for p in (ours, theirs)] == ['portal', 'neighbour']


def test_number_of_another_member_of_the_association_is_refused(portals):
    _, neighbour = portals
    neighbour.send(member('1'))
    assert neighbour.send(member('2', number='1')) == {'2': 'member_number'}


def test_subscription_to_an_offer_of_another_association_is_refused(ledger, portals):
    for portal in portals:
        assert portal.send(offer('3'), member('1')) == {'3': 'applied', '1': 'applied'}
    with ledger.transaction():
        ours, theirs = (find(ledger, portal.code) for portal in portals)
        offers = {
            offer.company: offer.id for offer in ledger.get('asso.offer').search([])}
        Subscription = ledger.get('asso.subscription')
        made, = Subscription.create([
                {'member': ours.id, 'offer': offers[ours.company], 'start': START}])
        assert made.company == ours.company
        with pytest.raises(DomainValidationError):
            Subscription.create([
                    {'member': ours.id, 'offer': offers[theirs.company], 'start': START}])


@pytest.mark.postgresql("balances, memberships and the snapshot are queries in SQL")
def test_snapshot_holds_the_members_of_its_association(ledger, portals):
    first, second = portals
    first.send(member('1'), bill('11', '10.00', LAST))
    before = first.snapshot()
    second.send(member('1'), member('2'), bill('11', '25.00', LAST))
    after = first.snapshot()
    assert [after[n] for n in ['members', 'count', 'total', 'digest']] == [
        before[n] for n in ['members', 'count', 'total', 'digest']]
    theirs = second.snapshot()
    assert ([m['id'] for m in theirs['members']], theirs['count'], theirs['total']) == (
        ['1', '2'], 2, '-25.00')


def test_digests_name_what_the_feed_sent(portals):
    first, second = portals
    first.send(member('1'), bill('11', '10.00', LAST))
    second.send(member('1'), member('2'))
    assert [json.loads(p.call('hello'))['counts'] for p in portals] == [
        {'member': 1, 'bill': 1}, {'member': 2}]


def test_party_of_two_associations_has_an_account_in_each(ledger, portals):
    first, second = portals
    first.send(member('1'), bill('11', '10.00', LAST))
    share(ledger)
    assert second.send(
        member('1'), bill('11', '25.00', LAST), bill('12', '5.00', LAST),
        payment('91', '5.00', LAST, ('12', '5.00'))) == dict.fromkeys(
            ['1', '11', '12', '91'], 'applied')
    with ledger.transaction(company=None):
        Member = ledger.get('asso.member')
        ours, theirs = members = [find(ledger, portal.code) for portal in portals]
        assert ours.party == theirs.party
        assert [[getattr(m, name) for name in AMOUNTS] for m in members] == [
            [Decimal('-10.00'), Decimal('10.00')], [Decimal('-25.00'), Decimal('25.00')]]
        assert [[line.debit for line in m.open_entries] for m in members] == [
            [Decimal('10.00')], [Decimal('25.00')]]
        assert Member.search([('balance', '=', -25)]) == [theirs]
        assert Member.search([('overdue', '>', 0)], order=[('balance', 'ASC')]) == [theirs, ours]


@pytest.mark.postgresql("balances, memberships and the snapshot are queries in SQL")
def test_fee_is_paid_in_its_association(ledger, portals):
    first, second = portals
    first.send(member('1'))
    share(ledger)
    second.send(
        member('1'),
        bill('11', '15.00', LAST, kind='membership_fee', number=None, start=LAST,
            end='2999-12-31'),
        payment('91', '15.00', LAST, ('11', '15.00')))
    with ledger.transaction(company=None):
        Member = ledger.get('asso.member')
        ours, theirs = (find(ledger, portal.code) for portal in portals)
        assert [m.membership_state for m in (ours, theirs)] == ['never', 'current']
        assert Member.search([('membership_state', '=', 'never')]) == [ours]
        assert Member.search([], order=[('membership_state', 'DESC')]) == [ours, theirs]


def test_proof_names_the_member_of_its_association(ledger, portals):
    first, second = portals
    first.send(member('7', number='1'), bill('11', '10.00', LAST, member='7'))
    share(ledger)
    second.send(member('1', last_name='Morin 7'), bill('11', '25.00', LAST))
    told = [json.loads(p.call('ledger', 'bill', '', '10'))['records'] for p in portals]
    assert [[(r['member'], r['total']) for r in records] for records in told] == [
        [('7', '10.00')], [('1', '25.00')]]


def test_party_stays_while_another_association_has_it(ledger, portals):
    first, second = portals
    first.send(member('1'))
    share(ledger)
    second.send(member('1'))
    first.send(gone('member', '1'))
    with ledger.transaction():
        theirs = find(ledger, 'neighbour')
        assert (theirs.active, theirs.party.active) == (True, True)
        assert [m.id for m in theirs.party.members] == [theirs.id]
    second.send(gone('member', '1'))
    with ledger.transaction():
        assert list(ledger.get('asso.member').search([])) == []
        assert ledger.get('party.party')(theirs.party.id).active == False  # noqa: E712


def test_user_of_one_association_sees_only_its_members(ledger, portals):
    portals[0].send(member('1'))
    share(ledger)
    with ledger.transaction() as transaction:
        Member, Party = ledger.get('asso.member'), ledger.get('party.party')
        ours, theirs = (find(ledger, portal.code) for portal in portals)
        user, = ledger.get('res.user').create([{
                    'name': "Somebody", 'login': 'somebody',
                    'companies': [('add', [theirs.company.id])], 'company': theirs.company.id,
                    'groups': [('add', [
                                ledger.get('ir.model.data').get_id(
                                    'account', 'group_account')])],
                    }])
        context = {'companies': [theirs.company.id], 'company': theirs.company.id}
        with transaction.set_user(user.id), transaction.set_context(
                _check_access=True, **context):
            assert Member.search([]) == [theirs]
            assert Party.read([theirs.party.id], ['members']) == [
                {'id': ours.party.id, 'members': (theirs.id,)}]
            with pytest.raises(AccessError):
                Member.read([ours.id], ['number'])
