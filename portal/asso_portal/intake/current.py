"""The snapshot that members see now, and what may not take its place."""

import hashlib
from datetime import UTC, datetime
from typing import Any

from ..models import Pointer, Snapshot
from .parts import Refused


def current() -> dict[str, Any] | None:
    """What is known of the current snapshot, without its balances; None before the first."""
    snapshot = Snapshot.objects.filter(pointer__pk=Pointer.ONLY).first()
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


def too_old(generation: int, snapshot: Snapshot) -> Refused:
    """The refusal of a generation that does not come after the current snapshot's."""
    what = "with another content" if generation == snapshot.generation else "which is newer"
    return Refused(
        "generation-old",
        409,
        f"Generation {generation} comes after generation {snapshot.generation}, {what}.",
    )


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
