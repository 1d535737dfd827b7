"""Send the portal what members read, and what is in quarantine."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

from ..contract.answers import Published, Quarantine, Statement
from ..contract.statement import verified_statement
from ..told.results import PublishResult
from .calls import PREFIX, Portal, place
from .refusals import PortalRefusal

LARGEST = 8_000_000  # bytes of one call

Ask = Callable[[int | None], Any]  # the ledger's statement since a generation, None: the whole


class Told(NamedTuple):
    """A statement that was verified; `raw` is it as the ledger answered."""

    raw: dict[str, Any]
    statement: Statement


def ask_since(shown: Published | None, epoch: str, ask: Ask) -> Told:
    """What differs from what the portal shows; the whole if that is of another epoch, or nothing.

    The ledger may answer the whole even so.
    """
    return _told(ask, shown.generation if shown and shown.ledger == epoch else None)


def _told(ask: Ask, base: int | None) -> Told:
    """Raises BrokenContract if the ledger's answer does not agree with itself."""
    raw = ask(base)
    return Told(raw, verified_statement(raw, base))


def publish(portal: Portal, held: Quarantine, new: Told, ask: Ask, **how: bool) -> PublishResult:
    """Put the statement and the list of what is in quarantine; doing so twice changes nothing more.

    If the portal cannot take it as a difference, the whole is asked for and put. How: see
    `put_statement`.
    """
    try:
        parts = put_statement(portal, new, **how)
    except PortalRefusal as refusal:
        if refusal.code != "base-unknown" or new.statement.base is None:
            raise
        new = _told(ask, None)
        parts = put_statement(portal, new, **how)
    portal.put("v2/outcomes", {"as_of": _now(), "outcomes": outcomes(held)})
    statement = new.statement
    return PublishResult(
        generation=statement.generation,
        as_of=statement.as_of,
        count=statement.count,
        total=f"{statement.total:f}",
        whole=statement.base is None,
        members=len(statement.members),
        chunks=parts,
        outcomes=len(held.changes),
        bank_known_until=statement.bank_known_until,
    )


def put_statement(portal: Portal, new: Told, new_ledger: bool = False, force: bool = False) -> int:
    """Put the statement at once, or in parts if it is large; returns the number of parts, or 0.

    `new_ledger`: replace that of another ledger. `force`: even if many balances become zero.
    """
    statement = new.statement
    head = {name: new.raw[name] for name in new.raw if name not in ("members", "unmatched")}
    head["cursor"] = cursor_of(statement)
    if force:
        head["force"] = True
    parts, count = list(chunks(new.raw, len(_json(head)))), 0
    if len(parts) == 1:
        head |= parts[0]
    else:
        count = head["chunks"] = len(parts)
        for number, part in enumerate(parts):
            chunk = place("v2", "statements", statement.generation, "chunks", number)
            portal.put(chunk, {"ledger": statement.ledger, **part})
    headers = {}
    if new_ledger and (shown := portal.shown()):
        headers["If-Match"] = shown.etag
    try:
        portal.put(place("v2", "statements", statement.generation), head, headers)
    except PortalRefusal as refusal:
        # An earlier try may have succeeded, and its answer have been lost
        if refusal.code != "precondition-failed" or not is_published(portal, statement):
            raise
    return count


def cursor_of(statement: Statement) -> str | None:
    """The cursor as the portal gave it; None where the books were last fed from elsewhere."""
    cursor = statement.cursor or ""
    return cursor.removeprefix(PREFIX) if cursor.startswith(PREFIX) else None


def is_published(portal: Portal, statement: Statement) -> bool:
    """Whether the portal shows this very statement."""
    published = portal.published()
    return published is not None and (
        published.ledger == statement.ledger
        and published.generation == statement.generation
        and published.digest == statement.digest
    )


def chunks(raw: dict[str, Any], size: int) -> Iterator[dict[str, Any]]:
    """The members and the unmatched payments, in parts small enough for one call.

    `size`: the bytes that each call has besides. There is one part at least.
    """
    part: dict[str, list[Any]] = {"members": [], "unmatched": []}
    room = LARGEST - size
    for name in part:
        for one in raw[name]:
            length = len(_json(one)) + 1
            if length > room and any(part.values()):
                yield part
                part, room = {"members": [], "unmatched": []}, LARGEST - size
            part[name].append(one)
            room -= length
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
