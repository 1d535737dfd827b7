"""The OpenAPI document is true: of all addresses and problems, and whatever is sent."""
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import asso_portal
from asso_portal.urls import urlpatterns
from tests.bridge.dumps import rows
from tests.portal.bridge import API, token

HERE = Path(__file__).parent
SOURCES = Path(asso_portal.__file__).parent


@pytest.fixture
def contract(client):
    "As the site serves it, to anyone"
    return client.get(f'{API}/openapi.json').json()


def test_contract_is_served_as_it_is_kept_but_for_its_address(contract):
    kept = json.loads((SOURCES / 'openapi.json').read_text())
    assert contract == {**kept, 'servers': [{'url': '/api/asso'}]}


def test_every_address_is_in_the_contract(contract):
    addresses = {
        '/' + re.sub(r'<str:(\w+)>', r'{\1}', str(url.pattern)) for url in urlpatterns}
    assert addresses - {'/'} - {'/v1/openapi.json'} == (
        set(contract['paths']) - {'/v1/openapi.json'})


def test_every_problem_is_in_the_contract(contract):
    sources = [*(SOURCES / 'api').glob('*.py'), *(SOURCES / 'intake').glob('*.py')]
    text = ''.join(path.read_text() for path in sources)
    raised = re.findall(
        r'(?:Problem\(\s*\d+,\s*|Refused\(\s*|code(?:: str)? ?= ?)"([a-z-]+)"', text)
    problem = contract['components']['schemas']['Problem']
    assert set(raised) == set(problem['properties']['type']['enum'])


@pytest.mark.parametrize('examples, phases', [
        (4, 'examples,fuzzing'),
        pytest.param(1000, 'examples,coverage,fuzzing', marks=pytest.mark.stress),
        ])
def test_running_site_answers_everything_as_the_contract_says(
        backend, live_server, load, settings, tmp_path, examples, phases):
    settings.ASSO_PORTAL = {**settings.ASSO_PORTAL, 'INSECURE': True, 'RATE': 10 ** 9}
    load(rows())
    done = subprocess.run([
            Path(sys.executable).with_name('schemathesis'),
            '--config-file', HERE / 'schemathesis.toml', 'run',
            f'{live_server.url}{API}/openapi.json',
            '--header', f'Authorization: Bearer {token()}', '--checks', 'all',
            '--phases', phases, '--max-examples', str(examples), '--seed', '1',
            '--generation-database', 'none', '--continue-on-failure', '--no-color',
            # A machine that has much to do is no fault
            '--suppress-health-check', 'too_slow'],
        cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    generated = int(re.search(r'(\d+) generated', done.stdout)[1])
    print(done.stdout[-800:])
    assert generated >= 5 * examples
