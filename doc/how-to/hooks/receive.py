"""Receive the calls of a hook: verify each, and give it to a program of your own, once.

    HOOK_SECRET=whsec_... python receive.py 8090 received.txt ./provision

It listens on 127.0.0.1; let a proxy with TLS lead to it.  The program gets the event as JSON on its
standard input.  As long as it fails, Tryton calls again.  It needs the library `standardwebhooks`.
"""
import os
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from standardwebhooks import Webhook

LARGEST = 100_000  # bytes of a call


class Receiver(BaseHTTPRequestHandler):
    timeout = 20
    hook, kept, program = None, None, []

    def do_POST(self):
        self.send_response(self.receive())
        self.send_header('Content-Length', '0')
        self.end_headers()

    def receive(self):
        "Return the status: only with one of 2xx is it not called again."
        length = int(self.headers.get('Content-Length') or 0)
        if not 0 < length < LARGEST:
            return 413
        body = self.rfile.read(length)
        try:
            self.hook.verify(body, dict(self.headers))
        except Exception:  # a signature may be wrong in many ways
            return 401
        id_ = self.headers['webhook-id']
        if id_ in self.kept.read_text().splitlines():
            return 200
        if subprocess.run(self.program, input=body, check=False).returncode:
            return 500
        with self.kept.open('a') as file:
            file.write(f'{id_}\n')
        return 200


if __name__ == '__main__':
    port, kept, *Receiver.program = sys.argv[1:]
    Receiver.hook = Webhook(os.environ['HOOK_SECRET'])
    Receiver.kept = Path(kept)
    Receiver.kept.touch()
    # One call after the other, in the order in which they come
    HTTPServer(('127.0.0.1', int(port)), Receiver).serve_forever()
