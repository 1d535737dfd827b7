"""A large snapshot comes in chunks, which are kept until its head says that they are all there."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from ..models import Chunk, Pointer
from ..moments import now
from .current import too_old
from .head import CHUNKS, STATEMENT, Head
from .members import Members
from .parts import LARGEST, Part, Refused

NAMES = ("members", "unmatched")
KEPT = timedelta(days=1)  # without a head


def receive(generation: int, number: int, document: dict[str, Any]) -> None:
    """Keep a chunk of a snapshot, to be judged with its head; the same number again replaces it.

    Of each ledger the chunks of one generation are kept, the newest; of any, for a day.
    """
    part = Part(document)
    for name in NAMES:
        part.parts(name)
    _keep(1, part, generation, number, {name: document[name] for name in NAMES})


def receive_members(generation: int, number: int, document: dict[str, Any]) -> None:
    """Keep a chunk of a statement, as `receive` does; raises Refused for what is wrong in it."""
    _keep(STATEMENT, Part(document), generation, number, Members.read(document).content)


def _keep(version: int, part: Part, generation: int, number: int, content: dict[str, Any]) -> None:
    ledger = part.text("ledger", 64, 1)
    if number >= CHUNKS or generation > LARGEST:
        raise Refused("snapshot-invalid", 422, f"A snapshot has at most {CHUNKS} chunks.")
    with transaction.atomic():
        snapshot, moment = Pointer.lock().snapshot, now()
        if snapshot and snapshot.ledger == ledger and generation < snapshot.generation:
            raise too_old(generation, snapshot.generation)
        ours = Q(ledger=ledger)
        Chunk.objects.filter(
            Q(received__lt=moment - KEPT) | ours & Q(generation__lt=generation)
        ).delete()
        newer = Chunk.objects.filter(ours, generation__gt=generation).values_list("generation")
        if newer:
            raise too_old(generation, newer[0][0])
        Chunk.objects.update_or_create(
            ledger=ledger,
            generation=generation,
            number=number,
            defaults={"version": version, "content": content, "received": moment},
        )


def contents(head: Head) -> Iterator[dict[str, Any]]:
    """What each chunk has, in their order; raises Refused first of all if one is missing."""
    chunks = Chunk.objects.filter(
        version=head.version, ledger=head.ledger, generation=head.generation
    )
    held = set(chunks.values_list("number", flat=True))
    missing = [number for number in range(head.chunks) if number not in held]
    if missing:
        raise Refused("snapshot-invalid", 422, f"Chunk {missing[0]} is missing.")
    # One by one: all of them at once may be more than the memory holds
    return (chunks.get(number=number).content for number in range(head.chunks))


def assembled(head: Head) -> dict[str, Any]:
    """The chunks in their order, as one document; raises Refused if one of them is missing."""
    parts = list(contents(head))
    return {name: [one for part in parts for one in part[name]] for name in NAMES}
