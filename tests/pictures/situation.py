"""Take the pictures of the member's page: python -m tests.pictures.situation FOLDER

Needs Debian's chromium and `pip install playwright`.
"""
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from asso_bridge.demo.sample import Sample
from tests.portal.browser import DESKTOP, PHONE, browser, log_in, new_page
from tests.postgresql import free_port

LOGIN, PASSWORD = 'u3', 'secret'


def fill(folder, address):
    "The site of an invented association, whose books agree with it; run in a process of its own"
    os.environ |= {'DJANGO_SETTINGS_MODULE': 'tests.site.settings', 'SITE_DATABASE': address}
    import django
    django.setup()
    from django.core.management import call_command

    from asso_portal.intake import snapshot
    from tests.portal.snapshots import cursor_now, of_sample, refuse
    from tests.site.members.models import Member

    sample = Sample()
    dump = folder / 'dump.json'
    dump.write_text(json.dumps(sample.rows), encoding='utf-8')
    call_command('migrate', verbosity=0)
    call_command('loaddata', str(dump), verbosity=0)
    snapshot.receive(
        1, of_sample(sample, as_of='2026-11-21T10:15:00Z', cursor=cursor_now()), None)
    refuse()
    member = Member.objects.get(username=LOGIN)
    member.set_password(PASSWORD)
    member.save()


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        address, port = f'{place}/site.sqlite', free_port()
        fill(Path(place), address)
        server = subprocess.Popen(
            [sys.executable, '-m', 'tests.site', 'runserver', '--noreload', str(port)],
            env={**os.environ, 'SITE_DATABASE': address, 'SITE_DEBUG': '1'})
        try:
            time.sleep(5)
            with browser() as it:
                for name, size in [('phone', PHONE), ('desktop', DESKTOP)]:
                    page = new_page(it, size)
                    log_in(page, f'http://127.0.0.1:{port}', LOGIN, PASSWORD)
                    page.screenshot(path=str(folder / f'situation-{name}.png'))
        finally:
            server.terminate()
            server.wait()


if __name__ == '__main__':
    main(Path(sys.argv[1]).resolve())
