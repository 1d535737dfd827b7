"""The snapshot that members see now, and what may not take its place."""

import hashlib
from datetime import UTC, datetime
from typing import Any

from ..models import Pointer, Snapshot
from .head import Head
from .parts import Refused


def current(version: int = 1) -> dict[str, Any] | None:
    """What is known of the current snapshot, without its balances; None before the first.

    None too if it came by an older version of the contract than this one.
    """
    snapshot = Snapshot.objects.filter(pointer__pk=Pointer.ONLY, version__gte=version).first()
    return snapshot and meta(snapshot)


def meta(snapshot: Snapshot) -> dict[str, Any]:
    """As the API answers it: the moments in UTC, the total with two decimals."""
    return {
        "ledger": snapshot.ledger,
        "generation": snapshot.generation,
        "as_of": _moment(snapshot.as_of),
        "count": snapshot.count,
        "total": f"{snapshot.total:.2f}",
        "digest": snapshot.digest,
        "received": _moment(snapshot.received),
    }


def etag(meta: dict[str, Any]) -> str:
    """Strong: another content has another one."""
    named = "\n".join((meta["ledger"], str(meta["generation"]), meta["digest"]))
    return hashlib.sha256(named.encode()).hexdigest()[:32]


def is_current(head: Head, snapshot: Snapshot | None, match: set[str] | None) -> bool:
    """Whether it is what this head says; raises Refused if that may not take its place.

    `match`: the etags of an If-Match, None without one.
    """
    if snapshot and (head.version, head.ledger, head.generation, head.digest) == (
        snapshot.version,
        snapshot.ledger,
        snapshot.generation,
        snapshot.digest,
    ):
        return True
    if match is not None:
        if snapshot is None or not match & {"*", etag(meta(snapshot))}:
            raise Refused(
                "precondition-failed", 412, "The current snapshot is not the one of If-Match."
            )
    elif snapshot and head.ledger != snapshot.ledger:
        raise Refused(
            "ledger-changed",
            409,
            "The current snapshot is of another ledger, or of this one before it was restored "
            "from a backup. Look which ledger is right, then send If-Match with the current etag.",
        )
    if snapshot and head.ledger == snapshot.ledger and head.generation <= snapshot.generation:
        raise too_old(head.generation, snapshot.generation)
    return False


def too_old(generation: int, here: int) -> Refused:
    """The refusal of a generation that does not come after the one that is here."""
    what = "with another content" if generation == here else "which is newer"
    return Refused(
        "generation-old", 409, f"Generation {generation} comes after generation {here}, {what}."
    )


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
