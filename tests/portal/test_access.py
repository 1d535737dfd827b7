"""Who may call, how often, and which calls are refused."""
import json
import logging
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import OperationalError

from asso_portal.models import SCOPES, Token, TooManyTokens
from asso_portal.moments import now
from tests.portal.bridge import API, Bridge, token

OUTCOMES = {'as_of': '2026-11-21T10:00:00Z', 'outcomes': []}


@pytest.fixture(autouse=True)
def _no_calls_yet():
    cache.clear()


def refusal(answer):
    problem = answer.json()
    assert answer['Content-Type'] == 'application/problem+json'
    assert answer['X-Request-ID'] == problem['request_id']
    assert (problem['status'], set(problem)) == (
        answer.status_code,
        {'type', 'title', 'status', 'detail', 'retryable', 'request_id'})
    return answer.status_code, problem['type']


def ask(client, authorization=None, path='/changes', **settings):
    headers = {'authorization': authorization} if authorization else {}
    return client.get(API + path, headers=headers, **{'secure': True, **settings})


@pytest.mark.parametrize('authorization', [None, 'Basic eDp5', 'Bearer', 'Bearer  ', 'x'])
def test_call_without_a_token_is_refused(db, client, authorization):
    answer = ask(client, authorization)
    assert refusal(answer) == (401, 'token-missing')
    assert answer['WWW-Authenticate'] == 'Bearer realm="asso_portal"'


@pytest.mark.postgresql("text that PostgreSQL does not take")
@pytest.mark.parametrize('change', [
        lambda text: text[:-1],
        lambda text: text + 'x',
        lambda text: text.rpartition('_')[0],
        lambda text: text.upper(),
        lambda text: 'asso_' + 'x' * 10_000,
        lambda text: '\x00é',
        ])
def test_token_that_is_not_known_is_refused(db, client, change):
    assert refusal(ask(client, f'Bearer {change(token())}')) == (401, 'token-invalid')


def test_token_that_has_expired_is_refused(db, client):
    text = token()
    assert ask(client, f'Bearer {text}').status_code == 200
    Token.objects.update(expires=now())
    assert refusal(ask(client, f'Bearer {text}')) == (401, 'token-invalid')


def test_word_bearer_in_any_case_is_understood(db, client):
    assert ask(client, f'bEARER {token()}').status_code == 200


@pytest.mark.parametrize('method, path, scope', [
        ('get', '/changes', 'changes:read'),
        ('get', '/snapshot', 'balances:write'),
        ('put', '/snapshots/1', 'balances:write'),
        ('put', '/snapshots/1/chunks/0', 'balances:write'),
        ('put', '/outcomes', 'outcomes:write'),
        ])
def test_token_of_other_scopes_is_refused(db, client, method, path, scope):
    text = token([s for s in SCOPES if s != scope])
    answer = getattr(client, method)(
        API + path, headers={'authorization': f'Bearer {text}'}, secure=True)
    assert refusal(answer) == (403, 'scope-missing')
    assert scope in answer['WWW-Authenticate']


def test_call_without_tls_is_refused(bridge, settings):
    assert refusal(bridge.client.get(f'{API}/changes')) == (403, 'tls-required')
    settings.SECURE_PROXY_SSL_HEADER = ('HTTP_X_FORWARDED_PROTO', 'https')
    forwarded = bridge.client.get(f'{API}/changes', headers={'x-forwarded-proto': 'https'})
    assert forwarded.status_code == 200


@pytest.mark.parametrize('name', ['DEBUG', 'INSECURE'])
def test_call_without_tls_is_answered_where_the_settings_say_so(bridge, settings, name):
    if name == 'DEBUG':
        settings.DEBUG = True
    else:
        settings.ASSO_PORTAL = {**settings.ASSO_PORTAL, 'INSECURE': True}
    assert bridge.client.get(f'{API}/changes').status_code == 200


def test_session_of_the_site_opens_nothing(admin_client):
    assert refusal(ask(admin_client)) == (401, 'token-missing')


def test_token_is_kept_as_its_hash_alone(db):
    text = token()
    row = Token.objects.values().get()
    assert text.rpartition('_')[2] not in json.dumps(row, default=str)
    assert text.startswith(row['prefix'])


def test_two_tokens_of_one_name_live_during_a_rotation(db, client):
    old, new = token(), token()
    assert [ask(client, f'Bearer {text}').status_code for text in (old, new)] == [200, 200]
    with pytest.raises(TooManyTokens):
        token()
    token(name='another')
    Token.of(old).revoke()
    assert [ask(client, f'Bearer {text}').status_code for text in (old, new)] == [401, 200]
    token()


@pytest.mark.postgresql("moments compared in SQL")
def test_use_of_a_token_is_noted_once_a_minute(bridge):
    bridge.get()
    first = Token.objects.get().last_used
    bridge.get()
    assert Token.objects.get().last_used == first
    Token.objects.update(last_used=first - timedelta(minutes=2))
    bridge.get()
    assert Token.objects.get().last_used > first


def command(*arguments):
    out = StringIO()
    call_command('asso_portal', *arguments, stdout=out, stderr=StringIO())
    return out.getvalue().strip()


def test_token_made_by_the_command_is_shown_once_and_can_be_revoked(db, client):
    text = command('token', 'create', 'bridge', '--scope', 'changes:read', '--days', '30')
    made = Token.objects.get()
    assert (made.scopes, (made.expires - now()).days) == (['changes:read'], 29)
    assert ask(client, f'Bearer {text}').status_code == 200
    listed = command('token', 'list')
    assert (made.prefix in listed, text in listed) == (True, False)
    command('token', 'revoke', made.prefix)
    assert (ask(client, f'Bearer {text}').status_code, command('token', 'list')) == (401, '')


@pytest.mark.parametrize('arguments', [
        ('create', 'bridge'), ('create', 'x', '--days', '0'), ('revoke', 'asso_0000')])
def test_token_that_cannot_be_made_or_revoked_is_said(db, arguments):
    token(), token()
    with pytest.raises(CommandError):
        command('token', *arguments)


def test_calls_beyond_the_rate_are_refused_until_the_next_minute(bridge, settings, monkeypatch):
    monkeypatch.setattr('asso_portal.api.authentication.time.time', lambda: 1200.0 + 12)
    settings.ASSO_PORTAL = {**settings.ASSO_PORTAL, 'RATE': 3}
    assert [bridge.get().status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = bridge.get()
    assert (*refusal(answer), answer.json()['retryable'], answer['Retry-After']) == (
        429, 'rate-limited', True, '48')
    assert Bridge(token(name='another')).get().status_code == 200
    monkeypatch.setattr('asso_portal.api.authentication.time.time', lambda: 1260.0)
    assert bridge.get().status_code == 200


@pytest.mark.parametrize('length', [None, 10_000_000])
def test_body_beyond_the_limit_is_refused(bridge, settings, length):
    settings.ASSO_PORTAL = {**settings.ASSO_PORTAL, 'BODY_LIMIT': 100}
    fits = json.dumps(OUTCOMES).ljust(100)
    assert bridge.put('/outcomes', fits).status_code == 204
    extra = {} if length is None else {'CONTENT_LENGTH': length}
    answer = bridge.client.generic(
        'PUT', f'{API}/outcomes', fits + ' ', 'application/json', secure=True, **extra)
    assert refusal(answer) == (413, 'body-too-large')


def test_limit_of_the_sites_forms_is_none_of_ours(bridge, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    assert bridge.put('/outcomes', json.dumps(OUTCOMES).ljust(10_000)).status_code == 204


@pytest.mark.parametrize('body, refused', [
        (' ', (400, 'body-invalid')),
        ('{', (400, 'body-invalid')),
        (b'\xff', (400, 'body-invalid')),
        ('\ufeff{}', (400, 'body-invalid')),
        ('[]', (422, 'body-invalid')),
        ('null', (422, 'body-invalid')),
        ('{"a": NaN}', (400, 'body-invalid')),
        ('{"a": "\\u0000"}', (400, 'body-invalid')),
        ('{"\\ud800": 1}', (400, 'body-invalid')),
        ('[' * 100_000, (400, 'body-invalid')),
        ('{"as_of": ' + '1' * 5000 + '}', (400, 'body-invalid')),
        ('{}', (422, 'outcomes-invalid')),
        ])
def test_body_that_is_no_document_is_refused(bridge, body, refused):
    assert refusal(bridge.client.generic(
        'PUT', f'{API}/outcomes', body, 'application/json', secure=True)) == refused


@pytest.mark.postgresql("text that PostgreSQL does not take")
def test_backslash_before_a_zero_is_a_text_like_any_other(bridge):
    outcome = {
        'type': 'bill', 'id': '\\u0000 \ud83d\ude00', 'op': 'upsert', 'state': 'refused'}
    body = json.dumps({**OUTCOMES, 'outcomes': [outcome]})
    assert bridge.put('/outcomes', body).status_code == 204


@pytest.mark.parametrize('media, encoding', [
        ('text/plain', None), ('', None), ('application/json; charset=utf-16', None),
        ('application/json', 'gzip'), ('application/x-www-form-urlencoded', None)])
def test_body_of_another_kind_is_refused(bridge, media, encoding):
    headers = {'content-encoding': encoding} if encoding else {}
    answer = bridge.client.put(
        f'{API}/outcomes', json.dumps(OUTCOMES).encode(), content_type=media,
        headers=headers, secure=True)
    assert refusal(answer) == (415, 'media-type')


@pytest.mark.parametrize('accepted, status', [
        ('text/html', 406), ('application/xml;q=1', 406), ('*/*', 200), ('', 406),
        ('application/json;q=0.5', 200), ('application/*', 200)])
def test_answer_is_only_json(bridge, accepted, status):
    assert bridge.get(headers={'accept': accepted}).status_code == status


@pytest.mark.parametrize('method', ['post', 'put', 'delete', 'patch', 'options', 'trace'])
def test_method_that_is_not_there_is_refused_with_those_that_are(bridge, method):
    answer = getattr(bridge.client, method)(f'{API}/changes', secure=True)
    assert (refusal(answer), answer['Allow']) == ((405, 'method'), 'GET')


@pytest.mark.parametrize('path', [
        '', '/', '/nothing', '/changes/', '/snapshots/', '/snapshots/1/chunks', '/snapshot'])
def test_address_without_anything_is_a_problem_too(bridge, path):
    assert refusal(bridge.get(path)) == (404, 'not-found')


@pytest.mark.postgresql("numbers that PostgreSQL does not take")
@pytest.mark.parametrize('path', [
        '/snapshots/0', '/snapshots/x', '/snapshots/-1', '/snapshots/9223372036854775808',
        '/snapshots/1/chunks/x', '/snapshots/٣'])
def test_number_that_is_none_is_not_found(bridge, path):
    assert refusal(bridge.put(path, {})) == (404, 'not-found')


def test_database_that_is_locked_asks_to_come_again(bridge, monkeypatch):
    def locked():
        raise OperationalError("database is locked")
    monkeypatch.setattr('asso_portal.api.changes.sequence', locked)
    answer = bridge.get()
    assert (*refusal(answer), answer['Retry-After'], answer.json()['retryable']) == (
        503, 'busy', '5', True)


def test_fault_of_the_site_is_a_problem_that_says_nothing_of_it(bridge, monkeypatch, caplog):
    def fail():
        raise KeyError("secret")
    monkeypatch.setattr('asso_portal.api.changes.sequence', fail)
    answer = bridge.get()
    assert (refusal(answer), b'secret' in answer.content) == ((500, 'internal'), False)
    assert 'secret' in caplog.text


@pytest.mark.parametrize('given, kept', [
        ('run-7.3_a', True), ('', False), ('x' * 65, False), ('a b', False), ('a\nb', False)])
def test_request_id_is_taken_over_if_it_is_a_plain_one(bridge, given, kept):
    answer = bridge.client.get(
        f'{API}/changes', secure=True, HTTP_X_REQUEST_ID=given)
    assert (answer['X-Request-ID'] == given) == kept
    assert '\n' not in answer['X-Request-ID']


def test_each_call_leaves_a_line_without_anything_that_was_sent(bridge, caplog):
    caplog.set_level(logging.INFO, 'asso_portal.audit')
    bridge.client.get(
        f'{API}/changes?cursor=evil%0aline', secure=True, headers={'x-request-id': 'r1'})
    bridge.client.generic('EVIL', f'{API}/snapshots/evil%0aline', secure=True)
    lines = [r.getMessage() for r in caplog.records if r.name == 'asso_portal.audit']
    prefix = Token.objects.get().prefix
    assert lines[0].startswith(f'r1 GET changes 400 token={prefix} bytes=')
    assert ' OTHER snapshots 405 token=- bytes=' in lines[1]
    assert not any('evil' in line.lower() or '\n' in line for line in lines)


def test_body_is_read_no_further_than_the_limit(bridge, settings, rf):
    from asso_portal.api.bodies import document
    from asso_portal.api.problems import Problem
    settings.ASSO_PORTAL = {**settings.ASSO_PORTAL, 'BODY_LIMIT': 100}
    request = rf.put('/', b'x' * 10_000, content_type='application/json')
    stream = BytesIO(b'x' * 10_000)
    request._stream = stream
    with pytest.raises(Problem):
        document(request)
    assert stream.tell() == 101
