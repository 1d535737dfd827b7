"""The portal's side of the golden files: it serves and takes them, as its OpenAPI document says."""
import json
from base64 import b64decode
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import jsonschema_rs
import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import override_settings

import asso_portal
from asso_portal.models import Account, BankFile, Feed, Outcome
from asso_portal.records import canonical, digest
from tests.contract.golden import golden
from tests.portal.bridge import API, API_2, Bridge, token
from tests.site.members.models import Member
from tests.site.offers.models import Offer

OPENAPI = json.loads((Path(asso_portal.__file__).parent / 'openapi.json').read_text())


def beyond_the_rate(bridge):
    cache.clear()
    with override_settings(ASSO_PORTAL={**settings.ASSO_PORTAL, 'RATE': 1}):
        return [bridge.get() for _ in range(3)][2]


# For each problem, a call that is answered by it
CALLS = {
    'token-missing': lambda bridge: Bridge('x').client.get(
        '/api/asso/v1/changes', headers={'authorization': ''}, secure=True),
    'token-invalid': lambda bridge: Bridge('x').get(),
    'scope-missing': lambda bridge: Bridge(token(['changes:read'], name='reader')).get('/snapshot'),
    'tls-required': lambda bridge: bridge.client.get('/api/asso/v1/changes'),
    'cursor-invalid': lambda bridge: bridge.get(cursor='x'),
    'epoch-changed': lambda bridge: [
        bridge.page(), Feed.objects.update(epoch=uuid4()), bridge.get(cursor=bridge.cursor)][2],
    'rate-limited': beyond_the_rate,
    'not-found': lambda bridge: bridge.get('/snapshot'),
    'snapshot-invalid': lambda bridge: bridge.put('/snapshots/7', {}),
    'generation-old': lambda bridge: [
        bridge.put('/snapshots/7', golden('snapshot')),
        bridge.put('/snapshots/6', golden('snapshot') | {'generation': 6})][1],
    'base-unknown': lambda bridge: [
        setattr(bridge, 'api', API_2),
        bridge.put('/statements/8', golden('statement')['difference'])][1],
    'ledger-changed': lambda bridge: [
        bridge.put('/snapshots/7', golden('snapshot')),
        bridge.put('/snapshots/7', golden('snapshot') | {'ledger': 'another'})][1],
    }


def assert_fits(schema, content):
    jsonschema_rs.validator_for(
        {'$ref': f'#/components/schemas/{schema}', 'components': OPENAPI['components']},
        validate_formats=True).validate(content)


def test_site_is_served_as_the_page_says(bridge, load):
    load(golden('site'))
    bridge.read()
    Offer.objects.get(pk=2).delete()
    page = Bridge(token(name='another')).get().json()
    wanted = golden('page')
    assert_fits('Page', page)
    assert_fits('Page', wanted)
    assert set(page) == set(wanted)
    assert page | {'epoch': wanted['epoch'], 'next': wanted['next']} == wanted


def test_page_of_the_golden_files_has_every_type():
    items = golden('page')['items']
    assert {item['type'] for item in items} == set(OPENAPI['components']['schemas']['Type']['enum'])
    assert {item['op'] for item in items} == {'upsert', 'delete'}
    for item in items:
        if item['op'] == 'upsert':
            assert digest(canonical(item['data'])) == item['digest']


def test_snapshot_is_taken_whole(bridge):
    document = golden('snapshot')
    assert_fits('Snapshot', document)
    answer = bridge.put('/snapshots/7', document)
    assert answer.status_code == 201
    assert_fits('SnapshotMeta', answer.json())
    assert bridge.get('/snapshot').json() == answer.json()
    told = {name: answer.json()[name] for name in ('ledger', 'generation', 'as_of', 'digest')}
    assert told == {name: document[name] for name in told}


def test_snapshot_is_taken_in_chunks(bridge):
    parts = golden('chunks')
    for number, chunk in enumerate(parts['chunks']):
        assert_fits('Chunk', chunk)
        assert bridge.put(f'/snapshots/7/chunks/{number}', chunk).status_code == 204
    assert_fits('Snapshot', parts['head'])
    answer = bridge.put('/snapshots/7', parts['head'])
    assert answer.status_code == 201
    # The same snapshot, put whole, is nothing new
    assert bridge.put('/snapshots/7', golden('snapshot')).status_code == 200
    assert answer.json()['digest'] == golden('snapshot')['digest']


@pytest.fixture
def newer(bridge):
    "The same bridge, of version 2"
    bridge.api = API_2
    return bridge


def test_statement_is_taken_whole_and_then_its_difference(newer):
    for name in 'whole', 'difference':
        document = golden('statement')[name]
        assert_fits('Statement', document)
        for status in 201, 200:
            answer = newer.put(f'/statements/{document["generation"]}', document)
            assert answer.status_code == status
            assert_fits('SnapshotMeta', answer.json())
        shown = newer.get('/statement')
        assert (shown.json(), shown['ETag']) == (answer.json(), answer['ETag'])
        told = {name: shown.json()[name] for name in ('ledger', 'generation', 'as_of', 'digest')}
        assert told == {name: document[name] for name in told}
    assert newer.get('/statement', headers={'if-none-match': shown['ETag']}).status_code == 304
    kept = Account.objects.order_by('number')
    assert list(kept.values_list('member', 'balance')) == [
        ('1', Decimal('-1.50')), ('2', Decimal('-2.00')), ('4', Decimal('-15.00')),
        (None, Decimal('9.00'))]


def test_statement_is_taken_in_chunks(newer):
    whole = golden('statement')['whole']
    for number, member in enumerate(whole['members']):
        chunk = {'ledger': whole['ledger'], 'members': [member], 'unmatched': (
            whole['unmatched'] if member['id'] is None else [])}
        assert_fits('StatementChunk', chunk)
        assert newer.put(f'/statements/7/chunks/{number}', chunk).status_code == 204
    head = {name: whole[name] for name in whole if name not in ('members', 'unmatched')}
    assert_fits('Statement', head | {'chunks': 4})
    assert newer.put('/statements/7', head | {'chunks': 4}).status_code == 201
    assert newer.put('/statements/7', whole).status_code == 200


def test_statement_is_not_there_before_it_came_by_version_2(bridge, newer):
    assert newer.get('/statement').status_code == 404
    bridge.api = API
    bridge.put('/snapshots/7', golden('snapshot'))
    bridge.api = API_2
    assert newer.get('/statement').status_code == 404


def test_changes_and_document_of_version_2_are_those_of_version_1(newer):
    changes = newer.get('/changes').json()
    newer.api = API
    assert newer.get('/changes').json() == changes
    assert newer.client.get(f'{API_2}/openapi.json').json() == (
        newer.client.get(f'{API}/openapi.json').json())


@pytest.mark.parametrize('api', [API, API_2])
def test_outcomes_are_taken(bridge, api):
    document, bridge.api = golden('outcomes'), api
    assert_fits('Outcomes', document)
    assert bridge.put('/outcomes', document).status_code == 204
    assert list(Outcome.objects.order_by('pk').values_list(
        'type', 'external_id', 'operation', 'state', 'code', 'reason')) == [
        (one['type'], one['id'], one['op'], one['state'], one['code'] or '', one['reason'] or '')
        for one in document['outcomes']]


@pytest.mark.parametrize('problem', golden('problems'), ids=lambda problem: problem['type'])
def test_problem_is_told_as_the_golden_file_says(bridge, problem):
    assert_fits('Problem', problem)
    answer = CALLS[problem['type']](bridge)
    told = answer.json()
    assert_fits('Problem', told)
    assert answer.status_code == problem['status']
    assert told | {'request_id': problem['request_id']} == problem


def test_file_of_the_bank_is_served_and_its_outcome_taken(newer):
    wanted = golden('bank')
    (one,) = wanted['waiting']['files']
    file = BankFile(pk=one['id'], answers=one['answers'], attempt=one['attempt'])
    file.take(one['name'], b64decode(wanted['content']['content']), Member(username='gwenn'))
    file.save()
    for schema, path, name in [
            ('BankFiles', '/bank-files', 'waiting'),
            ('BankFileContent', f"/bank-files/{one['id']}", 'content')]:
        assert newer.get(path).json() == wanted[name]
        assert_fits(schema, wanted[name])
    for name in 'asked', 'refused', 'outcome':
        assert_fits('BankOutcome', wanted[name])
        assert newer.put(f"/bank-files/{one['id']}/outcome", wanted[name]).status_code == 204
    # The others are of an earlier attempt
    assert BankFile.objects.get().state == 'carried'
