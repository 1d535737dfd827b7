"""An HTTP call to an address that somebody has entered: once, to where it says, and no further.

It follows no redirect, and reaches no address of the own network unless that is allowed: the
name is looked up once, and what is called is what was looked at.
"""
import http.client
import socket
import ssl
from contextlib import suppress
from ipaddress import IPv4Address, ip_address, ip_network
from urllib.parse import urlsplit

SECONDS = 20
LARGEST = 2_000  # bytes of an answer that are kept
# Addresses of IPv6 whose last four bytes are one of IPv4: mapped, compatible, NAT64 (RFC 6052)
CARRYING = [ip_network(f'{prefix}/96') for prefix in ['::ffff:0:0', '::', '64:ff9b::']]
# What leads elsewhere: 6to4, Teredo, NAT64 of a network's own
TUNNELS = [ip_network(net) for net in ['2002::/16', '2001::/32', '64:ff9b:1::/48']]


class Private(Exception):
    "The address is none of the public network, or not called safely there."


class _Connection(http.client.HTTPConnection):
    "A connection to the first that answers of the addresses that were looked up before."

    def __init__(self, host, port, addresses, is_safe):
        super().__init__(host, port, timeout=SECONDS)
        self.default_port = http.client.HTTPS_PORT if is_safe else http.client.HTTP_PORT
        self._addresses = addresses
        self._is_safe = is_safe

    def connect(self):
        self.sock = self._reached()
        if self._is_safe:
            self.sock = ssl.create_default_context().wrap_socket(
                self.sock, server_hostname=self.host)

    def _reached(self):
        *others, last = self._addresses
        for address in others:
            with suppress(OSError):
                return socket.create_connection(address[:2], self.timeout)
        return socket.create_connection(last[:2], self.timeout)


def target(url):
    "Return (whether it is https, host, port, path) of a URL; raise Private if it is none to call."
    try:
        parts = urlsplit(url)
        path = (parts.path or '/') + (f'?{parts.query}' if parts.query else '')
        path.encode('ascii')
        host = (parts.hostname or '').encode('idna').decode()
        port = parts.port
    except ValueError as error:
        raise Private(f'{url}: {error}') from error
    if not host or parts.scheme not in {'http', 'https'}:
        raise Private(f'{url}: no address of http')
    is_safe = parts.scheme == 'https'
    return is_safe, host, port or (443 if is_safe else 80), path


def post(url, body, headers, private=False):
    """Post the body (bytes) to the URL; return (status, {header: value}, text of the answer).

    Raise Private for an address of the own network or a URL without TLS, unless `private` allows
    both; OSError or HTTPException if nobody answers.
    """
    is_safe, host, port, path = target(url)
    if not (is_safe or private):
        raise Private(f'{url}: not https')
    addresses = [info[4] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not private and not all(_is_public(address[0]) for address in addresses):
        raise Private(f'{host}: an address of the own network')
    connection = _Connection(host, port, addresses, is_safe)
    try:
        connection.request('POST', path, body, headers)
        answer = connection.getresponse()
        said = answer.read(LARGEST).decode(errors='replace')
        return answer.status, dict(answer.headers), said
    finally:
        connection.close()


def _is_public(text):
    address = ip_address(text)
    if address.version == 6 and any(address in network for network in CARRYING):
        address = IPv4Address(int(address) & 0xffffffff)
    return (
        address.is_global and not address.is_multicast
        and not any(address in network for network in TUNNELS))
