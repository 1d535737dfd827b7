"""A portal that gives the answers of a test, and keeps what it was asked."""
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from asso_bridge.contract.digest import canonical, digest

TOKEN = 'asso_sesame'
# Of a portal that shows no statement
NONE_YET = 404, b'{"type": "not-found"}', {'Content-Type': 'application/problem+json'}
OFFER = {'id': '1', 'reference': 'r', 'name': "Tunnel"}


class Scripted:
    "Gives its answers in their order, the last one again: (status, content, headers)"

    def __init__(self, *answers):
        self.asked, rest = [], list(answers)
        scripted = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self):
                body = self.rfile.read(int(self.headers['Content-Length'] or 0))
                scripted.asked.append((self.command, self.path, dict(self.headers), body))
                status, content, headers = rest.pop(0) if len(rest) > 1 else rest[0]
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_PUT = answer

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.url = f'http://127.0.0.1:{self.server.server_address[1]}/api'
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def answer(content, status=200, **headers):
    return status, json.dumps(content).encode(), {'Content-Type': 'application/json', **headers}


def item(seq, data=OFFER, kind='offer', **fields):
    return {
        'seq': seq, 'type': kind, 'id': data['id'], 'rev': 1, 'op': 'upsert',
        'digest': digest(canonical(data)), 'data': data, **fields}


def page(*items, has_more=False, cursor='next', **fields):
    return answer({
        'contract': 1, 'epoch': 'e', 'items': items, 'next': cursor, 'has_more': has_more,
        'head': items[-1]['seq'] if items else 0, **fields})
