"""A signal to Tryton that something has changed, so that the next run need not wait for the clock.

It is signed as Standard Webhooks says, and does not tell what has changed. What is written past
Django's models (in bulk, by raw SQL) sends none: the next run brings it all the same.
"""

import base64
import hashlib
import hmac
import logging
import threading
import time
import urllib.request
import uuid

from django.core.cache import cache
from django.db import transaction
from django.db.models.signals import post_delete, post_save

from .. import conf

PAUSE = 60  # seconds between two
LIMIT = 2  # seconds that one may take
SENT, LATER = "asso_portal:nudge", "asso_portal:nudge:later"
LOG = logging.getLogger("asso_portal.nudge")


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args, **_kwargs):
        return None


def connect() -> None:
    """Watch the models of the mapping, if there is an address to tell."""
    if not conf.get("NUDGE_URL"):
        return
    for fields in conf.mapping().SOURCES.values():
        for label in fields:
            post_save.connect(_changed, sender=label, dispatch_uid=f"asso_portal:{label}:saved")
            post_delete.connect(_changed, sender=label, dispatch_uid=f"asso_portal:{label}:deleted")


def _changed(using, raw=False, **_kwargs) -> None:
    if not raw:  # loaddata
        transaction.on_commit(nudge, using=using, robust=True)


def nudge() -> None:
    """Send at once, or a minute after the last one; no request waits for it."""
    if cache.add(SENT, 1, PAUSE):
        threading.Thread(target=send, daemon=True).start()
    elif cache.add(LATER, 1, PAUSE):
        timer = threading.Timer(PAUSE, _again)
        timer.daemon = True
        timer.start()


def _again() -> None:
    cache.delete(LATER)
    cache.set(SENT, 1, PAUSE)
    send()


def send() -> None:
    """Never raises: if it fails, the next run by the clock brings the change."""
    try:
        request = urllib.request.Request(
            conf.get("NUDGE_URL"), b"", _headers(conf.get("NUDGE_SECRET")), method="POST"
        )
        with urllib.request.build_opener(NoRedirect).open(request, timeout=LIMIT):
            pass
    except Exception as error:
        # What is raised tells neither the secret nor the address
        reason = str(getattr(error, "reason", type(error).__name__))
        LOG.warning("The nudge was not taken: %r", reason)


def _headers(secret: str) -> dict[str, str]:
    key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    if not key:
        raise ValueError("no secret")
    id, moment = f"msg_{uuid.uuid4().hex}", str(int(time.time()))
    signature = hmac.digest(key, f"{id}.{moment}.".encode(), hashlib.sha256)
    return {
        "Content-Type": "application/octet-stream",
        "User-Agent": "asso-portal",
        "webhook-id": id,
        "webhook-timestamp": moment,
        "webhook-signature": f"v1,{base64.b64encode(signature).decode()}",
    }
