"""Whatever is sent to any address of the API is answered, with a token or without: never a 5xx."""
import json

import pytest

from asso_portal.models import Chunk, Outcome, Snapshot
from asso_portal.urls import urlpatterns
from tests.bridge.dumps import rows
from tests.portal.bridge import API, token
from tests.portal.snapshots import AS_OF, LEDGER, document, entry, member

METHODS = ['GET', 'HEAD', 'PUT', 'POST', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'X']
NUMBERS = ['1', '0', '-1', '9' * 400, '1e9', '%00', '%1b', '%ff', '٣', 'x']
QUERIES = [
    '', 'cursor=%00', 'cursor=%ff', 'cursor=' + 'x' * 5000, 'limit=' + '9' * 400, 'limit=%00',
    'limit=1&limit=x', '&'.join(f'a{n}' for n in range(1500)), 'limit=٣', '%00=%00']
HEADERS = [
    {'accept': ';;'}, {'accept': 'text/html'}, {'accept': '*/*;q=x'}, {'accept': '\xff'},
    {'if-none-match': '"' * 99}, {'if-match': '\x01'}, {'content-encoding': 'gzip'},
    {'x-request-id': '\x1b' * 99}, {'host': 'testserver:99999999'}, {'content-type': ''}]
TOKENS = [
    None, 'Bearer', 'Bearer \xff', 'Basic x', f'Bearer asso_{"0" * 8}_{"x" * 43}', 'Bearer x\0']
NUMBERS_OF_JSON = [
    '1e999', '-1e999', 'NaN', 'Infinity', '1e-999', '9' * 400, '9' * 5000, '-0', '1.5']
TEXTS = ['"\\u0000"', '"\\ud800"', '"\\u001b[31m"', '"' + 'x' * 20_000 + '"', 'null', 'true']
DEEP = [n * '[' + n * ']' for n in (60, 400, 900, 100_000)]
RAW = [
    b'', b'\0', b'\xff', b'\xef\xbb\xbf{}', b'{', b'[]', b'"x"', b'{}{}', b'{"a":1,"a":2}',
    '{"é": 1}'.encode('utf-16'), '{"é": 1}'.encode('latin-1'), b'[' * 100_000, b'{"a":' * 5000]


@pytest.fixture
def ask(load, client, settings):
    settings.ASSO_PORTAL = {**settings.ASSO_PORTAL, 'RATE': 10 ** 9}
    load(rows())
    client.raise_request_exception = False
    bearer = f'Bearer {token()}'

    def call(method, path, body=b'', bearer=bearer, **headers):
        headers = {'content-type': 'application/json', 'authorization': bearer, **headers}
        kind = headers.pop('content-type')
        sent = {f'HTTP_{n.upper().replace("-", "_")}': v for n, v in headers.items() if v}
        return client.generic(method, f'{API}{path}', body, kind, secure=True, **sent).status_code
    return call


def addresses():
    for url in urlpatterns:
        pattern = str(url.pattern).removeprefix('v1').replace('<str:generation>', '{}')
        yield from {pattern.replace('<str:chunk>', number).format(number) for number in NUMBERS}


@pytest.mark.postgresql("what a text may hold")
def test_address_that_is_odd_is_answered(ask):
    found = {
        (method, path): ask(method, path) for path in addresses() for method in METHODS}
    found |= {query[:40]: ask('GET', f'/changes?{query}') for query in QUERIES}
    found |= {
        (str(headers), method, path): ask(method, path, b'{}', **headers)
        for headers in HEADERS for method, path in [
            ('GET', '/changes'), ('GET', '/snapshot'), ('PUT', '/snapshots/1'),
            ('PUT', '/outcomes')]}
    assert {where: status for where, status in found.items() if status >= 500} == {}


@pytest.mark.postgresql("what a text may hold")
def test_caller_without_a_token_is_told_nothing(ask):
    for bearer in TOKENS:
        for method, path in [
                ('GET', '/changes?cursor=%00'), ('GET', '/snapshot'), ('PUT', '/snapshots/1'),
                ('PUT', '/snapshots/1/chunks/0'), ('PUT', '/outcomes')]:
            assert ask(method, path, b'\xff', bearer) == 401, (bearer, path)


def bodies():
    "{what is odd: body} for each call that has one"
    whole = {
        '/snapshots/1': document([member('1', entry())]),
        '/snapshots/1/chunks/0': {
            'ledger': LEDGER, 'members': [member('1', entry())], 'unmatched': []},
        '/outcomes': {'as_of': AS_OF, 'outcomes': [
            {'type': 'bill', 'id': '1', 'op': 'upsert', 'state': 'refused', 'code': 'x',
             'reason': 'y', 'since': AS_OF}]}}
    odd = [*NUMBERS_OF_JSON, *TEXTS, '[]', '{}', '[1e999]', '[[]]', '[{}]', '""']
    for path, sound in whole.items():
        for raw in RAW:
            yield path, raw
        for field in {**sound, 'cursor': 1, 'chunks': 1, 'force': 1}:
            for value in odd:
                yield path, _with(sound, field, value)
    for path, places in [
            ('/snapshots/1/chunks/0', ['members', 0]),
            ('/snapshots/1/chunks/0', ['members', 0, 'entries', 0]),
            ('/snapshots/1', ['members', 0, 'entries', 0]), ('/outcomes', ['outcomes', 0])]:
        inner = whole[path]
        for place in places:
            inner = inner[place]
        for field in [*inner, 'more']:
            for value in [*odd, *(DEEP if field == 'more' else ())]:
                text = json.dumps(whole[path]).replace(
                    json.dumps(inner), _with(inner, field, value).decode())
                yield path, text.encode()


def _with(sound, field, value):
    return json.dumps({**sound, field: '*'}).replace('"*"', value).encode()


@pytest.mark.postgresql("what a column takes")
def test_body_that_is_odd_is_taken_or_refused(ask):
    wrong = {
        (path, body[:300]): status for path, body in bodies()
        if (status := ask('PUT', path, body)) >= 500}
    assert wrong == {}
    # And what was taken can be read
    assert ask('GET', '/snapshot') in (200, 404)
    for model in (Snapshot, Outcome, Chunk):
        list(model.objects.all())


@pytest.mark.parametrize('moment', [
        '0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '9999-12-31T23:59:59-12:00'])
@pytest.mark.parametrize('use_tz', [True, False])
@pytest.mark.postgresql("what a column takes")
def test_moment_at_the_ends_of_time_is_taken_or_refused(ask, settings, use_tz, moment):
    settings.USE_TZ = use_tz
    body = json.dumps(document([member('1', entry())], as_of=moment)).encode()
    assert ask('PUT', '/snapshots/1', body) in (201, 422)
    assert ask('GET', '/snapshot') in (200, 404)
