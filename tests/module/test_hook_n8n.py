"""The workflow that the guide gives for n8n, imported and run by n8n itself.

The environment says where it is, N8N=.../node_modules/.bin/n8n, unless it is on the path.
"""
import datetime as dt
import json
import os
import shutil
import subprocess
import time
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest
from standardwebhooks import Webhook

from tests.module.receiver import Receiver
from tests.program import Program, free_port

WORKFLOW = Path(__file__).parents[2] / 'doc' / 'how-to' / 'hooks' / 'n8n.json'
N8N = os.environ.get('N8N') or shutil.which('n8n')
SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
SECONDS = 120  # until it listens, on a machine that has much to do

pytestmark = [
    pytest.mark.stress, pytest.mark.skipif(not N8N, reason="n8n is not installed")]


@pytest.fixture
def target():
    with Receiver() as receiver:
        yield receiver


@pytest.fixture
def call(tmp_path, target):
    "Post an event to the workflow, signed by a secret; return the status"
    port, root = free_port(), target.url.removesuffix('/hook')
    environ = {
        **os.environ, 'N8N_USER_FOLDER': str(tmp_path), 'N8N_PORT': str(port),
        'N8N_LISTEN_ADDRESS': '127.0.0.1', 'N8N_DIAGNOSTICS_ENABLED': 'false',
        'N8N_RUNNERS_BROKER_PORT': str(free_port()),
        'N8N_VERSION_NOTIFICATIONS_ENABLED': 'false', 'N8N_TEMPLATES_ENABLED': 'false',
        # As the guide says
        'NODE_FUNCTION_ALLOW_BUILTIN': 'crypto', 'N8N_BLOCK_ENV_ACCESS_IN_NODE': 'false',
        'HOOK_SECRET': SECRET, 'PAYMENTS_URL': f'{root}/payments',
        'ACCESS_URL': f'{root}/access'}
    for command in [
            ['import:workflow', f'--input={WORKFLOW}'],
            ['update:workflow', '--id=assoMembersHook1', '--active=true']]:
        subprocess.run([N8N, *command], env=environ, check=True, timeout=SECONDS)
    n8n = Program(N8N, 'start', log=tmp_path / 'n8n.log', env=environ).start()

    def post(type_, secret=SECRET):
        body = json.dumps({'type': type_, 'data': {'amount': '30.00'}})
        now = dt.datetime.now(dt.UTC)
        try:
            with urlopen(Request(f'http://127.0.0.1:{port}/webhook/asso', body.encode(), {
                        'Content-Type': 'application/json', 'webhook-id': 'event_1',
                        'webhook-timestamp': str(int(now.timestamp())),
                        'webhook-signature': Webhook(secret).sign('event_1', now, body)})) as it:
                return it.status
        except HTTPError as error:
            return error.code
    end = time.monotonic() + SECONDS
    while True:
        try:
            # Until the workflow is there it is not found
            if post('nothing') != 404:
                break
        except URLError:
            assert time.monotonic() < end, (tmp_path / 'n8n.log').read_text()
        time.sleep(1)
    yield post
    n8n.stop()


def test_workflow_verifies_an_event_and_passes_it_on_by_its_type(call, target):
    assert call('nothing') == 200
    assert target.calls == []
    assert (call('payment.received'), call('subscription.started')) == (200, 200)
    assert target.asked == ['/payments', '/access']
    assert json.loads(target.calls[0][1]) == {
        'id': 'event_1', 'type': 'payment.received', 'data': {'amount': '30.00'}}
    assert call('payment.received', secret='whsec_' + 'A' * 32) == 401
    assert len(target.calls) == 2
    # What cannot be passed on is called again
    target.answers = [(503, {})]
    assert call('payment.received') == 502
