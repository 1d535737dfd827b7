"""The blocks for nginx of the guide, before a server that tells what it is told."""
import json
import os
import shutil
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests
import trustme

from tests.program import ROOT, Program, free_port
from tests.reader import blocks

GUIDE = ROOT / 'doc' / 'how-to' / 'behind-a-proxy.md'
NGINX = shutil.which('nginx') or shutil.which('/usr/sbin/nginx')
FORGED = {
    'X-Forwarded-For': '6.6.6.6', 'X-Forwarded-Proto': 'http', 'X-Forwarded-Host': 'evil.example',
    'X-Forwarded-Port': '666', 'X-Forwarded-Prefix': '/evil', 'Forwarded': 'for=6.6.6.6'}
MAIN = """
{user} daemon off; pid {folder}/nginx.pid; error_log stderr;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{block}
}}
"""


@pytest.fixture
def upstream():
    "Answers the headers that it was sent"
    class Handler(BaseHTTPRequestHandler):
        def answer(self):
            self.rfile.read(int(self.headers['Content-Length'] or 0))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(dict(self.headers)).encode())
        do_GET = do_PUT = answer

        def log_message(self, *_):
            pass
    server = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


@pytest.fixture
def proxied(upstream, tmp_path):
    "Start nginx with a block of the guide: (address, session)"
    started = []

    def start(name):
        authority, port = trustme.CA(), free_port()
        certificate = authority.issue_cert('127.0.0.1')
        certificate.cert_chain_pems[0].write_to_path(tmp_path / 'cert.pem')
        certificate.private_key_pem.write_to_path(tmp_path / 'key.pem')
        authority.cert_pem.write_to_path(tmp_path / 'ca.pem')
        block, = [b.text for b in blocks(GUIDE) if b.mark == f'file: {name}.nginx']
        for old, new in [
                ('listen 443', f'listen 127.0.0.1:{port}'),
                (f'/etc/ssl/certs/{name}.pem', f'{tmp_path}/cert.pem'),
                (f'/etc/ssl/private/{name}.key', f'{tmp_path}/key.pem'),
                ('127.0.0.1:8000', f'127.0.0.1:{upstream}'),
                ('127.0.0.1:8080', f'127.0.0.1:{upstream}')]:
            block = block.replace(old, new)
        # Its workers write large bodies into the folder
        user = '' if os.getuid() else 'user root;'
        (tmp_path / 'nginx.conf').write_text(
            MAIN.format(folder=tmp_path, block=block, user=user))
        started.append(Program(
            NGINX, '-p', tmp_path, '-c', tmp_path / 'nginx.conf', port=port,
            log=tmp_path / 'nginx.log').start())
        session = requests.Session()
        session.trust_env, session.verify = False, str(tmp_path / 'ca.pem')
        return f'https://127.0.0.1:{port}/', session
    yield start
    for program in started:
        program.stop()


@pytest.mark.skipif(not NGINX, reason="nginx is not there")
@pytest.mark.parametrize('name, most', [('tryton', 20 * 2 ** 20), ('coin', 10 * 2 ** 20)])
def test_proxy_of_the_guide_believes_no_caller(proxied, name, most):
    url, session = proxied(name)
    told = session.get(url, headers=FORGED).json()
    assert {header: told[header] for header in FORGED if header in told} == {
        'X-Forwarded-For': '127.0.0.1', 'X-Forwarded-Proto': 'https',
        **({'X-Forwarded-Host': '127.0.0.1', 'X-Forwarded-Port': url.split(':')[2].strip('/')}
            if name == 'tryton' else {})}
    assert session.put(url, data=b'x' * most).status_code == 200
    assert session.put(url, data=b'x' * (most + 1)).status_code == 413
