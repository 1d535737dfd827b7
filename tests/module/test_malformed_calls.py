"""Whatever is sent to the calls of the feed, over real RPC, is answered, or is a fault of its form.

And so is whatever is sent to the nudge: 401, whether there is such a feed or not.
"""
import base64
import hmac
import json
import time
import urllib.error
import urllib.request

import pytest
from trytond.protocols.wrappers import Request
from werkzeug.test import EnvironBuilder

from tests.module.portal import member
from tests.ready import SETTINGS
from tests.server import Server
from trytond_asso_members.rpc import nudge as nudges
from trytond_asso_members.rpc.arguments import FORMS
from trytond_asso_members.rpc.calls import CALLS

DEEP = '[' * 450 + ']' * 450
ODD = [
    None, True, -1, 1.5, 10 ** 400, [], {'a': 1}, '', ' ', 'x\x00', '\ud800', '\x1b[31m',
    '9' * 400, '٣', '[NaN]', '[1e999]', '["\\u0000"]', '[99999999999999999999]', '{"a": 1}',
    '[' * 100_000, DEEP, 'x' * 20_000]
SOUND = {
    'feed': 'portal', 'owner': 'test', 'reason': "Later", 'type': 'bill', 'proven': 'bill',
    'key': '', 'after': '', 'limit': '10', 'run': '', 'base': '', 'ids': '[]', 'values': '{}',
    'summary': '{"state": "done"}', 'day': '2026-01-31', 'day_or_today': '',
    'found': json.dumps({
            'moment': '2026-01-31T03:00:00', 'compared': 1, 'wrong': 0, 'waiting': 0,
            'decided': 0, 'drift': '0.00', 'differences': ''}),
    'file': json.dumps({
            'name': 'a.csv', 'content': '', 'journal': None, 'answers': {}, 'dry_run': True}),
    'batch': json.dumps({'contract': 1, 'dry_run': True, 'changes': []}),
    'bounces': '[]'}


@pytest.fixture(scope='module')
def odd_server(backend):
    "Of its own: some of what is sent is taken"
    server = Server(backend.create('odd_calls'))
    yield server.start()
    server.stop()
    server.database.drop()


@pytest.fixture(scope='module')
def ask(odd_server):
    "Call the feed over JSON, in which any character may be sent: (name of the error, answer)"
    def post(method, params, **headers):
        body = json.dumps({'id': 1, 'method': method, 'params': params}).encode()
        request = urllib.request.Request(
            f'{odd_server.url}rpc/', body, {'Content-Type': 'application/json', **headers})
        with urllib.request.urlopen(request, timeout=60) as answer:
            found = json.load(answer)
        error = found.get('error')
        return (error and error[0]), found.get('result')

    login = SETTINGS['bridge_login']
    _, (user, token, *_) = post(
        'common.db.login', [login, {'password': SETTINGS['bridge_password']}, 'en'])
    session = base64.b64encode(f'{login}:{user}:{token}'.encode()).decode()
    return lambda name, *arguments: post(
        f'model.asso.feed.{name}', [*arguments, {}], Authorization=f'Session {session}')


def test_every_argument_of_a_call_has_a_form():
    assert {name for names in CALLS.values() for name in names} | {'base'} == FORMS.keys()


@pytest.mark.postgresql("what a column takes")
@pytest.mark.parametrize('call', CALLS)
def test_argument_of_another_form_is_a_fault_of_the_contract(ask, call):
    names, errors = CALLS[call], {}
    for name in names:
        for odd in ODD:
            arguments = [odd if other == name else SOUND[other] for other in names]
            errors[name, repr(odd)[:40]], answer = ask(call, *arguments)
            if call == 'begin' and answer:
                ask('finish', 'portal', str(json.loads(answer)['run']), SOUND['summary'])
    errors['too many'], _ = ask(call, *[SOUND[name] for name in names], '1')
    errors['too few'], _ = ask(call, *[SOUND[name] for name in names][1:])
    assert {where: e for where, e in errors.items() if e not in (None, 'UserError')} == {}
    assert (errors['too many'], errors['too few']) == ('UserError', 'UserError')


@pytest.mark.postgresql("what a column takes")
@pytest.mark.parametrize('call, name, whole', [
        ('apply', 'batch', {'contract': 1, 'run': None, 'cursor': None, 'changes': []}),
        ('bank', 'file', {
            'name': 'a.csv', 'content': 'RGF0ZTtNb250YW50CjI4LzAyLzIwMjY7MSwwMAo=',
            'journal': None, 'answers': {'sign': 'written'}}),
        ('finish', 'summary', {'state': 'done', 'seconds': '1.0', 'message': 'x'})])
def test_part_of_an_argument_of_another_form_is_one_too(ask, call, name, whole):
    run = json.loads(ask('begin', 'portal', 'test')[1])['run']
    errors = {}
    for field in whole:
        for odd in ODD:
            text = json.dumps({'dry_run': True, **whole, field: odd})
            arguments = {**SOUND, 'run': str(run), name: text}
            errors[field, repr(odd)[:40]], _ = ask(call, *[arguments[n] for n in CALLS[call]])
    assert {where: e for where, e in errors.items() if e not in (None, 'UserError')} == {}


@pytest.mark.postgresql("what a column takes")
@pytest.mark.parametrize('field', ['type', 'id', 'op', 'digest', 'data', 'problem'])
def test_change_of_another_form_is_one_too(ask, field):
    errors = {}
    for odd in ODD:
        change = {**member('1'), 'op': 'unreadable' if field == 'problem' else 'upsert', field: odd}
        batch = {'contract': 1, 'dry_run': True, 'changes': [change]}
        errors[repr(odd)[:40]], _ = ask('apply', 'portal', json.dumps(batch))
    assert {where: e for where, e in errors.items() if e not in (None, 'UserError')} == {}


def test_run_of_another_feed_takes_no_snapshot(ask):
    assert ask('snapshot', 'portal', '999999') == ('UserError', None)


def nudge(server, feed, body=b'', **headers):
    request = urllib.request.Request(
        f'{server.url}asso_members/nudge/{feed}', body,
        {name.replace('_', '-'): value for name, value in headers.items()}, method='POST')
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.postgresql("what a text may hold")
@pytest.mark.parametrize('feed', [
        'portal', 'nobody', '%00', 'portal%00', '%ff', '%1b', 'x' * 2000])
def test_nudge_without_the_secret_is_told_nothing(odd_server, feed):
    assert nudge(odd_server, feed) == 401
    for moment in ['', '9' * 400, '-' + '9' * 400, '1e999', 'NaN', '1_0', '\xb2']:
        assert (moment, nudge(
            odd_server, feed, webhook_id='m', webhook_timestamp=moment,
            webhook_signature='v1,AAAA')) == (moment, 401)


@pytest.mark.parametrize('feed', ['portal', 'nobody'])
def test_nudge_that_is_too_large_is_refused_for_any_feed(odd_server, feed):
    assert nudge(odd_server, feed, b'x' * 70_000) == 413


def test_nudge_does_as_much_for_a_feed_that_is_not_there(ledger, monkeypatch):
    "What is done takes time, which a caller can measure"
    done, select, digest = [], nudges.bulk.select, hmac.digest
    monkeypatch.setattr(
        nudges.bulk, 'select', lambda query: done.append('query') or select(query))
    monkeypatch.setattr(
        hmac, 'digest', lambda *arguments: done.append('signature') or digest(*arguments))
    request = Request(EnvironBuilder(method='POST', headers={
        'webhook-id': 'm', 'webhook-timestamp': str(int(time.time())),
        'webhook-signature': 'v1,AAAA'}).get_environ())
    with ledger.transaction(user=0):
        for feed in ['portal', 'nobody']:
            assert nudges.signed_feed.__wrapped__(request, None, feed) is None
    assert done == ['query', 'signature'] * 2
