"""What an attacker might try: each attempt is refused, and changes nothing."""
import logging
import re

import pytest
from django.test import Client
from django.urls import reverse

from asso_portal.models import Outcome
from tests.portal.bridge import API, token
from tests.portal.snapshots import AS_OF, entry, receive
from tests.site.members.models import Member

EVIL = 'https://evil.example/'
OUTCOMES = {'as_of': AS_OF, 'outcomes': []}
PLACES = [
    f'/situation/{place}' for place in [
        '', '{pk}/', 'qr.svg', 'bill/1/', 'bill/1/pdf', 'statement/', 'statement.csv',
        'statement.pdf', 'situation.json']]


@pytest.fixture
def strict(odile):
    "Odile's browser; Django demands the CSRF token of it, as of any"
    client = Client(enforce_csrf_checks=True)
    client.force_login(odile)
    return client


def is_logged_in(client):
    return client.get('/situation/').status_code == 200


def test_log_out_that_another_site_sends_is_refused(strict):
    assert strict.post('/logout/').status_code == 403
    assert is_logged_in(strict)


def test_log_out_of_the_page_bears_what_csrf_demands(strict):
    page = strict.get('/situation/').content.decode()
    secret = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    assert strict.post('/logout/', {'csrfmiddlewaretoken': secret}).status_code == 302
    assert not is_logged_in(strict)


def test_page_of_another_site_cannot_write_with_a_session(strict):
    put = strict.put(
        f'{API}/outcomes', OUTCOMES, content_type='application/json', secure=True)
    assert (put.status_code, put.json()['type']) == (401, 'token-missing')


def test_token_needs_no_cookie_and_no_csrf(db):
    client = Client(enforce_csrf_checks=True)
    put = client.put(
        f'{API}/outcomes', OUTCOMES, content_type='application/json', secure=True,
        headers={'authorization': f'Bearer {token()}'})
    assert (put.status_code, put.cookies) == (204, {})


def test_token_in_the_address_is_none(db, client):
    answer = client.get(f'{API}/changes', {'token': token(), 'access_token': token()}, secure=True)
    assert answer.status_code == 401


@pytest.mark.parametrize('place', PLACES)
def test_session_of_who_is_no_longer_active_opens_nothing(odile, client, place):
    receive(odile, entry())
    client.force_login(odile)
    place = place.format(pk=odile.pk)
    Member.objects.update(is_active=False)
    assert client.get(place)['Location'] == f'/login/?next={place}'


@pytest.mark.parametrize('place', PLACES)
def test_session_that_was_ended_opens_nothing(odile, client, place):
    client.force_login(odile)
    stolen = Client()
    stolen.cookies['sessionid'] = client.cookies['sessionid'].value
    assert is_logged_in(stolen)
    client.post('/logout/')
    assert stolen.get(place.format(pk=odile.pk)).status_code == 302


def log_in(client, after):
    return client.post('/login/', {'username': 'odile', 'password': 'secret', 'next': after})


@pytest.mark.parametrize('after', [
        EVIL, '//evil.example', '/\\evil.example', 'javascript:alert(1)',
        'https:evil.example', '\thttps://evil.example', '///evil.example'])
def test_log_in_leads_to_no_other_site(odile, client, after):
    odile.set_password('secret')
    odile.save()
    assert log_in(client, after)['Location'] == '/situation/'
    # One who is logged in already is sent on as well
    assert client.get('/login/', {'next': after})['Location'] == '/situation/'


@pytest.mark.parametrize('path', [
        '//evil.example/situation/', '//evil.example/situation', '/situation//evil.example',
        '//situation', '/situation/https://evil.example/'])
def test_address_leads_to_no_other_site(odile, client, path):
    client.force_login(odile)
    # As it comes: the test's client would take the host off
    answer = client.get('/', PATH_INFO=path)
    assert answer.status_code in (301, 404)
    assert not re.match(r'(https?:)?//', answer.get('Location', ''))


@pytest.mark.postgresql("ids that PostgreSQL does not take")
@pytest.mark.parametrize('id', [EVIL, '//evil.example', '../../evil', '%0d%0aX-Evil: 1'])
def test_refusal_leads_to_no_other_site(admin_client, id):
    outcome = Outcome.objects.create(
        type='bill', external_id=id, operation='upsert', state='refused', as_of=AS_OF)
    answer = admin_client.get(f'/admin/asso_portal/outcome/{outcome.pk}/record/')
    assert answer['Location'] == reverse('admin:asso_portal_outcome_changelist')


@pytest.mark.parametrize('place', ['/situation/', f'{API}/changes'])
def test_host_of_another_site_is_refused(odile, client, place):
    client.force_login(odile)
    answer = client.get(place, secure=True, headers={'host': 'evil.example'})
    assert answer.status_code == 400
    forwarded = client.get('/situation/', headers={'x-forwarded-host': 'evil.example'})
    assert b'evil' not in forwarded.content


@pytest.mark.parametrize('text', ['\r\nX-Evil: 1', '\nX-Evil: 1', '%0d%0aX-Evil:%201'])
def test_line_of_a_caller_becomes_no_header(odile, client, text):
    odile.set_password('secret')
    odile.save()
    headers = {'x-request-id': f'a{text}', 'if-none-match': f'"a"{text}', 'accept-language': text}
    answers = [
        client.get(f'{API}/changes', {'cursor': text}, secure=True, headers={
            **headers, 'authorization': f'Bearer {token()}'}),
        client.get(f'/situation/{text}/', headers=headers),
        client.get('/login/', {'next': f'/situation/{text}'}, headers=headers),
        log_in(client, f'/situation/{text}'),
        ]
    for answer in answers:
        assert answer.status_code < 500
        assert 'X-Evil' not in answer
        for name, value in answer.items():
            assert not re.search(r'[\r\n]', name + value)


@pytest.mark.parametrize('path', [
        '/situation/x%0aERROR%20evil/', '/situation/bill/x%0d%0aERROR%20evil/',
        f'{API}/%0aERROR%20evil'])
def test_line_of_a_caller_becomes_no_line_of_a_log(odile, client, caplog, path):
    caplog.set_level(logging.INFO)
    client.force_login(odile)
    assert client.get(path, secure=True).status_code == 404
    assert caplog.records
    for record in caplog.records:
        assert not re.search(r'[\r\n]', record.getMessage())


def test_language_of_a_caller_becomes_no_html(odile, client):
    client.force_login(odile)
    answer = client.get('/situation/', headers={'accept-language': '"><script>'})
    assert (answer.status_code, answer.content.count(b'<script')) == (200, 1)  # our own


def test_name_of_a_member_becomes_no_html(admin_client):
    other = Member.objects.create_user('x', first_name='<script>', last_name='"\'><b>')
    answer = admin_client.get(f'/situation/{other.pk}/')
    assert (answer.status_code, answer.content.count(b'<script')) == (200, 1)  # our own


def test_page_is_shown_in_no_frame_of_another_site(odile, client):
    client.force_login(odile)
    answer = client.get('/situation/')
    assert (answer['X-Frame-Options'], answer['X-Content-Type-Options']) == ('DENY', 'nosniff')
