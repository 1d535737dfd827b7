"""How often may be asked, counted in Django's cache."""

import hashlib
import ipaddress

from django.core.cache import cache

from .. import conf
from ..moments import now

WINDOW = 15 * 60  # seconds
OF_ADDRESS, OF_CLIENT = 3, 20


def client_may(request) -> bool:
    """Counts this time too; a subscriber's whole network of IPv6 is one client."""
    client = request.META.get(conf.get("LOGIN_CLIENT"), "")
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        pass
    else:
        if address.version == 6:
            client = str(ipaddress.ip_network((int(address), 64), strict=False))
    return _count("client", client) <= OF_CLIENT


def address_may(address: str) -> bool:
    """Counts this time too, whether anybody has the address or not."""
    return _count("address", address.lower()) <= OF_ADDRESS


def _count(kind: str, what: str) -> int:
    """How often in this window of the clock, with this time."""
    window = int(now().timestamp()) // WINDOW
    key = f"asso_portal:login:{kind}:{hashlib.sha256(what.encode()).hexdigest()}:{window}"
    cache.add(key, 0, 2 * WINDOW)
    try:
        return cache.incr(key)
    except ValueError:  # the cache dropped it, or keeps nothing
        return 1
