"""The picture of the desktop client, in a display of its own.

Needs Debian's python3-gi, python3-gi-cairo, gir1.2-gtk-3.0, gir1.2-gtksource-4,
gir1.2-goocanvas-2.0, xvfb, openbox, xdotool and imagemagick. Without them there is no picture.
"""
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

PROGRAMS = ['Xvfb', 'openbox', 'xdotool', 'import']
DEBIAN = '/usr/bin/python3'  # GTK's bindings are Debian's, for Debian's own Python
DISPLAY = ':87'
SIZE = '1400x800'


def take(port, database, password, path):
    "Log in, open the members, and write the picture; answer whether it could be taken."
    lacking = [program for program in PROGRAMS if not shutil.which(program)]
    if lacking:
        print(f"no picture of the desktop client: there is no {', '.join(lacking)}")
        return False
    cache = Path('.cache', 'desktop').resolve()
    environment = {
        **os.environ, 'DISPLAY': DISPLAY, 'DBUS_SESSION_BUS_ADDRESS': 'disabled:',
        'XDG_CONFIG_HOME': str(cache / 'config'), 'PYTHONPATH': str(_client(cache)),
        'LANG': 'fr_FR.UTF-8', 'LANGUAGE': 'fr'}
    _configure(cache / 'config', port)
    url = f'tryton://127.0.0.1:{port}/{database}/model/asso.member'
    with (
            _running(['Xvfb', DISPLAY, '-screen', '0', f'{SIZE}x24'], environment),
            _running(['openbox'], environment),
            _running([DEBIAN, '-m', 'tryton.client', url], environment)):
        def do(*arguments):
            subprocess.run(arguments, env=environment, check=True, timeout=60)

        # Its windows bear no names by which to wait for them
        time.sleep(6)
        do('xdotool', 'type', password)
        do('xdotool', 'key', 'Return')
        time.sleep(12)
        do('import', '-window', 'root', str(path))
    return True


def _client(cache):
    site = cache / 'site'
    if not site.exists():
        subprocess.run(
            [sys.executable, '-m', 'pip', 'install', '--quiet', '--target', site,
                '--no-deps', 'tryton~=8.0.0', 'python-dateutil', 'six'],
            check=True)
    return site


def _configure(folder, port):
    place = folder / 'tryton' / '8.0'
    place.mkdir(parents=True, exist_ok=True)
    (place / 'tryton.conf').write_text(
        f'[login]\nhost = 127.0.0.1:{port}\nlogin = admin\nprofile = Association\n\n'
        '[client]\ncheck_version = False\nlang = fr\n')


@contextmanager
def _running(command, environment):
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(1)
        yield process
    finally:
        process.terminate()
        process.wait()
