"""A volunteer drops a file of the bank in the admin; the bridge takes it and tells its outcome."""
import base64
import hashlib
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile

from asso_portal.feed import nudge
from asso_portal.models import BankFile
from asso_portal.moments import now
from tests.portal.bridge import API_2, Bridge, token
from tests.site.members.models import Member

CONTENT = 'Date;Libellé;Montant\n03/02/2026;VIR ODILE;30,00\n'.encode('cp1252')
AS_OF = '2026-11-27T10:15:00Z'
QUESTION = {
    'what': 'date_order', 'text': "Which day is 03/02/2026?", 'choices': [
        {'value': 'dmy', 'means': "3 February"}, {'value': 'mdy', 'means': "March 2"}]}
PLACE = '/admin/asso_portal/bankfile/'


@pytest.fixture
def volunteer(db, client):
    "Someone of the staff who may drop files, and do nothing else"
    user = Member.objects.create_user('gwenn', is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename='drop_bank_files'))
    client.force_login(user)
    return client


@pytest.fixture
def bridge(db):
    return Bridge(api=API_2)


def drop(client, content=CONTENT, name='relevé.csv', **values):
    "Drop a file in the form of the admin"
    upload = SimpleUploadedFile(name, content)
    return client.post(f'{PLACE}add/', {'upload': upload, 'account': '', **values})


def waiting(bridge):
    answer = bridge.get('/bank-files')
    assert answer.status_code == 200
    return answer.json()['files']


def outcome(file, state='carried', **values):
    return {
        'attempt': file['attempt'], 'as_of': AS_OF, 'state': state, 'message': None,
        'outcomes': [{'outcome': 'matched', 'rows': 2, 'total': '1030.00'}], 'warnings': [],
        'questions': [], **values}


def tell(bridge, file, state='carried', **values):
    answer = bridge.put(f"/bank-files/{file['id']}/outcome", outcome(file, state, **values))
    assert answer.status_code == 204


def page(client, place=PLACE, language='fr'):
    answer = client.get(place, headers={'accept-language': language})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.postgresql("bytes in a column")
def test_file_that_was_dropped_is_given_to_the_bridge(volunteer, bridge):
    assert waiting(bridge) == []
    assert drop(volunteer, account='FR76 1234').status_code == 302
    (file,) = waiting(bridge)
    assert file == {
        'id': file['id'], 'name': 'relevé.csv', 'size': len(CONTENT), 'account': 'FR76 1234',
        'digest': hashlib.sha256(CONTENT).hexdigest(), 'answers': {}, 'attempt': 1}
    content = bridge.get(f"/bank-files/{file['id']}").json()['content']
    assert base64.b64decode(content) == CONTENT
    assert BankFile.objects.get().dropped_by == 'gwenn'


@pytest.mark.postgresql("bytes in a column")
def test_file_that_was_carried_leaves_its_outcome_alone(volunteer, bridge):
    drop(volunteer)
    (file,) = waiting(bridge)
    tell(bridge, file)
    kept = BankFile.objects.get()
    assert (kept.state, kept.content) == ('carried', None)
    assert waiting(bridge) == []
    assert bridge.get(f"/bank-files/{file['id']}").status_code == 404
    shown = page(volunteer)
    assert "dans la comptabilité" in shown
    assert "rapprochées : 2 lignes, 1\xa0030,00" in shown.replace('\u202f', '\xa0')


def test_outcome_that_comes_twice_counts_once(volunteer, bridge):
    drop(volunteer)
    (file,) = waiting(bridge)
    tell(bridge, file, 'refused', message="C’est un PDF.")
    tell(bridge, file)
    assert (BankFile.objects.get().state, BankFile.objects.get().message) == (
        'refused', "C’est un PDF.")
    assert "C’est un PDF." in page(volunteer)


def test_question_is_answered_and_the_file_tried_again(volunteer, bridge):
    drop(volunteer)
    (file,) = waiting(bridge)
    tell(bridge, file, 'asked', questions=[QUESTION])
    place = f"{PLACE}{file['id']}/change/"
    shown = page(volunteer, place)
    assert QUESTION['text'] in shown and "3 February" in shown
    assert "rapprochées" not in shown
    refused = volunteer.post(place, {'account': ''})
    assert refused.status_code == 200
    assert waiting(bridge) == []
    assert volunteer.post(
        place, {'account': '', 'question_date_order': 'dmy'}).status_code == 302
    (again,) = waiting(bridge)
    assert (again['attempt'], again['answers']) == (2, {'date_order': 'dmy'})
    # A reply to the first attempt that comes late
    tell(bridge, file, 'asked', questions=[QUESTION])
    assert waiting(bridge) == [again]
    tell(bridge, again)
    assert BankFile.objects.get().state == 'carried'


def test_file_that_was_refused_is_tried_with_an_account(volunteer, bridge):
    drop(volunteer)
    (file,) = waiting(bridge)
    tell(bridge, file, 'refused', message="Quel compte ?", outcomes=[])
    assert volunteer.post(
        f"{PLACE}{file['id']}/change/", {'account': 'Banque'}).status_code == 302
    (again,) = waiting(bridge)
    assert (again['attempt'], again['account']) == (2, 'Banque')
    assert BankFile.objects.get().message == ''


@pytest.mark.parametrize('state', ['waiting', 'carried'])
def test_file_that_waits_or_is_carried_is_only_read(volunteer, bridge, state):
    drop(volunteer)
    (file,) = waiting(bridge)
    if state == 'carried':
        tell(bridge, file)
    place = f"{PLACE}{file['id']}/change/"
    assert 'name="_save"' not in page(volunteer, place)
    assert volunteer.post(place, {'account': 'x'}).status_code == 403


def test_content_of_what_nobody_tries_again_is_deleted(volunteer, bridge):
    drop(volunteer)
    (file,) = waiting(bridge)
    tell(bridge, file, 'refused', message="Non.")
    BankFile.objects.update(told=now() - timedelta(days=29))
    waiting(bridge)
    assert bytes(BankFile.objects.get().content) == CONTENT
    BankFile.objects.update(told=now() - timedelta(days=31))
    waiting(bridge)
    assert BankFile.objects.get().content is None
    assert 'name="_save"' not in page(volunteer, f"{PLACE}{file['id']}/change/")


def test_file_that_is_too_large_is_not_taken(volunteer, settings, bridge):
    settings.ASSO_PORTAL = {**settings.ASSO_PORTAL, 'BANK_FILE_LIMIT': 10}
    answer = drop(volunteer)
    assert answer.status_code == 200
    assert "Exportez une période plus courte" in answer.content.decode()
    assert waiting(bridge) == []


def test_staff_without_the_permission_sees_no_files(volunteer, client):
    drop(volunteer)
    file = BankFile.objects.get()
    client.force_login(Member.objects.create_user('other', is_staff=True))
    for place in PLACE, f'{PLACE}add/', f'{PLACE}{file.pk}/change/', f'{PLACE}{file.pk}/delete/':
        assert client.get(place).status_code == 403
    assert 'bankfile' not in page(client, '/admin/')


def test_volunteer_sees_nothing_else_of_the_books(volunteer):
    shown = page(volunteer, '/admin/')
    assert "Fichiers de la banque" in shown
    assert "Refus de la comptabilité" not in shown


def test_outcome_of_a_file_that_is_no_more_is_left_aside(volunteer, bridge):
    drop(volunteer)
    (file,) = waiting(bridge)
    volunteer.post(f"{PLACE}{file['id']}/delete/", {'post': 'yes'})
    assert bridge.get(f"/bank-files/{file['id']}").status_code == 404
    tell(bridge, file)
    assert BankFile.objects.count() == 0


@pytest.mark.parametrize('method, path', [
        ('get', '/bank-files'), ('get', '/bank-files/1'), ('put', '/bank-files/1/outcome')])
def test_token_of_before_hands_over_no_files(db, method, path):
    lesser = Bridge(token(['changes:read', 'balances:write', 'outcomes:write']), API_2)
    answer = lesser.get(path) if method == 'get' else lesser.put(path, {})
    assert (answer.status_code, answer.json()['type']) == (403, 'scope-missing')


@pytest.mark.parametrize('field, value', [
        ('attempt', '1'), ('attempt', 0), ('state', 'waiting'), ('as_of', 'today'),
        ('message', 5), ('outcomes', [{'outcome': 'lost', 'rows': 1, 'total': '1.00'}]),
        ('outcomes', [{'outcome': 'matched', 'rows': 1, 'total': 1.0}]), ('warnings', [{}]),
        ('questions', [{'what': '', 'text': '', 'choices': []}]), ('questions', [[]]),
        ('questions', [{'what': 'x', 'text': '', 'choices': [None]}]),
        ])
def test_outcome_without_its_form_is_refused(volunteer, bridge, field, value):
    drop(volunteer)
    (file,) = waiting(bridge)
    document = {**outcome(file), field: value}
    answer = bridge.put(f"/bank-files/{file['id']}/outcome", document)
    assert (answer.status_code, answer.json()['type']) == (422, 'outcomes-invalid')
    assert waiting(bridge) == [file]


@pytest.mark.parametrize('id', ['0', '-1', 'x', '9' * 30])
def test_number_that_no_file_has_is_not_found(bridge, id):
    assert bridge.get(f'/bank-files/{id}').status_code == 404
    assert bridge.put(f'/bank-files/{id}/outcome', {}).status_code == 404


def test_file_that_is_dropped_asks_for_a_run(
        volunteer, settings, monkeypatch, django_capture_on_commit_callbacks):
    settings.ASSO_PORTAL = {**settings.ASSO_PORTAL, 'NUDGE_URL': 'https://tryton.example.org/'}
    sent = []
    monkeypatch.setattr(nudge, 'send', lambda: sent.append(True))
    with django_capture_on_commit_callbacks(execute=True):
        drop(volunteer)
    assert sent == [True]
