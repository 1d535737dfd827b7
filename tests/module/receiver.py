"""A program on the loopback that is called by HTTP, and keeps what it is told."""
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


class Receiver:
    """What is called: `calls` are (headers, body), `asked` the paths that were posted to.

    `answers`, (status, headers), are given first, each once.
    """

    def __init__(self):
        self.calls, self.asked, self.answers = [], [], []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers['Content-Length'] or 0)).decode()
                receiver.calls.append((dict(self.headers), body))
                receiver.asked.append(self.path)
                status, headers = (
                    receiver.answers.pop(0) if receiver.answers else (200, {}))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *_):
                pass
        self._server = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.url = f'http://127.0.0.1:{self._server.server_port}/hook'

    def __enter__(self):
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    def told(self):
        return [json.loads(body)['type'] for _, body in self.calls]
