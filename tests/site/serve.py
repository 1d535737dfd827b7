"""The whole loop to look at: python -m tests.site.serve FOLDER

A site like COIN with an invented association, Tryton with its web client where npm is there, and
the bridge, which looks every minute whether a run is due. FOLDER is emptied first; Ctrl-C ends it.
"""
import json
import os
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

from asso_bridge.demo.books import ready_database
from asso_bridge.demo.sample import Sample
from tests.pictures.sao import web_client
from tests.postgresql import free_port

ROOT = Path(__file__).parent.parent.parent
BIN = Path(sys.executable).parent
DATABASE, FEED = 'asso', 'portal'
PASSWORD = 'demo'
TRYTON_PORT, SITE_PORT = 8000, 8080


def main(folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    tryton, site = port(TRYTON_PORT), port(SITE_PORT)
    with ExitStack() as stack:
        say("Preparing Tryton; the first time takes a minute or two.")
        secret = prepare_tryton(folder, tryton)
        stack.enter_context(running(
            folder / 'tryton.log', BIN / 'trytond', '-c', folder / 'trytond.conf', '-d', DATABASE,
            port=tryton))
        say("Preparing the site.")
        environment = site_environment(folder, tryton, secret)
        prepare_site(folder, environment, site)
        stack.enter_context(running(
            folder / 'site.log', sys.executable, '-m', 'tests.site', 'runserver', '--noreload',
            f'127.0.0.1:{site}', port=site, env=environment))
        bridge = stack.enter_context(running(
            None, BIN / 'asso-bridge', 'watch', '--stay', '-c', folder / 'asso-bridge.toml'))
        say(welcome(folder, tryton, site))
        bridge.wait()


def port(wished):
    "The port, or a free one if it is taken"
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(('127.0.0.1', wished))
            return wished
        except OSError:
            return free_port()


def prepare_tryton(folder, port):
    "Set the association up; return what signs the portal's nudges."
    root = web_client(Path('.cache', 'sao').resolve()) if shutil.which('npm') else ''
    config = folder / 'trytond.conf'
    config.write_text(
        f'[database]\nuri = sqlite://\npath = {folder}\nlanguage = fr\n'
        f'[web]\nlisten = 127.0.0.1:{port}\nroot = {root}\n')
    database = folder / f'{DATABASE}.sqlite'
    shutil.copyfile(ready_database(Path('.cache').resolve()), database)
    settings = folder / 'setup.toml'
    settings.write_text(f'database = "{DATABASE}"\ntrytond_config = "trytond.conf"\n')
    (folder / 'admin.password').write_text(PASSWORD)
    (folder / 'bridge.password').write_text(secrets.token_urlsafe())
    do(BIN / 'trytond-admin', '-c', config, '-d', DATABASE, '-p',
        env={'TRYTONPASSFILE': str(folder / 'admin.password')})
    do(BIN / 'asso-bridge', 'setup', '-c', settings, '--user', 'admin',
        "company=Les Amis du Réseau", 'first_day=2025-01-01', 'last_day=2027-12-31',
        f'feed={FEED}', 'bridge_login=bridge',
        f'bridge_password_file={folder / "bridge.password"}')
    with sqlite3.connect(database) as connection:
        (secret,), = connection.execute('select nudge_secret from asso_feed')
    connection.close()
    return secret


def site_environment(folder, tryton, secret):
    nudge = f'http://127.0.0.1:{tryton}/{DATABASE}/asso_members/nudge/{FEED}'
    return {
        'SITE_DATABASE': str(folder / 'site.sqlite'), 'SITE_DEBUG': '1', 'SITE_INSECURE': '1',
        'SITE_SECRET_KEY': secrets.token_urlsafe(),
        'SITE_PORTAL': json.dumps({'NUDGE_URL': nudge, 'NUDGE_SECRET': secret}),
        'PYTHONPATH': os.pathsep.join([str(ROOT), str(ROOT / 'portal')])}


def prepare_site(folder, environment, port):
    "Fill it by Django's own loaddata, and give the bridge its token and settings."
    manage = [sys.executable, '-m', 'tests.site']
    dump = folder / 'sample.json'
    dump.write_text(json.dumps(Sample().rows, ensure_ascii=False), encoding='utf-8')
    do(*manage, 'migrate', '--verbosity', '0', env=environment)
    do(*manage, 'loaddata', dump, env=environment)
    do(sys.executable, '-m', 'tests.site.accounts', PASSWORD, env=environment)
    token = do(*manage, 'asso_portal', 'token', 'create', 'bridge', env=environment)
    (folder / 'portal.token').write_text(token)
    tryton = (folder / 'trytond.conf').read_text().partition('listen = ')[2].split()[0]
    lines = {
        'url': f'http://{tryton}', 'database': DATABASE, 'password_file': 'bridge.password',
        'feed': FEED, 'source': 'portal', 'portal_url': f'http://127.0.0.1:{port}/api/asso',
        'portal_token_file': 'portal.token', 'state': 'state', 'export': 'balances',
        'metrics': 'asso-bridge.prom'}
    # A JSON string is a TOML string too
    (folder / 'asso-bridge.toml').write_text(
        ''.join(f'{name} = {json.dumps(value)}\n' for name, value in lines.items()))


def do(*command, env=None):
    done = subprocess.run(
        [str(part) for part in command], cwd=ROOT, env={**os.environ, **(env or {})},
        capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f'{command[1:4]} failed:\n{done.stdout}{done.stderr}')
    return done.stdout.strip()


@contextmanager
def running(log, *command, port=None, env=None):
    "A program in the background, once it answers; ended at the end, whatever happens."
    output = log.open('w') if log else None
    process = subprocess.Popen(
        [str(part) for part in command], cwd=ROOT, env={**os.environ, **(env or {})},
        stdout=output, stderr=output, start_new_session=True)
    try:
        while port and not answers(port):
            if process.poll() is not None:
                raise SystemExit(f'{command[0]} ended:\n{log.read_text()}')
            time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def answers(port):
    try:
        socket.create_connection(('127.0.0.1', port)).close()
        return True
    except OSError:
        return False


def welcome(folder, tryton, site):
    web = 'the web client' if (folder / 'trytond.conf').read_text().count('sao') else (
        'no web client without npm: use the desktop client')
    return f"""
The site      http://127.0.0.1:{site}/         a member: u1 to u12, password {PASSWORD}
its admin     http://127.0.0.1:{site}/admin/   admin, password {PASSWORD}
Tryton        http://127.0.0.1:{tryton}/#{DATABASE}    admin, password {PASSWORD} ({web})
The bridge    asso-bridge status -c {folder / 'asso-bridge.toml'}

Change a bill in the site's admin, wait a minute, and look at the member's page. Ctrl-C ends it all.
"""


def say(text):
    print(text, flush=True)


def leave(*_):
    raise KeyboardInterrupt


if __name__ == '__main__':
    signal.signal(signal.SIGTERM, leave)
    try:
        main(Path(sys.argv[1]).resolve())
    except KeyboardInterrupt:
        say("\nEnded.")
