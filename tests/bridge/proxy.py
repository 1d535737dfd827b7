"""A proxy on the loopback that spoils answers, to see what the bridge makes of a bad network."""
import http.client
import socket
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlparse


class Proxy:
    """Passes calls on to the server at `url`; each fault spoils the answer to one call of a method.

    faults: {method: [fault, ...]}; a fault is "lost" (after the server did it), "refused"
    (before), "half", "html", "slow" or an HTTP status. `seen` counts calls by method.
    """

    def __init__(self, url):
        self.faults, self.seen = {}, {}
        proxy, upstream = self, urlparse(url).netloc

        class Handler(BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'

            def do_POST(self):
                body = self.rfile.read(int(self.headers['Content-Length']))
                method = body.partition(b'<methodName>')[2].partition(b'<')[0].decode()
                method = method.rpartition('.')[2]
                proxy.seen[method] = proxy.seen.get(method, 0) + 1
                fault = proxy.faults.get(method, [])[:1]
                proxy.faults[method] = proxy.faults.get(method, [])[1:]
                proxy.answer(self, body, fault[0] if fault else None, upstream)

            def log_message(self, *args):
                pass

        self._server = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self._server.daemon_threads = True
        self.url = f'http://127.0.0.1:{self._server.server_address[1]}/'

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    def answer(self, request, body, fault, upstream):
        if fault == 'refused':
            return self._reset(request)
        if isinstance(fault, int):
            return self._send(request, fault, b'')
        if fault == 'html':
            return self._send(request, 200, b'<html><p>Back soon</html>')
        connection = http.client.HTTPConnection(upstream)
        headers = {
            name: value for name, value in request.headers.items()
            if name in ('Authorization', 'Content-Type')}
        connection.request('POST', request.path, body, headers)
        response = connection.getresponse()
        content = response.read()
        connection.close()
        if fault == 'lost':
            return self._reset(request)
        if fault == 'half':
            return self._send(request, response.status, content, len(content) // 2)
        if fault == 'slow':
            return self._drip(request, content)
        return self._send(request, response.status, content)

    def _reset(self, request):
        request.close_connection = True
        request.connection.setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
        request.connection.close()

    def _send(self, request, status, content, sent=None):
        request.send_response(status)
        request.send_header('Content-Type', 'text/xml')
        request.send_header('Content-Length', str(len(content)))
        request.end_headers()
        request.wfile.write(content[:sent])
        if sent is not None:
            request.close_connection = True

    def _drip(self, request, content):
        request.close_connection = True
        request.send_response(200)
        request.send_header('Content-Length', str(len(content)))
        request.end_headers()
        for byte in content:
            try:
                request.wfile.write(bytes([byte]))
            except OSError:
                return
            time.sleep(0.2)
