"""The page of tax receipts: what it offers, to whom, and what it says where there are none."""
import json

import pytest

from tests.portal import browser
from tests.portal.test_papers import Tryton, digested, tryton  # noqa: F401
from tests.site.members.models import Member

PLACE = '/situation/receipts/'
TOLD = {'receipts': [
    {'number': '2027-000002', 'year': 2026, 'issued': '2027-01-15', 'amount': '1228.00'},
    {'number': 'RF/2026/7', 'year': 2025, 'issued': '2026-02-01', 'amount': '50.00'}]}


@pytest.fixture
def told(tryton, settings):  # noqa: F811
    "A Tryton that tells of two receipts"
    settings.ASSO_PORTAL = settings.ASSO_PORTAL | {'RECEIPTS': True}
    tryton.content = json.dumps(TOLD).encode()
    tryton.headers = {'Content-Type': 'application/json'}
    return tryton


@pytest.fixture
def read(told, odile, client):
    client.force_login(odile)
    return lambda place=PLACE: client.get(place, headers={'Accept-Language': 'fr'})


def text(answer):
    return ' '.join(answer.content.decode().split())


def test_receipts_of_the_member_are_offered(read, told, odile):
    page = text(read())
    assert "Dons de 2026 (PDF)" in page and "numéro 2027-000002, délivré le 15 janvier 2027" in page
    assert f'href="{PLACE}RF/2026/7/pdf"' in page
    (path, _, body), = told.asked
    assert path == '/demo/asso_members/receipts/portal'
    assert json.loads(body) == {'member': str(odile.pk)}


def test_receipt_is_downloaded_and_kept_nowhere(read, told, odile):
    told.content, told.headers = b'%PDF-1.7 of Tryton', {'Content-Type': 'application/pdf'}
    for _ in range(2):
        answer = read(f'{PLACE}2027-000002/pdf')
        assert answer.content == told.content
        assert answer['Content-Disposition'] == (
            'attachment; filename="recu-fiscal-2027-000002.pdf"')
        assert set(answer['Cache-Control'].split(', ')) == {'private', 'no-store'}
    assert [(path, json.loads(body)) for path, _, body in told.asked] == [
        ('/demo/asso_members/receipt/portal',
            {'number': '2027-000002', 'member': str(odile.pk)})] * 2


def test_number_with_strokes_is_asked_for_as_it_is(read, told):
    told.content, told.headers = b'%PDF-1.7 of Tryton', {'Content-Type': 'application/pdf'}
    answer = read(f'{PLACE}RF/2026/7/pdf')
    assert answer['Content-Disposition'] == 'attachment; filename="recu-fiscal-RF-2026-7.pdf"'
    assert json.loads(told.asked[0][2])['number'] == 'RF/2026/7'


def test_receipt_that_tryton_does_not_give_is_not_found(read, told):
    told.status = 404
    assert read(f'{PLACE}2027-000009/pdf').status_code == 404


@pytest.mark.parametrize('status, headers, content', [
        (500, {}, b'{}'), (200, {'Content-Type': 'text/html'}, b'{}'),
        (200, {'Repr-Digest': digested(b'other')}, b'{}')])
def test_page_says_so_where_tryton_does_not_answer_well(read, told, status, headers, content):
    told.status, told.content = status, content
    told.headers = told.headers | headers
    assert "ne peuvent pas s’afficher pour l’instant" in text(read())


def test_site_that_offers_none_has_no_page_and_no_link(read, settings):
    assert PLACE in text(read('/situation/'))
    settings.ASSO_PORTAL = settings.ASSO_PORTAL | {'RECEIPTS': False}
    assert read().status_code == 404
    assert PLACE not in text(read('/situation/'))


def test_other_member_sees_no_receipts_of_this_one(read, told, odile, client):
    client.force_login(Member.objects.create(username='max'))
    assert client.get(f'/situation/{odile.pk}/receipts/').status_code == 404
    assert client.get(f'/situation/{odile.pk}/receipts/2027-000002/pdf').status_code == 404
    assert told.asked == []


@pytest.mark.skipif('browser.why_not()', reason=str(browser.why_not()))
@pytest.mark.parametrize('size', [
        browser.PHONE, pytest.param(browser.DESKTOP, marks=pytest.mark.stress)],
    ids=['phone', 'desktop'])
def test_page_is_fit_for_everybody(live_server, transactional_db, told, size):
    member = Member(username='zoe', first_name="Zoé", last_name="Guen")
    member.set_password('secret')
    member.save()
    with browser.browser() as it:
        page = browser.new_page(it, size)
        browser.log_in(page, live_server.url, 'zoe', 'secret')
        page.goto(live_server.url + PLACE)
        assert page.inner_text('h1') == "Vos reçus fiscaux"
        assert page.evaluate('document.documentElement.scrollWidth') <= size[0]
        if script := browser.axe():
            assert browser.violations(page, script) == []
