"""Members in Tryton: who may make, replace, erase and read them."""
import datetime as dt
from contextlib import contextmanager
from decimal import Decimal

import pytest
from trytond.model.exceptions import AccessError, SQLConstraintError
from trytond.model.modelsql import ForeignKeyError
from trytond.modules.party.exceptions import EraseError

from tests.module.members import find, today


def test_member_made_in_tryton_has_a_number_clear_of_the_portals(
        books, association):
    party, = books.get('party.party').create([{'name': "Eve Ici"}])
    eve, = books.get('asso.member').create([{'party': party.id}])
    assert (eve.number, eve.rec_name, eve.status, eve.kind) == (
        'T1', '[T1] Eve Ici', 'member', 'natural')


@pytest.mark.postgresql("how constraints are named")
@pytest.mark.parametrize('field, message', [
        ('party', "already a member|déjà un adhérent"),
        ('number', "has this number|porte ce numéro")])
def test_member_twice_is_refused_by_name(books, association, field, message):
    other, = books.get('party.party').create([{'name': "Zed"}])
    ada = association['1']
    values = {'party': other.id, 'number': '77'}
    values[field] = {'party': ada.party.id, 'number': ada.number}[field]
    with pytest.raises(SQLConstraintError, match=message):
        books.get('asso.member').create([values])


@pytest.mark.postgresql("rows changed in SQL")
def test_party_replaced_hands_its_member_over(books, association):
    di = association['10']
    other, = books.get('party.party').create([{'name': "Di Dix"}])
    Replace = books.pool.get('party.replace', type='wizard')
    wizard = Replace(Replace.create()[0])
    wizard.ask.source = di.party
    wizard.ask.destination = other
    wizard.transition_replace()
    values, = books.get('asso.member').read([di.id], ['party'])
    assert values['party'] == other.id


@pytest.mark.postgresql("foreign keys")
def test_party_with_member_cannot_be_deleted(books, association):
    with pytest.raises(ForeignKeyError):
        books.get('party.party').delete([association['10'].party])


def erase(books, member):
    party = member.party
    party.active = False
    party.save()
    Erase = books.pool.get('party.erase', type='wizard')
    wizard = Erase(Erase.create()[0])
    wizard.ask.party = party
    wizard.transition_erase()


def test_party_of_member_is_erased_with_what_the_member_tells(
        books, association):
    di = association['10']
    erase(books, di)
    values, = books.get('asso.member').read(
        [di.id], ['number', 'first_name', 'last_name', 'active', 'party.name'])
    assert values == {
        'id': di.id, 'number': '10', 'first_name': None, 'last_name': None,
        'active': False,
        'party.': {'id': di.party.id, 'name': None}}


def test_party_of_member_who_owes_is_not_erased(books, association):
    with pytest.raises(EraseError):
        erase(books, association['1'])


@pytest.mark.postgresql("a search in SQL")
def test_subscription_state_follows_todays_date(books, association):
    Subscription = books.get('asso.subscription')
    offer, = books.get('asso.offer').create([{
                'reference': 'ADSL',
                'name': "ADSL"}])
    states = {
        (-10, None): 'running',
        (-10, 0): 'running',
        (0, 0): 'running',
        (-10, -1): 'ended',
        (1, None): 'future',
        }
    subscriptions = Subscription.create([{
                'member': association['1'].id, 'offer': offer.id,
                'start': today() + dt.timedelta(days=start),
                'end': None if end is None else today() + dt.timedelta(days=end),
                } for start, end in states])
    assert [s.state for s in subscriptions] == list(states.values())
    for state in ['future', 'running', 'ended']:
        assert set(Subscription.search([('state', '=', state)])) == {
            s for s in subscriptions if s.state == state}
    assert [s.state for s in Subscription.search(
            [], order=[('state', 'ASC')])] == sorted(states.values())


@pytest.mark.postgresql("how constraints are named")
def test_offer_reference_twice_is_refused_in_one_company(books, association):
    Offer = books.get('asso.offer')
    Offer.create([{'reference': 'ADSL', 'name': "ADSL"}])
    with pytest.raises(SQLConstraintError, match="reference|référence"):
        Offer.create([{'reference': 'ADSL', 'name': "Another"}])


@contextmanager
def logged_in(books, *groups):
    "A transaction of a user of these groups, checked as one of the client's"
    with books.transaction() as transaction:
        get_id = books.get('ir.model.data').get_id
        company = transaction.context['company']
        user, = books.get('res.user').create([{
                    'name': "Somebody", 'login': 'somebody',
                    'companies': [('add', [company])], 'company': company,
                    'groups': [('add', [get_id(*group) for group in groups])],
                    }])
        with transaction.set_user(user.id), transaction.set_context(
                _check_access=True):
            yield


LOGS = [
    'asso.allocation', 'asso.binding', 'asso.feed.run', 'asso.payment',
    'asso.quarantine']


@pytest.mark.postgresql("access rules are queries in SQL")
@pytest.mark.parametrize('group', [
        ('account', 'group_account'),
        ('asso_members', 'group_member'),
        ('asso_members', 'group_member_admin')])
def test_user_of_group_reads_members_but_writes_no_log(books, group):
    with logged_in(books, group):
        ada = find(books, '1')
        assert books.get('asso.member').read(
            [ada.id], ['balance', 'portal_id']) == [
                {'id': ada.id, 'balance': Decimal('-39.00'), 'portal_id': '1'}]
        assert books.get('ir.model.access').get_access(LOGS) == {
            name: {
                'read': True, 'write': False, 'create': False,
                'delete': False}
            for name in LOGS}


def test_user_without_group_reads_no_member(books):
    with logged_in(books), pytest.raises(AccessError):
        books.get('asso.member').search([])


@pytest.mark.parametrize('language, name', [
        ('fr', "Facture 11"), ('en', "Bill 11")])
def test_record_of_the_portal_is_named_in_the_readers_language(
        books, language, name):
    with books.transaction(language=language):
        binding, = books.get('asso.binding').search([
                ('type', '=', 'bill'), ('external_id', '=', '11')])
        assert binding.rec_name == name
