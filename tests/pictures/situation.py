"""Take the pictures of the member's page: python -m tests.pictures.situation FOLDER

Needs Debian's chromium and `pip install playwright`.
"""
import json
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from asso_bridge.demo.sample import Sample
from tests.portal.browser import DESKTOP, PHONE, browser, log_in, new_page
from tests.program import Program, free_port

LOGIN, PASSWORD = 'u3', 'secret'


def fill(folder, address):
    "The site of an invented association, whose books agree with it; run in a process of its own"
    os.environ |= {'DJANGO_SETTINGS_MODULE': 'tests.site.settings', 'SITE_DATABASE': address}
    import django
    django.setup()
    from django.core.management import call_command

    from tests.portal.statements import of_sample, publish
    from tests.site.members.models import Member

    sample = Sample()
    dump = folder / 'dump.json'
    dump.write_text(json.dumps(sample.rows), encoding='utf-8')
    call_command('migrate', verbosity=0)
    call_command('loaddata', str(dump), verbosity=0)
    publish(of_sample(sample), as_of=datetime(2026, 11, 21, 10, 15, tzinfo=UTC))
    member = Member.objects.get(username=LOGIN)
    member.set_password(PASSWORD)
    member.save()


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        address, port = f'{place}/site.sqlite', free_port()
        fill(Path(place), address)
        server = Program(
            sys.executable, '-m', 'tests.site', 'runserver', '--noreload', port, port=port,
            env={**os.environ, 'SITE_DATABASE': address, 'SITE_DEBUG': '1'})
        with server, browser() as it:
            for name, size in [('phone', PHONE), ('desktop', DESKTOP)]:
                page = new_page(it, size)
                log_in(page, f'http://127.0.0.1:{port}', LOGIN, PASSWORD)
                page.screenshot(path=str(folder / f'situation-{name}.png'))


if __name__ == '__main__':
    main(Path(sys.argv[1]).resolve())
