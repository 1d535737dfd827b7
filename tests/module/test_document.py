"""The paper of a bill that Tryton made, asked for by a portal over HTTP."""
import base64
import hashlib
import json
import urllib.error
import urllib.request

import pytest

from tests.ledger import Ledger
from tests.module.papers import furnish, invoice, pages
from tests.module.portal import Portal, bill, gone, note
from tests.module.subscriber import Subscriber
from tests.module.test_asking import SECRET, signed
from tests.server import Server
from trytond_asso_members.documents import drawing

pytestmark = pytest.mark.skipif(
    not drawing.is_possible(), reason="WeasyPrint is not installed (the extra pdf)")


class Books:
    "Bills of Tryton and of a portal, served by a trytond"

    def __init__(self, database):
        self.ledger = Ledger(database.name)
        portal = Portal(self.ledger)
        furnish(self.ledger, portal)
        subscriber = Subscriber(self.ledger, portal)
        offer = subscriber.offer('31.00')
        subscription = subscriber.subscribe(offer, '2026-03-01', member='2')
        subscriber.bill('2026-03-01')
        self.bill = self.key(number='FA-000001')
        subscriber.write(subscription, end=subscriber.day('2026-03-10'))
        subscriber.bill('2026-03-05')
        self.note = self.key(number='AV-000001')
        payment, = self.ledger.run(lambda: [
                p.id for p in self.ledger.get('asso.payment').search([
                        ('kind', '=', 'credit_note')])])
        self.told_note = f'payment {payment}'
        self.of_portal = self.key(number='F-1')
        portal.send(note('9', '40.00', '2026-01-20', '1', number='N-9'))
        self.note_of_portal = self.key(number='N-9')
        portal.settings(bills_as_drafts=True)
        subscriber.subscribe(offer, '2026-03-06', member='2')
        subscriber.bill('2026-03-06')
        self.draft = self.key(state='draft')
        portal.send(bill('2', '5.00', '2026-02-01'))
        portal.send(gone('bill', '2'))
        self.reversal = self.key(bill_kind='credit_note')
        self.secret = self.ledger.run(
            lambda: self.ledger.get('asso.feed').search([])[0].nudge_secret)
        self.statement = portal.statement()
        self.server = Server(database)

    def key(self, **values):
        return f'bill {invoice(self.ledger, **values)}'

    def ask(
            self, bill, member='2', secret=None, feed='portal', body=None, what='document'):
        "(status, headers, content) of the answer"
        body = json.dumps({'bill': bill, 'member': member}).encode() if body is None else body
        request = urllib.request.Request(
            f'{self.server.url}asso_members/{what}/{feed}', body,
            signed(secret or self.secret, body=body), method='POST')
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()


@pytest.fixture(scope='module')
def books(backend):
    database = backend.create('served_papers', 'owing')
    made = Books(database)
    made.server.start()
    yield made
    made.server.stop()
    made.ledger.disconnect()
    database.drop()


def test_statement_names_the_bill_by_the_key_that_is_asked_for(books):
    told, = (m for m in books.statement['members'] if m['id'] == '2')
    assert {(e['type'], e['key'], e['id'], e['number']) for e in told['entries']
            if e['type'] != 'payment'} == {
                ('bill', books.bill, None, 'FA-000001'),
                ('credit_note', books.told_note, None, 'AV-000001')}


def test_bill_is_given_as_a_pdf_with_its_digest(books):
    status, headers, content = books.ask(books.bill)
    assert (status, headers['Content-Type']) == (200, 'application/pdf')
    assert 'FA-000001' in pages(content)[0]
    digest = hashlib.sha256(content)
    assert headers['ETag'] == f'"{digest.hexdigest()}"'
    assert headers['Repr-Digest'] == (
        f'sha-256=:{base64.b64encode(digest.digest()).decode()}:')
    assert headers['Cache-Control'] == 'private, no-store'
    assert books.ask(books.bill)[2] == content


def test_credit_note_is_given_too(books):
    status, _, content = books.ask(books.told_note)
    assert (status, 'AV-000001' in pages(content)[0]) == (200, True)
    assert books.ask(books.note)[2] == content


def test_credit_note_of_what_the_portal_deleted_is_given(books):
    status, _, content = books.ask(books.reversal, member='1')
    assert (status, 'F-2' in pages(content)[0]) == (200, True)


def test_bill_of_another_member_is_not_found(books):
    assert books.ask(books.bill, member='1')[0] == 404


@pytest.mark.parametrize('name', ['draft', 'of_portal', 'note_of_portal'])
def test_bill_that_tryton_did_not_issue_is_not_found(books, name):
    key = getattr(books, name)
    assert [books.ask(key, member=member)[0] for member in ['1', '2']] == [404, 404]


@pytest.mark.parametrize('key', [
        'bill 0', 'bill 999999999', 'bill 9999999999', 'bill -1', 'bill 1 of 2', 'payment 0',
        'invoice 1', '', 'bill ١', 'é'])
def test_what_there_is_not_is_not_found(books, key):
    assert books.ask(key)[0] == 404


def test_member_whom_only_tryton_knows_is_asked_for_by_nobody(books):
    assert books.ask(books.bill, member='')[0] == 404


@pytest.mark.parametrize('body', [
        b'', b'{', b'[]', b'null', b'{"bill": "bill 1"}', b'{"bill": 1, "member": "2"}',
        b'{"bill": null, "member": null}', b'{"bill": "\\u0000", "member": "2"}',
        b'{"bill": "\\ud800", "member": "2"}', b'\xff', b'[' * 50_000])
def test_body_of_another_form_is_refused(books, body):
    assert books.ask('', body=body)[0] == 400


def test_body_that_is_too_long_is_refused(books):
    assert books.ask('', body=b' ' * 65_537)[0] == 413


def test_call_that_is_not_signed_by_the_feed_is_refused(books):
    assert books.ask(books.bill, secret=SECRET)[0] == 401
    assert books.ask(books.bill, feed='another')[0] == 401


@pytest.mark.parametrize('what', ['receipts', 'receipt'])
def test_receipts_are_told_only_to_calls_that_are_signed_and_well_formed(books, what):
    assert books.ask('', what=what, secret=SECRET)[0] == 401
    assert books.ask('', what=what, feed='another')[0] == 401
    for body in [b'{', b'[]', b'{"bill": "1"}', b'{"number": "1", "member": 2}']:
        assert books.ask('', what=what, body=body)[0] == 400


def test_member_without_receipts_is_told_of_none(books):
    for member in ['2', '77', '']:
        status, headers, content = books.ask('', member, what='receipts')
        assert (status, headers['Content-Type'], json.loads(content)) == (
            200, 'application/json', {'receipts': []})
    body = json.dumps({'number': '2027-000001', 'member': '2'}).encode()
    assert books.ask('', body=body, what='receipt')[0] == 404


def test_signature_is_of_the_body(books):
    body = json.dumps({'bill': books.bill, 'member': '2'}).encode()
    request = urllib.request.Request(
        f'{books.server.url}asso_members/document/portal', body, signed(books.secret),
        method='POST')
    with pytest.raises(urllib.error.HTTPError, match='401'):
        urllib.request.urlopen(request, timeout=30)


def test_nothing_is_written(books):
    before = rows(books)
    assert books.ask(books.bill)[0] == 200
    assert rows(books) == before


def rows(books):
    "The rows of the invoices, with when each was written"
    with books.server.database.connect() as connection:
        return connection.execute(
            'select id, write_date, invoice_report_cache_id from account_invoice').fetchall()
