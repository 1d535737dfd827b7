"""The paper of a bill that Tryton made, fetched from there when it is asked for.

Tax receipts come in the same way. Whatever goes wrong, there is none: the page then draws its own.
What has come of bills is kept in Django's cache for a day, and never as a file, which a web server
might give to anybody.
"""

import base64
import hashlib
import json
import logging
import re
import time

from django.core.cache import cache

from .. import conf, tryton
from ..records import canonical, digest
from .documents import Document
from .situation import Situation

LIMIT = 4  # seconds that one may take in all
LARGEST = 4_000_000  # bytes
PIECE = 65_536  # bytes that are read at a time
KEPT = 24 * 60 * 60  # seconds
PAUSE = 60  # seconds in which Tryton is not asked again once it did not answer
AWAY = "asso_portal:papers:away"
NUDGE = re.compile("(https?://.+/asso_members)/nudge/([^/?#]+)")
# What of an entry stays as it is when the bill is paid
LASTING = ("key", "type", "kind", "number", "label", "date", "due", "amount", "reference")
LOG = logging.getLogger("asso_portal.papers")


class Unfit(Exception):
    """What came is not what was asked for; `reason` says why, for a log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def url(what: str = "document") -> str | None:
    """Beside the address of the nudge, which the feed's secret goes with; None if there is none."""
    found = NUDGE.fullmatch(conf.get("NUDGE_URL"))
    return f"{found[1]}/{what}/{found[2]}" if found and conf.get("NUDGE_SECRET") else None


def may_have(document: Document) -> bool:
    """Whether Tryton is asked for its paper; that it has one only the answer says."""
    return document.of_books and url() is not None


def paper_of(found: Situation, document: Document) -> bytes | None:
    """The PDF, for the member whose situation this is; None where there is none to be had."""
    if not may_have(document):
        return None
    place = _place(found, document)
    content = cache.get(place)
    if content is None:
        asked = {"bill": document.entry["key"], "member": found.member}
        content = fetched("document", asked)
        if content:
            cache.set(place, content, KEPT)
    return content


def _place(found: Situation, document: Document) -> str:
    """Its key in the cache: another one once the bill has changed, or the books are others."""
    entry = {name: document.entry.get(name) for name in LASTING}
    of = {"ledger": found.account.snapshot.ledger, "member": found.member, "entry": entry}
    return f"asso_portal:paper:{digest(canonical(of))}"


def fetched(what: str, asked: dict[str, str], type_: str = "application/pdf") -> bytes | None:
    """What Tryton answers, in full; None if it has none for this member, or gives none now."""
    place = url(what)
    if place is None or cache.get(AWAY) is not None:
        return None
    end = time.monotonic() + LIMIT
    try:
        body = json.dumps(asked).encode()
        with tryton.post(place, conf.get("NUDGE_SECRET"), body, LIMIT) as answer:
            return _read(answer, end, type_)
    except Exception as error:
        if getattr(error, "code", None) != 404:
            cache.set(AWAY, 1, PAUSE)
            named = asked.get("bill") or asked.get("number") or what
            LOG.warning("The paper of %s did not come: %r", named, tryton.reason(error))
        return None


def _read(answer, end: float, type_: str) -> bytes:
    """The whole, in time; its digest shows that nothing was lost on the way."""
    content = b""
    while piece := answer.read1(PIECE):
        content += piece
        if len(content) > LARGEST or time.monotonic() > end:
            raise Unfit("too large or too slow")
    named = base64.b64encode(hashlib.sha256(content).digest()).decode()
    if answer.headers.get("Repr-Digest") != f"sha-256=:{named}:":
        raise Unfit("not as it was sent")
    if answer.headers.get_content_type() != type_:
        raise Unfit(f"no {type_}")
    if type_ == "application/pdf" and content[:5] != b"%PDF-":
        raise Unfit("no PDF")
    return content
