"""Over real RPC: the bridge's user may call the feed, and do nothing else."""
import json
import xmlrpc.client
from functools import reduce

import pytest

REFUSED = "may only call the feed"
MODELS = [
    'account.invoice', 'account.move', 'account.move.line', 'asso.binding', 'asso.member',
    'asso.payment', 'ir.model.access', 'party.party', 'res.group', 'res.user',
    'res.user.application',
    ]
ON_MODELS = {
    'search': [[]],
    'search_count': [[]],
    'search_read': [[], 0, 1, None, ['rec_name']],
    'read': [[1], ['rec_name']],
    'create': [[{}]],
    'write': [[1], {'active': False}],
    'delete': [[1]],
    'copy': [[1]],
    'export_data': [[1], ['rec_name']],
    'fields_get': [],
    'default_get': [['company']],
    }


@pytest.fixture(scope='module')
def bridge(shared_server):
    return shared_server.bridge()


def call(rpc, name, *arguments):
    return reduce(getattr, name.split('.'), rpc)(*arguments, {'language': 'en'})


def refusal(rpc, name, *arguments):
    with pytest.raises(xmlrpc.client.Fault) as fault:
        call(rpc, name, *arguments)
    return fault.value.faultString


def test_bridge_that_greets_the_feed_is_answered(bridge):
    answer = json.loads(bridge.model.asso.feed.hello('portal', {}))
    assert (answer['contract'], answer['currency']) == (1, 'EUR')


@pytest.mark.parametrize('model', MODELS)
def test_bridge_that_opens_a_model_is_refused(bridge, model):
    reasons = {
        method: refusal(bridge, f'model.{model}.{method}', *arguments)
        for method, arguments in ON_MODELS.items()}
    assert {m: r for m, r in reasons.items() if REFUSED not in r} == {}


@pytest.mark.parametrize('method', [
        'search', 'search_read', 'read', 'create', 'write', 'delete'])
def test_bridge_that_opens_the_feeds_record_is_refused(bridge, method):
    assert REFUSED in refusal(
        bridge, f'model.asso.feed.{method}', *ON_MODELS[method])


@pytest.mark.parametrize('name, arguments', [
        ('wizard.asso.association.setup.create', []),
        ('wizard.account.fr.fec.create', []),
        ('wizard.party.erase.execute', [1, {}, 'ask']),
        ('report.account.invoice.execute', [[1], {'action_id': 1}]),
        ('model.account.invoice.post', [[1]]),
        ('model.account.invoice.on_change', [{'party': 1}, ['party']]),
        ('model.res.user.set_preferences', [{'password': 'another'}, {}]),
        ('model.ir.export.set', [[]]),
        ('model.ir.message.search', [[]]),
        ])
def test_bridge_that_does_anything_else_is_refused(bridge, name, arguments):
    assert REFUSED in refusal(bridge, name, *arguments)


def test_bridge_that_sets_an_association_up_is_refused(bridge):
    assert "administrator" in refusal(bridge, 'model.asso.feed.setup', '{}')


def test_bridge_that_asks_for_its_context_is_answered(bridge):
    preferences = call(bridge, 'model.res.user.get_preferences', True)
    assert preferences['language'] == 'fr'


def test_administrator_is_not_held_back(shared_server):
    admin = shared_server.rpc()
    assert call(admin, 'model.res.user.search_count', []) == 2


def test_bridge_with_another_group_has_the_access_of_that_group(ledger):
    def access():
        User = ledger.get('res.user')
        Group = ledger.get('res.group')
        bridge, = User.search([('login', '=', 'bridge')])
        group, = Group.search([('name', '=', "Accounting")])
        User.write([bridge], {'groups': [('add', [group.id])]})
        return bridge.id

    bridge = ledger.run(access)
    with ledger.transaction(user=bridge):
        Access = ledger.get('ir.model.access')
        assert Access.get_access(['account.move'])['account.move'] == {
            'read': True, 'write': True, 'create': True, 'delete': True}


def test_bridge_alone_has_access_to_no_model(ledger):
    with ledger.transaction():
        bridge, = ledger.get('res.user').search([('login', '=', 'bridge')])
    with ledger.transaction(user=bridge.id):
        Access = ledger.get('ir.model.access')
        models = [name for name, _ in ledger.pool.iterobject()]
        permissions = Access.get_access(models)
        assert {m for m, access in permissions.items() if any(access.values())} == set()
