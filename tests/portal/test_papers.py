"""The paper of a bill that Tryton made: fetched once, given to its member, never in the way."""
import base64
import hashlib
import json
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO

import pytest
from django.core.cache import cache
from pypdf import PdfReader

from asso_portal.page import papers, pdf
from asso_portal.tryton import headers
from tests.portal.statements import entry, pays, publish
from tests.site.members.models import Member
from trytond_asso_members.rpc.nudge import is_signed

SECRET = 'whsec_' + base64.b64encode(b's' * 32).decode()
OF_TRYTON = b'%PDF-1.7 of Tryton'
PLACE = '/situation/bill/bill-812/pdf'
pytestmark = pytest.mark.skipif(
    not pdf.is_possible(), reason="WeasyPrint is not installed (the extra pdf)")


def digested(content):
    return f'sha-256=:{base64.b64encode(hashlib.sha256(content).digest()).decode()}:'


class Tryton:
    "Gives papers: `content`, with these headers and this status, a byte each `pause` seconds"

    def __init__(self):
        self.asked, self.status, self.content, self.pause = [], 200, OF_TRYTON, 0
        self.headers = {'Content-Type': 'application/pdf'}
        self.address = '/demo/asso_members/nudge/portal'
        tryton = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers['Content-Length'] or 0))
                tryton.asked.append((self.path, dict(self.headers.items()), body))
                self.send_response(tryton.status)
                for name, value in {
                        'Repr-Digest': digested(tryton.content), 'Location': '/elsewhere',
                        'Content-Length': len(tryton.content), **tryton.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                step = 1 if tryton.pause else len(tryton.content) or 1
                with suppress(OSError):  # nobody reads on
                    for place in range(0, len(tryton.content), step):
                        self.wfile.write(tryton.content[place:place + step])
                        time.sleep(tryton.pause)

            do_GET = do_POST  # of who follows a redirect

            def log_message(self, *args):
                pass

        self.server = HTTPServer(('127.0.0.1', 0), Handler)
        self.url = f'http://127.0.0.1:{self.server.server_address[1]}'

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def tryton(settings):
    with Tryton() as made:
        settings.ASSO_PORTAL = settings.ASSO_PORTAL | {
            'NUDGE_URL': made.url + made.address, 'NUDGE_SECRET': SECRET}
        yield made


def bill(**fields):
    return entry(id=None, **{
        'key': 'bill 812', 'kind': 'invoice', 'number': 'FA-000001', 'label': "VPN, mars",
        'reference': 'RF8410000812', **fields})


@pytest.fixture
def owes(odile):
    publish({odile.pk: [bill()]})
    return odile


@pytest.fixture
def read(owes, client):
    client.force_login(owes)
    return client.get


def drawn(answer):
    "The words of the PDF that the page draws itself"
    assert (answer.status_code, answer['Content-Type']) == (200, 'application/pdf')
    return ' '.join(PdfReader(BytesIO(answer.content)).pages[0].extract_text().split())


def test_paper_of_tryton_is_given_to_its_member(tryton, read, owes):
    answer = read(PLACE)
    assert answer.content == OF_TRYTON
    assert answer['Content-Type'] == 'application/pdf'
    assert answer['Content-Disposition'].startswith('inline; filename="bill-812')
    assert set(answer['Cache-Control'].split(', ')) == {'private', 'no-store'}
    (path, sent, body), = tryton.asked
    assert path == '/demo/asso_members/document/portal'
    assert json.loads(body) == {'bill': 'bill 812', 'member': str(owes.pk)}
    assert is_signed(SECRET, {name.lower(): value for name, value in sent.items()}, body)


def test_paper_is_fetched_once(tryton, read):
    assert [read(PLACE).content for _ in range(3)] == [OF_TRYTON] * 3
    assert len(tryton.asked) == 1


def test_payment_of_the_bill_leaves_its_paper(tryton, read, owes):
    read(PLACE)
    publish({owes.pk: [
        bill(residual='0.00'),
        entry('payment', '7', '15.00', '0.00', kind='transfer', allocations=pays(
            ('bill 812', '15.00')))]})
    assert read(PLACE).content == OF_TRYTON
    assert len(tryton.asked) == 1


@pytest.mark.parametrize('change', [
        {'due': '2026-12-24'}, {'number': 'FA-000002'}, {'amount': '16.00'}])
def test_bill_that_has_changed_is_fetched_anew(tryton, read, owes, change):
    read(PLACE)
    tryton.content = b'%PDF-1.7 changed'
    publish({owes.pk: [bill(**change)]})
    assert read(PLACE).content == b'%PDF-1.7 changed'
    assert len(tryton.asked) == 2


def test_other_member_and_nobody_get_nothing(tryton, read, client, db):
    read(PLACE)
    client.force_login(Member.objects.create_user('zoe'))
    assert client.get(PLACE).status_code == 404
    client.logout()
    assert client.get(PLACE).status_code == 302
    assert len(tryton.asked) == 1


def test_volunteer_with_the_permission_gets_it(tryton, owes, client):
    client.force_login(Member.objects.create_superuser('chef'))
    place = PLACE.replace('situation/', f'situation/{owes.pk}/')
    assert client.get(place).content == OF_TRYTON
    assert json.loads(tryton.asked[0][2])['member'] == str(owes.pk)


def test_credit_note_of_tryton_is_fetched_too(tryton, owes, client):
    publish({owes.pk: [entry(
        'credit_note', None, '4.00', key='payment 5', number='AV-000001')]})
    client.force_login(owes)
    assert client.get('/situation/bill/payment-5/pdf').content == OF_TRYTON
    assert json.loads(tryton.asked[0][2])['bill'] == 'payment 5'
    page = client.get('/situation/bill/payment-5/').content.decode()
    assert 'Avoir AV-000001' in page and 'href="/situation/bill/payment-5/pdf"' in page
    assert 'Reste à payer' not in page


def test_links_lead_to_the_page_of_the_bill_and_to_its_paper(tryton, read, monkeypatch):
    monkeypatch.setattr(pdf, 'is_possible', lambda: False)
    assert 'href="/situation/bill/bill-812/"' in read('/situation/').content.decode()
    assert 'href="/situation/bill/bill-812/"' in read('/situation/statement/').content.decode()
    page = read('/situation/bill/bill-812/').content.decode()
    assert f'href="{PLACE}"' in page and 'VPN, mars' in page
    assert tryton.asked == []


def test_bill_of_the_site_is_not_asked_for(tryton, owes, client):
    publish({owes.pk: [entry(id='40')]})
    client.force_login(owes)
    client.get('/situation/bill/40/pdf')
    assert tryton.asked == []


@pytest.mark.parametrize('status', [302, 400, 401, 403, 404, 500, 501, 503])
def test_without_an_answer_the_page_draws_its_own(tryton, read, status, caplog):
    tryton.status = status
    assert 'FA-000001' in drawn(read(PLACE))
    assert SECRET not in caplog.text and tryton.url not in caplog.text
    assert [path for path, *_ in tryton.asked] == ['/demo/asso_members/document/portal']


@pytest.mark.parametrize('fault', [
        {'content': b'<html>'},
        {'headers': {'Content-Type': 'text/html'}},
        {'headers': {'Content-Type': 'application/pdf', 'Repr-Digest': digested(b'other')}},
        {'content': b'%PDF-' + b'x' * papers.LARGEST},
        {'content': b''}])
def test_what_is_not_the_whole_pdf_is_not_given(tryton, read, fault, monkeypatch):
    monkeypatch.setattr(papers, 'LIMIT', 1)
    for name, value in fault.items():
        setattr(tryton, name, value)
    assert 'FA-000001' in drawn(read(PLACE))
    assert len(tryton.asked) == 1


def test_slow_answer_is_not_waited_for(tryton, read, monkeypatch):
    monkeypatch.setattr(papers, 'LIMIT', 0.5)
    tryton.pause = 0.2
    started = time.monotonic()
    assert 'FA-000001' in drawn(read(PLACE))
    assert time.monotonic() - started < 3


def test_tryton_that_is_away_is_not_asked_again_for_a_minute(tryton, read):
    tryton.status = 503
    for _ in range(3):
        assert 'FA-000001' in drawn(read(PLACE))
    assert len(tryton.asked) == 1
    cache.delete(papers.AWAY)
    tryton.status = 200
    assert read(PLACE).content == OF_TRYTON


def test_bill_without_a_paper_leaves_the_others_to_be_asked_for(tryton, read, owes):
    tryton.status = 404
    read(PLACE)
    tryton.status = 200
    assert read(PLACE).content == OF_TRYTON


def test_tryton_that_is_stopped_leaves_the_page(read, settings):
    with Tryton() as gone:
        settings.ASSO_PORTAL = settings.ASSO_PORTAL | {
            'NUDGE_URL': gone.url + gone.address, 'NUDGE_SECRET': SECRET}
    assert 'FA-000001' in drawn(read(PLACE))


def test_without_either_the_page_is_printed(tryton, read, monkeypatch):
    tryton.status = 503
    monkeypatch.setattr(pdf, 'is_possible', lambda: False)
    assert read(PLACE)['Location'] == '/situation/bill/bill-812/?print=1'


@pytest.mark.parametrize('url, secret, found', [
        ('https://t.org/demo/asso_members/nudge/portal', SECRET,
            'https://t.org/demo/asso_members/document/portal'),
        ('https://t.org/nudge/asso_members/nudge/a', SECRET,
            'https://t.org/nudge/asso_members/document/a'),
        ('https://t.org/demo/asso_members/nudge/portal', '', None),
        ('https://t.org/else', SECRET, None),
        ('file:///demo/asso_members/nudge/portal', SECRET, None),
        ('', SECRET, None)])
def test_address_is_that_beside_the_nudge(settings, url, secret, found):
    settings.ASSO_PORTAL = {'NUDGE_URL': url, 'NUDGE_SECRET': secret}
    assert papers.url() == found


def test_signature_is_of_the_body():
    signed = headers(SECRET, b'body')
    assert is_signed(SECRET, signed, b'body')
    assert not is_signed(SECRET, signed, b'other')
