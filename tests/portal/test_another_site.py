"""The guide for a site with its own models, followed from top to bottom."""
import re
from pathlib import Path

import pytest
import requests

from tests.program import Program, free_port
from tests.reader import Reader
from tests.ready import SETTINGS

GUIDE = Path(__file__).parent.parent.parent / 'doc' / 'how-to' / 'another-site.md'


@pytest.fixture
def site():
    return f'127.0.0.1:{free_port()}'


@pytest.fixture
def reader(server, site, tmp_path):
    (tmp_path / 'bridge.password').write_text(SETTINGS['bridge_password'])
    return Reader(
        tmp_path, {
            '127.0.0.1:8080': site, 'http://localhost:8000': f'http://127.0.0.1:{server.port}',
            'database = "asso"': f'database = "{server.database.name}"'},
        SERVER_PORT=site.rpartition(':')[2], DJANGO_SETTINGS_MODULE='choir.settings')


@pytest.mark.stress
def test_guide_for_another_site_leads_to_the_page_of_its_member(reader, site):
    reader.follow(GUIDE, ('', 'tryton'))
    assert len(reader.ran) == 8
    assert (reader.folder / 'bridge.token').stat().st_mode & 0o777 == 0o600
    command = ['python', 'manage.py', 'runserver', '--noreload', site]
    port = reader.environment['SERVER_PORT']
    with Program(
            *command, port=int(port), cwd=reader.folder, env=reader.environment,
            log=reader.folder / 'site.log'):
        browser = requests.Session()
        form = browser.get(f'http://{site}/situation/')
        token = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', form.text)[1]
        page = browser.post(form.url, {
            'csrfmiddlewaretoken': token, 'username': 'odile', 'password': 'cantate',
            'next': '/situation/'})
    assert (page.status_code, page.url) == (200, f'http://{site}/situation/')
    assert 'The choir' in page.text
