"""The programs that the guide on hooks gives, called as Tryton and the boards document it."""
import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlsplit
from urllib.request import Request, urlopen

import pytest

from tests.module.receiver import Receiver
from tests.program import Program, free_port

EXAMPLES = Path(__file__).parents[2] / 'doc' / 'how-to' / 'hooks'
EVENT = {
    'type': 'payment.received', 'timestamp': '2026-02-01T08:00:00+00:00', 'data': {
        'record': 'asso.payment,12', 'number': 'F-1', 'date': '2026-02-01', 'amount': '30.00',
        'currency': 'EUR', 'occurrence': '', 'member': '7', 'member_number': '7'}}
TITLE, TEXT = "payment.received F-1 30.00 EUR", "2026-02-01, member 7, asso.payment,12"


@pytest.fixture
def hook(ledger, telling):
    "A hook of the port on which the example listens"
    port = free_port()

    def make():
        hook, = ledger.get('asso.hook').create([{
                    'name': "Accès", 'url': f'http://127.0.0.1:{port}/', 'private': True}])
        return port, hook.secret
    return ledger.run(make)


@pytest.fixture
def start(hook, tmp_path):
    "Let the example give what it receives to a program"
    started = []

    def start_(*program):
        port, secret = hook
        started.append(Program(
            sys.executable, EXAMPLES / 'receive.py', port, 'received.txt', *program, port=port,
            cwd=tmp_path, env={**os.environ, 'HOOK_SECRET': secret}).start())
    yield start_
    for program in started:
        program.stop()


@pytest.fixture
def call(ledger):
    "Make all calls, also those that wait or were made; return the state of each"
    def call_(again=False):
        from trytond_asso_members.notices import calling
        Call = ledger.get('asso.hook.call')
        if again:
            ledger.run(lambda: Call.call_again(Call.search([])))
        ledger.run(lambda: Call.write(Call.search([]), {'not_before': None}))
        ledger.run(lambda: [
                calling.call(one) for one in ledger.get('asso.association').search([])])
        with ledger.transaction():
            return [c.state for c in Call.search([], order=[('id', 'ASC')])]
    return call_


def test_access_is_opened_and_closed_once_for_each_event(
        start, call, subscriber, tmp_path):
    start(sys.executable, EXAMPLES / 'provision.py')
    id_ = subscriber.subscribe(subscriber.offer(), '2026-02-01')
    assert call() == ['sent']
    assert (tmp_path / 'access' / '1').read_text() == '2026-02-01'
    subscriber.write(id_, end=dt.date(2026, 3, 31))
    assert call() == ['sent', 'sent']
    assert not (tmp_path / 'access' / '1').exists()
    # The first is not received another time, which would open it again
    assert call(again=True) == ['sent', 'sent']
    assert not (tmp_path / 'access' / '1').exists()
    assert len((tmp_path / 'received.txt').read_text().splitlines()) == 2


def test_call_is_made_again_as_long_as_the_program_fails(start, call, subscriber, tmp_path):
    start('test', '-e', 'ready')
    subscriber.subscribe(subscriber.offer(), '2026-02-01')
    assert call() == ['due']
    (tmp_path / 'ready').touch()
    assert call() == ['sent']


def test_call_that_is_not_signed_is_not_received(hook, start, tmp_path):
    start('touch', 'run')
    port, _ = hook
    for headers in [{}, {
            'webhook-id': 'a', 'webhook-timestamp': '1', 'webhook-signature': 'garbage'}]:
        with pytest.raises(HTTPError, match='401'):
            urlopen(Request(f'http://127.0.0.1:{port}/', b'{}', headers))
    assert not (tmp_path / 'run').exists()


def board(name, **environ):
    return subprocess.run(
        [sys.executable, EXAMPLES / 'board.py', name], input=json.dumps(EVENT).encode(),
        env={**os.environ, **environ}, check=False, capture_output=True)


def test_event_is_a_card_of_trello():
    with Receiver() as trello:
        environ = {
            'TRELLO': trello.url.removesuffix('/hook'), 'TRELLO_KEY': 'k', 'TRELLO_TOKEN': 't',
            'TRELLO_LIST': 'l'}
        assert board('trello', **environ).returncode == 0
        trello.answers = [(401, {})]
        assert board('trello', **environ).returncode == 1
    place, (headers, body) = urlsplit(trello.asked[0]), trello.calls[0]
    assert (place.path, headers['Accept'], body) == ('/1/cards', 'application/json', '')
    assert dict(parse_qsl(place.query)) == {
        'idList': 'l', 'key': 'k', 'token': 't', 'name': TITLE, 'desc': TEXT}


def test_event_is_a_page_of_notion():
    with Receiver() as notion:
        environ = {
            'NOTION': notion.url.removesuffix('/hook'), 'NOTION_TOKEN': 't',
            'NOTION_DATA_SOURCE': 'd'}
        assert board('notion', **environ).returncode == 0
        notion.answers = [(429, {})]
        assert board('notion', **environ).returncode == 1
    (headers, body), *_ = notion.calls
    assert notion.asked == ['/v1/pages'] * 2
    assert {('authorization', 'Bearer t'), ('content-type', 'application/json'), (
            'notion-version', '2025-09-03')} <= {
        (name.lower(), value) for name, value in headers.items()}
    assert json.loads(body) == {
        'parent': {'type': 'data_source_id', 'data_source_id': 'd'},
        'properties': {'Name': {'title': [{'text': {'content': TITLE}}]}},
        'children': [{
            'object': 'block', 'type': 'paragraph',
            'paragraph': {'rich_text': [{'type': 'text', 'text': {'content': TEXT}}]}}]}
