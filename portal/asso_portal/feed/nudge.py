"""A signal to Tryton that something has changed, so that the next run need not wait for the clock.

It is signed as Standard Webhooks says, and does not tell what has changed. What is written past
Django's models (in bulk, by raw SQL) sends none: the next run brings it all the same.
"""

import logging
import threading

from django.core.cache import cache
from django.db import transaction
from django.db.models.signals import post_delete, post_save

from .. import conf, tryton

PAUSE = 60  # seconds between two
LIMIT = 2  # seconds that one may take
SENT, LATER = "asso_portal:nudge", "asso_portal:nudge:later"
LOG = logging.getLogger("asso_portal.nudge")


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
        with tryton.post(conf.get("NUDGE_URL"), conf.get("NUDGE_SECRET"), b"", LIMIT):
            pass
    except Exception as error:
        LOG.warning("The nudge was not taken: %r", tryton.reason(error))
