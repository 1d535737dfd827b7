"""The feed of changes, page by page."""

import hashlib
import json
import re
from typing import Any

from django.http import HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags

from ..feed.cursor import Cursor, Unreadable
from ..feed.sequencing import sequence
from ..models import Feed, Record
from .problems import Problem

CONTRACT = 1
LIMIT, MOST = 200, 500
ROUNDS = 20  # of marks to number in one call until something has changed


def changes(request) -> HttpResponse:
    """The records whose last change comes after the cursor, each in its last state."""
    page = json.dumps(
        _page(request.GET.get("cursor", ""), _limit(request)), ensure_ascii=False
    ).encode()
    etag = f'"{hashlib.sha256(page).hexdigest()[:32]}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return HttpResponseNotModified(headers={"ETag": etag})
    return HttpResponse(page, content_type="application/json", headers={"ETag": etag})


def _limit(request) -> int:
    text = request.GET.get("limit", str(LIMIT))
    if not re.fullmatch("[0-9]{1,3}", text) or not 1 <= int(text) <= MOST:
        raise Problem(
            400,
            "parameter-invalid",
            "The limit is not valid",
            f"It must be a number from 1 to {MOST}.",
        )
    return int(text)


def _page(given: str, limit: int) -> dict[str, Any]:
    after, cursor = given, _cursor(given) if given else None
    marked = sequence()
    if cursor:
        _demand_known(cursor)
    records = _after(cursor, limit)
    for _ in range(ROUNDS):
        if not marked or len(records) > limit:
            break
        marked = sequence()
        records = _after(cursor, limit)
    feed = Feed.objects.get()
    items = records[:limit]
    if items or not cursor:
        given = str(Cursor.of(feed, items[-1].seq if items else 0))
    return {
        "contract": CONTRACT,
        "epoch": str(feed.epoch),
        "after": after,
        "items": [_item(record) for record in items],
        "next": given,
        "has_more": marked or len(records) > limit,
        "head": feed.seq,
    }


def _cursor(text: str) -> Cursor:
    try:
        return Cursor.read(text)
    except Unreadable:
        raise Problem(
            400,
            "cursor-invalid",
            "The cursor was not given by this site",
            "Its SECRET_KEY may have changed. Begin again without a cursor.",
        ) from None


def _demand_known(cursor: Cursor) -> None:
    """Refuse a cursor of a past that this database does not share."""
    if not cursor.is_known(Feed.objects.get()):
        raise Problem(
            409,
            "epoch-changed",
            "The site's database is not the one that gave this cursor",
            "It may have been restored from a backup. Compare the two sides, "
            "then begin again without a cursor.",
        )


def _after(cursor: Cursor | None, limit: int) -> list[Record]:
    """One more than the limit, if there are that many."""
    later = Record.objects.filter(seq__gt=cursor.seq if cursor else 0)
    return list(later.order_by("seq")[: limit + 1])


def _item(record: Record) -> dict[str, Any]:
    item = {
        "seq": record.seq,
        "type": record.type,
        "id": record.external_id,
        "rev": record.rev,
        "op": "delete" if record.deleted else "upsert",
        "digest": record.digest,
    }
    return item if record.deleted else item | {"data": json.loads(record.content)}
