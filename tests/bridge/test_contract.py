"""The bridge's side of the golden files: it reads what the portal serves, and sends the rest."""
import json

import pytest
import requests
from pydantic import ValidationError

from asso_bridge.contract.answers import Booked, Page, ProblemDetails, Published, Quarantine
from asso_bridge.contract.digest import canonical, digest
from asso_bridge.contract.records import RECORDS, Member
from asso_bridge.contract.snapshot import verified
from asso_bridge.contract.statement import state_digest, verified_statement
from asso_bridge.errors import TryAgain
from asso_bridge.portal import publish
from asso_bridge.portal.refusals import Answered, read_as, refusal
from asso_bridge.sources.dump import Dump
from asso_bridge.sources.live import found
from tests.bridge.dumps import write
from tests.contract.golden import golden


def records():
    "{(type, id): (record, digest)} of the page, except what was deleted"
    page = read_as(Page, golden('page'))
    return {
        (item.type, item.id): (found(item).content, item.digest)
        for item in page.items if item.op == 'upsert'}


def test_record_of_every_type_is_read_and_written_the_same():
    assert {type for type, _ in records()} == set(RECORDS)
    for (type, _), (record, wanted) in records().items():
        assert (RECORDS[type], digest(canonical(record))) == (record.__class__, wanted)


def test_deletion_of_the_page_is_read():
    deleted, = [item for item in read_as(Page, golden('page')).items if item.op == 'delete']
    assert (deleted.type, deleted.id, found(deleted).content) == ('offer', '2', None)


def test_dump_of_the_site_has_the_records_of_the_page(tmp_path):
    site = golden('site')
    with Dump(write(tmp_path / 'site.json', site)) as dump:
        of_dump = {(one.type, one.id): one.content for one in dump.found()}
    del of_dump['offer', '2']  # deleted before the page was asked for
    assert of_dump == {key: record for key, (record, _) in records().items()}


def test_snapshot_is_believed():
    snapshot = verified(golden('snapshot'))
    assert (snapshot.count, str(snapshot.total), len(snapshot.unmatched)) == (3, '18.50', 1)


class Portal:
    "Takes what is put"

    def __init__(self):
        self.put_at = {}

    def put(self, path, content, headers=None):
        self.put_at[path] = json.loads(json.dumps(content))


def told(raw):
    return publish.Told(raw, verified_statement(raw, raw['base']))


@pytest.mark.parametrize('name', ['whole', 'difference'])
def test_statement_is_believed_and_put_as_it_came(name):
    raw, portal = golden('statement')[name], Portal()
    assert publish.put_statement(portal, told(raw)) == 0
    number, cursor = {'whole': (7, 'opaque'), 'difference': (8, 'opaque 8')}[name]
    assert portal.put_at == {f'v2/statements/{number}': raw | {'cursor': cursor}}


def test_difference_of_the_golden_files_leads_from_the_whole_to_its_digest():
    whole, difference = golden('statement')['whole'], golden('statement')['difference']
    digests = {digest(canonical(member)): member for member in whole['members']}
    for gone in difference['gone']:
        del digests[gone]
    members = [*digests.values(), *difference['members']]
    assert state_digest(members, difference['unmatched']) == difference['digest']
    assert (len(members), difference['base']) == (difference['count'], whole['generation'])
    names = {field for member in members for entry in member['entries'] for field in entry}
    assert names >= set(Booked.model_fields)


def test_large_statement_is_put_in_chunks(monkeypatch):
    monkeypatch.setattr(publish, 'LARGEST', 10)
    raw, portal = golden('statement')['whole'], Portal()
    one, *others = [{'members': [member], 'unmatched': []} for member in raw['members']]
    parts = [one, *others, {'members': [], 'unmatched': raw['unmatched']}]
    assert publish.put_statement(portal, told(raw)) == 5
    head = {name: raw[name] for name in raw if name not in ('members', 'unmatched')}
    assert portal.put_at == {
        **{
            f'v2/statements/7/chunks/{number}': {'ledger': raw['ledger'], **part}
            for number, part in enumerate(parts)},
        'v2/statements/7': head | {'cursor': 'opaque', 'chunks': 5}}


@pytest.mark.parametrize('largest, count', [(2300, 3), (3000, 3), (5500, 1)])
def test_no_call_is_larger_than_allowed(monkeypatch, largest, count):
    raw = golden('statement')['whole']
    monkeypatch.setattr(publish, 'LARGEST', largest)
    parts = list(publish.chunks(raw, 400))
    assert [one for part in parts for one in part['members']] == raw['members']
    assert [one for part in parts for one in part['unmatched']] == raw['unmatched']
    assert len(parts) == count
    assert all(len(json.dumps(part, separators=(',', ':'))) + 400 < largest for part in parts)


@pytest.mark.parametrize('cursor, put', [
        ('portal opaque', 'opaque'), ('0' * 64, None), ('', None), (None, None)])
def test_cursor_is_put_as_the_portal_gave_it(cursor, put):
    portal, raw = Portal(), golden('statement')['whole'] | {'cursor': cursor}
    publish.put_statement(portal, told(raw))
    assert portal.put_at['v2/statements/7'] == raw | {'cursor': put}


def test_outcomes_are_put_as_the_ledger_has_them():
    wanted = golden('outcomes')['outcomes']
    held = Quarantine.model_validate({'changes': [
        {**one, 'id': number, 'record': one['id']} for number, one in enumerate(wanted, 1)]})
    assert publish.outcomes(held) == wanted


def test_statement_that_the_portal_shows_is_known_again():
    document = golden('statement')['whole']
    shown = read_as(Published, document | {'received': document['as_of']})
    assert (shown.generation, shown.digest) == (7, document['digest'])


@pytest.mark.parametrize('problem', golden('problems'), ids=lambda problem: problem['type'])
def test_problem_is_understood(problem):
    response = requests.Response()
    response.status_code = problem['status']
    response.headers['Content-Type'] = 'application/problem+json'
    error = refusal(Answered(response, json.dumps(problem).encode()), 'https://portal/')
    assert isinstance(error, TryAgain) == problem['retryable']
    assert read_as(ProblemDetails, problem).code == problem['type']


@pytest.mark.parametrize('given', [{}, {'number': None}, {'number': ''}, {'number': '12'}])
def test_member_without_a_number_has_its_id_for_one(given):
    record = Member.model_validate_json(json.dumps({
        'id': '12', 'kind': 'natural', 'last_name': "Huß", 'status': 'member', **given}))
    assert record.number == '12'


def test_number_that_is_no_text_is_refused():
    with pytest.raises(ValidationError):
        Member(id='12', kind='natural', last_name="Huß", status='member', number=0)
