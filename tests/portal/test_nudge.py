"""The portal's signal: after commit, at most once a minute, signed, and never a hindrance."""
import base64
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core.cache import cache
from django.db import transaction

from asso_portal.feed import nudge
from tests.site.members.models import Member
from trytond_asso_members.rpc.nudge import is_signed

SECRET = 'whsec_' + base64.b64encode(b's' * 32).decode()


class Tryton:
    "Takes nudges, and answers with `status`, after `delay` seconds"

    def __init__(self):
        self.taken, self.status, self.delay = [], 204, 0
        tryton = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers['Content-Length'] or 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                tryton.taken.append((headers, body))
                time.sleep(tryton.delay)
                self.send_response(tryton.status)
                self.send_header('Location', '/elsewhere')
                self.end_headers()

            def log_message(self, *args):
                pass

        self.server = HTTPServer(('127.0.0.1', 0), Handler)
        self.url = f'http://127.0.0.1:{self.server.server_address[1]}/nudge'

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def tryton(settings):
    cache.clear()
    with Tryton() as tryton:
        settings.ASSO_PORTAL = settings.ASSO_PORTAL | {
            'NUDGE_URL': tryton.url, 'NUDGE_SECRET': SECRET}
        nudge.connect()
        yield tryton
    settings.ASSO_PORTAL = {}
    for signal in (nudge.post_save, nudge.post_delete):
        signal.receivers = [r for r in signal.receivers if 'asso_portal:' not in str(r[0])]
        signal.sender_receivers_cache.clear()
    cache.clear()


def wait_for(tryton, count):
    for _ in range(100):
        if len(tryton.taken) >= count:
            return
        time.sleep(0.05)


def test_change_is_told_after_its_commit_and_signed(transactional_db, tryton):
    with transaction.atomic():
        Member.objects.create(username='zoe')
        assert tryton.taken == []
    wait_for(tryton, 1)
    (headers, body), = tryton.taken
    assert (body, is_signed(SECRET, headers, body)) == (b'', True)


def test_change_that_is_rolled_back_is_not_told(transactional_db, tryton):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        Member.objects.create(username='zoe')
        raise ZeroDivisionError
    time.sleep(0.2)
    assert tryton.taken == []


def test_many_changes_are_told_once_and_once_more_later(transactional_db, tryton, monkeypatch):
    monkeypatch.setattr(nudge, 'PAUSE', 1)
    for number in range(20):
        Member.objects.create(username=f'u{number}')
    wait_for(tryton, 1)
    assert len(tryton.taken) == 1
    wait_for(tryton, 2)
    time.sleep(1.2)
    assert len(tryton.taken) == 2


@pytest.mark.parametrize('status', [302, 401, 500])
def test_nudge_that_is_not_taken_is_logged_alone(tryton, caplog, status):
    tryton.status = status
    nudge.send()
    assert (len(tryton.taken), len(caplog.records)) == (1, 1)
    assert SECRET not in caplog.text


def test_nudge_that_nobody_answers_ends_in_time(tryton, caplog, monkeypatch):
    monkeypatch.setattr(nudge, 'LIMIT', 0.3)
    tryton.delay = 2
    started = time.monotonic()
    nudge.send()
    assert time.monotonic() - started < 1.5
    assert len(caplog.records) == 1


@pytest.mark.parametrize('secret', ['', 'whsec_é', 'no base64'])
def test_secret_that_is_none_is_logged(tryton, caplog, settings, secret):
    settings.ASSO_PORTAL = settings.ASSO_PORTAL | {'NUDGE_SECRET': secret}
    nudge.send()
    assert len(caplog.records) == 1
