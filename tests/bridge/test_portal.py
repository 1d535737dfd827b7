"""The portal's client against answers that a test gives: what is read, retried, or refused."""
import json
from base64 import b64decode

import pytest

from asso_bridge import retry
from asso_bridge.config import load
from asso_bridge.contract.digest import NO_DIGEST
from asso_bridge.contract.records import Problem
from asso_bridge.errors import BrokenContract, Stop, TryAgain, WrongSetting
from asso_bridge.portal.calls import Portal
from asso_bridge.portal.refusals import PortalRefusal
from asso_bridge.sources.live import LivePortal
from tests.bridge.scripted import OFFER, TOKEN, Scripted, answer, item, page
from tests.contract.golden import golden


@pytest.fixture
def portal_of(monkeypatch):
    "A client of a portal that gives these answers: (client, scripted)"
    monkeypatch.setattr(retry, 'LONGEST_PAUSE', 0.0)
    monkeypatch.setattr('asso_bridge.portal.calls.BACKOFF', 0)
    opened = []

    def open_(*answers, **settings):
        scripted = Scripted(*answers)
        client = Portal(load(
            portal_url=scripted.url, portal_token=TOKEN, portal_timeout=5,
            **{'tries': 3, **settings}))
        opened.append((client, scripted))
        return client, scripted
    yield open_
    for client, scripted in opened:
        client.close()
        scripted.close()


def problem(status, code, **headers):
    return status, json.dumps({
        'type': code, 'title': "No", 'status': status, 'detail': "It is so.",
        'request_id': 'abc'}).encode(), {'Content-Type': 'application/problem+json', **headers}


HTML = (200, b'<p>Back soon</p>', {'Content-Type': 'text/html'})


def says(portal, kind=Stop):
    with pytest.raises(kind) as raised:
        portal.changes('', 10)
    assert TOKEN not in str(raised.value)
    return raised.value


def test_page_that_another_was_asked_for_is_none(portal_of):
    portal, scripted = portal_of(page(item(9), after='b'), page(item(1), after='a'))
    assert portal.changes('a', 10).items[0].seq == 1


def test_page_is_asked_for_with_the_token(portal_of):
    portal, scripted = portal_of(page(item(1)))
    assert portal.changes('c d', 7).items[0].data == OFFER
    (method, path, headers, _), = scripted.asked
    assert (method, path) == ('GET', '/api/v2/changes?cursor=c+d&limit=7')
    assert headers['Authorization'] == f'Bearer {TOKEN}'


@pytest.mark.parametrize('spoilt', [
    HTML,
    (200, b'', {'Content-Type': 'application/json'}),
    (200, b'{"contract": 1', {'Content-Type': 'application/json'}),
    (500, b'', {}),
    (502, b'<html>', {'Content-Type': 'text/html'}),
    problem(503, 'busy', **{'Retry-After': '0'}),
    problem(429, 'rate-limited', **{'Retry-After': '0'}),
    page(item(2), item(1)),
    page(item(1) | {'digest': 'f' * 64}),
    ])
def test_answer_that_is_spoilt_is_asked_for_again(portal_of, spoilt):
    portal, scripted = portal_of(spoilt, spoilt, page(item(1)))
    assert portal.changes('', 10).head == 1
    assert len(scripted.asked) == 3


def test_answer_that_stays_spoilt_ends_the_call(portal_of):
    portal, scripted = portal_of(HTML)
    assert 'text/html' in says(portal, TryAgain).what
    assert len(scripted.asked) == 3


@pytest.mark.parametrize('status, code, kind, mend', [
    (400, 'cursor-invalid', PortalRefusal, 'run --full'),
    (401, 'token-invalid', PortalRefusal, 'token create'),
    (403, 'scope-missing', PortalRefusal, 'scopes'),
    (403, 'tls-required', PortalRefusal, 'https'),
    (404, 'not-found', WrongSetting, 'portal_url'),
    (409, 'epoch-changed', PortalRefusal, 'run --full'),
    (409, 'generation-old', PortalRefusal, 'publish --new-ledger'),
    (409, 'ledger-changed', PortalRefusal, 'publish --new-ledger'),
    (409, 'balances-zeroed', PortalRefusal, 'publish --force'),
    (409, 'base-unknown', PortalRefusal, 'publish'),
    (413, 'body-too-large', PortalRefusal, 'BODY_LIMIT'),
    (422, 'snapshot-invalid', BrokenContract, 'abc'),
    ])
def test_refusal_says_what_to_do_and_is_not_asked_again(portal_of, status, code, kind, mend):
    portal, scripted = portal_of(problem(status, code))
    assert mend in says(portal, kind).mend
    assert len(scripted.asked) == 1


@pytest.mark.parametrize('status, code', [(404, 'not-found'), (403, 'scope-missing')])
def test_portal_that_hands_over_no_files_of_the_bank_has_none(portal_of, status, code):
    "An older one, or a token that was made before"
    portal, scripted = portal_of(problem(status, code))
    assert portal.bank_files() == []
    assert scripted.asked[0][1] == '/api/v2/bank-files'


def test_refusal_to_hand_over_files_stops(portal_of):
    portal, _ = portal_of(problem(403, 'tls-required'))
    with pytest.raises(PortalRefusal):
        portal.bank_files()


def test_content_that_is_not_what_its_digest_says_is_asked_for_again(portal_of):
    wanted = golden('bank')
    portal, scripted = portal_of(
        answer(wanted['waiting']), answer({'content': 'eA=='}), answer(wanted['content']))
    (file,) = portal.bank_files()
    assert portal.bank_content(file) == b64decode(wanted['content']['content'])
    assert len(scripted.asked) == 3


def test_redirect_is_not_followed(portal_of):
    portal, scripted = portal_of((302, b'', {'Location': 'https://evil.example.org/take?x'}))
    assert says(portal, WrongSetting).what == (
        "The portal redirects to https://evil.example.org.")
    assert len(scripted.asked) == 1


def test_other_version_of_the_contract_stops(portal_of):
    portal, _ = portal_of(page(item(1), contract=2))
    assert 'version 2' in says(portal, BrokenContract).what


def test_portal_that_is_not_there(monkeypatch):
    monkeypatch.setattr('asso_bridge.portal.calls.BACKOFF', 0)
    portal = Portal(load(portal_url='http://127.0.0.1:9/api', portal_token=TOKEN, tries=2))
    assert says(portal, TryAgain).what == "The portal cannot be reached: Connection refused."


def test_put_that_is_answered_by_a_page_of_a_proxy_is_put_again(portal_of):
    portal, scripted = portal_of(HTML, answer({'generation': 3}))
    assert portal.put('v2/statements/3', {'a': 'é'}) == {'generation': 3}
    assert [asked[3] for asked in scripted.asked] == ['{"a":"é"}'.encode()] * 2


def test_statement_before_the_first_is_none(portal_of):
    portal, scripted = portal_of(problem(404, 'not-found'))
    assert (portal.published(), portal.shown()) == (None, None)
    assert [asked[1] for asked in scripted.asked] == ['/api/v2/statement', '/api/v1/snapshot']


def test_portal_of_an_older_release_is_named(portal_of):
    portal, _ = portal_of(problem(404, 'not-found'))
    with pytest.raises(WrongSetting) as raised:
        portal.put('v2/statements/1', {})
    assert 'older release' in raised.value.mend


def test_pages_are_read_to_the_end_and_the_last_of_a_name_counts(portal_of):
    gone = item(5, {'id': '2'}) | {'op': 'delete', 'digest': NO_DIGEST, 'data': None}
    portal, scripted = portal_of(
        page(item(1), has_more=True, cursor='a'),
        page(has_more=True, cursor='a'),
        page(item(4, OFFER | {'name': "Fibre"}), gone, cursor='b'))
    source = LivePortal(portal)
    found = list(source.found())
    assert [(f.type, f.id, f.content and f.content.name) for f in found] == [
        ('offer', '1', "Tunnel"), ('offer', '1', "Fibre"), ('offer', '2', None)]
    assert (source.cursor, source.seq, source.head) == ('portal b', 5, 5)
    assert [asked[1].partition('?')[2] for asked in scripted.asked] == [
        'cursor=&limit=500', 'cursor=a&limit=500', 'cursor=a&limit=500']


def test_record_that_breaks_the_contract_is_unreadable(portal_of):
    payment = {
        'id': '7', 'member': None, 'date': '2026-01-01', 'amount': '12,50', 'means': 'cash',
        'label': '', 'bill': None, 'allocations': []}
    portal, _ = portal_of(page(item(1, payment, 'payment')))
    found, = LivePortal(portal).found()
    assert found.content == Problem(
        code='money_form', field='amount', value='12,50', record='payment 7')
