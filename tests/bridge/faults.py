"""A proxy before the portal or Tryton that spoils answers, or gives others in their place."""
import gzip
import http.client
import json
import re
import socket
import struct
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, urlsplit


class Faulty:
    """Passes calls on to `url`; each fault spoils one call, in their order.

    A fault is a status (with Retry-After: 0), "html", "half", "gzip" (cut), "lost" (after the
    server did it), "refused" (before), "hole" (of `patience` seconds), "slow", "stale" (the earlier
    answer of the same path), "reordered" (a page's changes), "ahead" (the page after the one asked
    for), a function to be called before, or None.
    """

    def __init__(self, url, faults=(), patience=4):
        self.faults, self.seen, self._before = list(faults), [], {}
        self._patience = patience
        parts, proxy = urlsplit(url), self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'

            def answer(self):
                length = int(self.headers.get('Content-Length') or 0)
                body = self.rfile.read(length) if length else None
                proxy.answer(self, body, proxy.fault_of(self, body), parts.netloc)

            do_GET = do_PUT = do_POST = answer

            def log_message(self, *args):
                pass

        self._server = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self._server.daemon_threads = True
        self.url = f'http://127.0.0.1:{self._server.server_address[1]}{parts.path}'

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    def fault_of(self, request, body):
        "Note the call, and take the fault that spoils it."
        self.seen.append((request.command, request.path))
        return self.faults.pop(0) if self.faults else None

    def answer(self, request, body, fault, upstream):
        if fault == 'refused':
            return self._reset(request)
        if fault == 'hole':
            time.sleep(self._patience)
            return self._reset(request)
        if isinstance(fault, int):
            return self._send(request, fault, b'', {'Retry-After': '0'})
        if fault == 'html':
            return self._send(request, 200, b'<p>Back soon</p>', {'Content-Type': 'text/html'})
        if callable(fault):
            fault()
        try:
            status, headers, content = self._upstream(request, body, upstream)
        except (OSError, http.client.HTTPException):  # the server is dead
            return self._reset(request)
        if fault == 'reordered' and b'"items"' in content:
            page = json.loads(content)
            content = json.dumps(page | {'items': page['items'][::-1]}).encode()
        if fault == 'ahead' and b'"items"' in content:
            following = quote(json.loads(content)['next'])
            request.path = re.sub('cursor=[^&]*', f'cursor={following}', request.path)
            content = self._upstream(request, body, upstream)[2]
        if fault == 'lost':
            return self._reset(request)
        if fault == 'gzip':
            packed = gzip.compress(content)
            headers['Content-Encoding'] = 'gzip'
            return self._send(request, status, packed[:len(packed) // 2], headers)
        if fault == 'half':
            return self._send(request, status, content, headers, len(content) // 2)
        if fault == 'slow':
            return self._drip(request, content, headers)
        path = request.path.partition('?')[0]
        if fault == 'stale' and request.command == 'GET' and path in self._before:
            return self._send(request, *self._before[path])
        self._before[path] = status, content, headers
        return self._send(request, status, content, headers)

    def _upstream(self, request, body, upstream):
        connection = http.client.HTTPConnection(upstream)
        names = ('Authorization', 'Content-Type', 'Accept', 'If-Match')
        connection.request(request.command, request.path, body, {
                name: request.headers[name] for name in names if request.headers[name]})
        response = connection.getresponse()
        content = response.read()
        headers = {
            name: value for name, value in response.getheaders()
            if name in ('Content-Type', 'ETag', 'Retry-After')}
        connection.close()
        return response.status, headers, content

    def _send(self, request, status, content, headers=None, sent=None):
        request.send_response(status)
        for name, value in (headers or {}).items():
            request.send_header(name, value)
        request.send_header('Content-Length', str(len(content)))
        request.end_headers()
        with suppress(OSError):  # the caller has given up
            request.wfile.write(content[:sent])
        if sent is not None:
            request.close_connection = True

    def _drip(self, request, content, headers):
        request.close_connection = True
        request.send_response(200)
        for name, value in headers.items():
            request.send_header(name, value)
        request.send_header('Content-Length', str(len(content)))
        request.end_headers()
        for byte in content:
            try:
                request.wfile.write(bytes([byte]))
                request.wfile.flush()
            except OSError:
                return
            time.sleep(0.2)

    def _reset(self, request):
        request.close_connection = True
        request.connection.setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
        request.connection.close()


class FaultyCalls(Faulty):
    """The same before Tryton, with faults for each of its methods: {method: [fault, ...]}.

    `seen` counts the calls by method.
    """

    def __init__(self, url):
        super().__init__(url)
        self.faults, self.seen = {}, {}

    def fault_of(self, request, body):
        method = body.partition(b'<methodName>')[2].partition(b'<')[0].decode()
        method = method.rpartition('.')[2]
        self.seen[method] = self.seen.get(method, 0) + 1
        faults = self.faults.get(method)
        return faults.pop(0) if faults else None
