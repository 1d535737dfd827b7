"""A large snapshot comes in chunks, which are kept until its head says that they are all there."""

from typing import Any

from django.db import transaction

from ..models import Chunk, Pointer
from .current import too_old
from .head import CHUNKS, Head
from .parts import LARGEST, Part, Refused

NAMES = ("members", "unmatched")


def receive(generation: int, number: int, document: dict[str, Any]) -> None:
    """Keep a chunk of a snapshot; the same number again replaces it."""
    part = Part(document)
    ledger = part.text("ledger", 64, 1)
    for name in NAMES:
        part.parts(name)
    if number >= CHUNKS or generation > LARGEST:
        raise Refused("snapshot-invalid", 422, f"A snapshot has at most {CHUNKS} chunks.")
    with transaction.atomic():
        snapshot = Pointer.lock().snapshot
        if snapshot and snapshot.ledger == ledger and generation < snapshot.generation:
            raise too_old(generation, snapshot)
        Chunk.objects.update_or_create(
            ledger=ledger,
            generation=generation,
            number=number,
            defaults={"content": {name: document[name] for name in NAMES}},
        )


def assembled(head: Head) -> dict[str, Any]:
    """The chunks in their order, as one document; raises Refused if one of them is missing."""
    held = dict(
        Chunk.objects.filter(ledger=head.ledger, generation=head.generation).values_list(
            "number", "content"
        )
    )
    missing = [number for number in range(head.chunks) if number not in held]
    if missing:
        raise Refused("snapshot-invalid", 422, f"Chunk {missing[0]} is missing.")
    return {
        name: [one for number in range(head.chunks) for one in held[number][name]] for name in NAMES
    }
