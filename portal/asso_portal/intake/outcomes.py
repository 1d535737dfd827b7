"""The refusals come in: all that is in the ledger's quarantine, in the place of the list before."""

from datetime import datetime
from typing import Any

from django.db import transaction

from ..models import Outcome, Pointer, Snapshot
from .parts import Part

BATCH = 500  # rows in one statement


def receive(document: dict[str, Any]) -> None:
    """Replace the whole list, or raise Refused and change nothing if one of it is wrong.

    From now on what the list does not name, and the current snapshot has seen, was booked.
    """
    part = Part(document, code="outcomes-invalid")
    as_of = part.moment("as_of")
    rows = [_outcome(one, as_of) for one in part.parts("outcomes")]
    with transaction.atomic():
        current = Pointer.lock().snapshot_id
        Outcome.objects.all().delete()
        Outcome.objects.bulk_create(rows, batch_size=BATCH)
        Snapshot.objects.filter(pk=current).update(judged=True)


def _outcome(part: Part, as_of: datetime) -> Outcome:
    def among(field: str, name: str) -> str:
        choices = Outcome._meta.get_field(field).choices
        return part.choice(name, tuple(key for key, _ in choices))

    return Outcome(
        type=among("type", "type"),
        external_id=part.text("id", 64, 1),
        operation=among("operation", "op"),
        state=among("state", "state"),
        code=part.text_or_none("code", 64) or "",
        reason=part.text_or_none("reason", 10_000) or "",
        since=part.moment("since") if part.content.get("since") is not None else None,
        as_of=as_of,
    )
