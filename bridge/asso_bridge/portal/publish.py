"""Send the portal the balances, and what is in quarantine."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from ..contract.answers import Quarantine, Snapshot
from ..told.results import PublishResult
from .calls import PREFIX, Portal, place
from .refusals import PortalRefusal

LARGEST = 8_000_000  # bytes of one call


def publish(
    portal: Portal, held: Quarantine, raw: dict[str, Any], snapshot: Snapshot, **how: bool
) -> PublishResult:
    """Put the snapshot and the list of what is in quarantine; doing so twice changes nothing more.

    `raw` is the snapshot as the ledger answered it. How: see `put_snapshot`.
    """
    parts = put_snapshot(portal, raw, snapshot, **how)
    portal.put("v1/outcomes", {"as_of": _now(), "outcomes": outcomes(held)})
    return PublishResult(
        generation=snapshot.generation,
        as_of=snapshot.as_of,
        count=snapshot.count,
        total=f"{snapshot.total:f}",
        chunks=parts,
        outcomes=len(held.changes),
    )


def put_snapshot(
    portal: Portal,
    raw: dict[str, Any],
    snapshot: Snapshot,
    new_ledger: bool = False,
    force: bool = False,
) -> int:
    """Put the snapshot whole, or in parts if it is large; returns the number of parts, or 0.

    `new_ledger`: replace that of another ledger. `force`: even if many balances become zero.
    """
    generation = snapshot.generation
    raw = {**raw, "cursor": cursor_of(snapshot)}
    head, parts = dict(raw), 0
    if force:
        head["force"] = True
    if len(_json(raw)) > LARGEST:
        for part in chunks(raw):
            chunk = place("v1", "snapshots", generation, "chunks", parts)
            portal.put(chunk, {"ledger": snapshot.ledger, **part})
            parts += 1
        del head["members"], head["unmatched"]
        head["chunks"] = parts
    headers = {}
    if new_ledger and (published := portal.published()):
        headers["If-Match"] = published.etag
    try:
        portal.put(place("v1", "snapshots", generation), head, headers)
    except PortalRefusal as refusal:
        # An earlier try may have succeeded, and its answer have been lost
        if refusal.code != "precondition-failed" or not is_published(portal, snapshot):
            raise
    return parts


def cursor_of(snapshot: Snapshot) -> str | None:
    """The cursor as the portal gave it; None where the books were last fed from elsewhere."""
    cursor = snapshot.cursor or ""
    return cursor.removeprefix(PREFIX) if cursor.startswith(PREFIX) else None


def is_published(portal: Portal, snapshot: Snapshot) -> bool:
    """Whether the portal shows this very snapshot."""
    published = portal.published()
    return published is not None and (
        published.ledger == snapshot.ledger
        and published.generation == snapshot.generation
        and published.digest == snapshot.digest
    )


def chunks(raw: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The members and the unmatched payments, in parts small enough for one call."""
    part: dict[str, list[Any]] = {"members": [], "unmatched": []}
    size = 0
    for name in part:
        for one in raw[name]:
            length = len(_json(one)) + 1
            if size and size + length > LARGEST:
                yield part
                part, size = {"members": [], "unmatched": []}, 0
            part[name].append(one)
            size += length
    yield part


def outcomes(held: Quarantine) -> list[dict[str, Any]]:
    """What the portal is told of each change: not the tries, nor why a person set it aside."""
    return [
        {
            "type": change.type,
            "id": change.record,
            "op": change.op,
            "state": change.state,
            "code": change.code,
            "reason": change.reason,
            "since": change.since,
        }
        for change in held.changes
    ]


def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
