"""Two feeds in one database: each answers its own bridge, and administrators."""
import json

import pytest
from trytond.model.exceptions import AccessError

from tests.ready import NEIGHBOUR

ADMINISTRATION = ('asso_members', 'group_member_admin')
ACCOUNTING = ('account', 'group_account_admin')


def set_up(ledger, **values):
    return ledger.get('asso.association.setup.start').set_up({**NEIGHBOUR, **values})


@pytest.fixture(scope='module')
def bridges(shared_ledger):
    return shared_ledger('two')


@pytest.fixture
def greet(bridges):
    "Say hello to a feed as a user, in a transaction that is rolled back"
    with bridges.transaction(language='en') as transaction:
        def hello(feed, login):
            user, = bridges.get('res.user').search([('login', '=', login)])
            with transaction.set_user(user.id):
                return json.loads(bridges.get('asso.feed').hello(feed))['feed']
        yield hello


@pytest.mark.parametrize('feed, login', [
        ('portal', 'bridge'), ('neighbour', 'neighbour'),
        ('portal', 'admin'), ('neighbour', 'admin')])
def test_feed_answers_its_bridge_and_administrators(greet, feed, login):
    assert greet(feed, login) == feed


@pytest.mark.parametrize('feed, login', [('portal', 'neighbour'), ('neighbour', 'bridge')])
def test_feed_does_not_answer_the_bridge_of_another(greet, feed, login):
    with pytest.raises(AccessError, match=f'The feed "{feed}" answers another bridge'):
        greet(feed, login)


def join(ledger, login, group):
    User = ledger.get('res.user')
    users = User.search([('login', '=', login)])
    group_id = ledger.get('ir.model.data').get_id(*group)
    User.write(users, {'groups': [('add', [group_id])]})


def test_feed_does_not_answer_the_bridge_of_another_that_sees_members(bridges, greet):
    join(bridges, 'neighbour', ADMINISTRATION)
    with pytest.raises(AccessError, match="answers another bridge"):
        greet('portal', 'neighbour')


def test_feed_answers_an_administrator_of_accounting_who_has_a_feed_too(bridges, greet):
    join(bridges, 'neighbour', ACCOUNTING)
    assert greet('portal', 'neighbour') == 'portal'


def test_feed_without_user_answers_any_bridge(bridges, greet):
    Feed = bridges.get('asso.feed')
    Feed.write(Feed.search([]), {'user': None})
    assert [greet('portal', login) for login in ['bridge', 'neighbour']] == [
        'portal', 'portal']


def test_set_up_with_another_login_hands_the_feed_over(bridges, greet):
    set_up(bridges, bridge_login='newcomer')
    assert greet('neighbour', 'newcomer') == 'neighbour'
    with pytest.raises(AccessError, match="answers another bridge"):
        greet('neighbour', 'neighbour')


def test_set_up_without_login_leaves_the_feed_its_bridge(bridges, greet):
    set_up(bridges, bridge_login=None)
    assert greet('neighbour', 'neighbour') == 'neighbour'
