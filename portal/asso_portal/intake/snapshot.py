"""The snapshot comes in: nothing is shown of it before all of it is there and agrees."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from . import conf
from .incoming import DIGEST, LARGEST, Part, Refused, effect, entry
from .models import Account, Chunk, Outcome, Pointer, Snapshot
from .records import canonical, digest

KEPT = 2  # generations: the current one and the one before
CHUNKS = 1000  # of one snapshot, at most
BATCH = 500  # rows in one statement
FEW_ZEROED = 5  # so many balances may become zero at any time


def etag(meta: dict[str, Any]) -> str:
    """Strong: another content has another one."""
    named = "\n".join((meta["ledger"], str(meta["generation"]), meta["digest"]))
    return hashlib.sha256(named.encode()).hexdigest()[:32]


def current() -> dict[str, Any] | None:
    """What is known of the snapshot that members see, without its balances."""
    snapshot = Snapshot.objects.filter(pointer__pk=Pointer.ONLY).first()
    return snapshot and _meta(snapshot)


def _meta(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "ledger": snapshot.ledger,
        "generation": snapshot.generation,
        "as_of": _moment(snapshot.as_of),
        "count": snapshot.count,
        "total": f"{snapshot.total:.2f}",
        "digest": snapshot.digest,
        "received": _moment(snapshot.received),
    }


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class Head:
    """What a snapshot says of itself."""

    ledger: str
    generation: int
    as_of: datetime
    currency: str
    count: int
    total: Decimal
    digest: str
    chunks: int | None
    forced: bool

    @classmethod
    def of(cls, generation: int, document: dict[str, Any]) -> "Head":
        part = Part(document)
        if part.integer("generation", 1) != generation:
            raise part.wrong("generation", "is not the one of the address")
        return cls(
            ledger=part.text("ledger", 64, 1),
            generation=generation,
            as_of=part.moment("as_of"),
            currency=part.text("currency", 3, 3),
            count=part.integer("count", most=2**31 - 1),
            total=part.money("total"),
            digest=part.matching("digest", DIGEST, "a SHA-256 in hexadecimal digits"),
            chunks=part.integer("chunks", 1, CHUNKS) if "chunks" in document else None,
            forced=document.get("force") is True,
        )


def receive(generation: int, document: dict[str, Any], match: set[str] | None) -> bool:
    """Make this snapshot the current one; False: it already was, and nothing is written.

    `match`: the etags of an If-Match, None without one.
    """
    head = Head.of(generation, document)
    accounts = _accounts(head, document) if head.chunks is None else None
    with transaction.atomic():
        pointer = Pointer.lock()
        if _is_current(head, pointer.snapshot, match):
            return False
        if accounts is None:
            accounts = _accounts(head, _assembled(head))
        if not head.forced:
            _refuse_zeroed(accounts, pointer.snapshot)
        _store(head, accounts, pointer)
    return True


def receive_chunk(generation: int, number: int, document: dict[str, Any]) -> None:
    """Keep a part of a snapshot until its head comes; the same again replaces it."""
    part = Part(document)
    ledger = part.text("ledger", 64, 1)
    part.parts("members")
    part.parts("unmatched")
    if number >= CHUNKS or generation > LARGEST:
        raise Refused("snapshot-invalid", 422, f"A snapshot has at most {CHUNKS} chunks.")
    with transaction.atomic():
        snapshot = Pointer.lock().snapshot
        if snapshot and snapshot.ledger == ledger and generation < snapshot.generation:
            raise _old(generation, snapshot)
        Chunk.objects.update_or_create(
            ledger=ledger,
            generation=generation,
            number=number,
            defaults={
                "content": {name: document[name] for name in ("members", "unmatched")},
            },
        )


def _is_current(head: Head, snapshot: Snapshot | None, match: set[str] | None) -> bool:
    """Whether this very snapshot is the current one; raises Refused if it may not become it."""
    if snapshot and (head.ledger, head.generation, head.digest) == (
        snapshot.ledger,
        snapshot.generation,
        snapshot.digest,
    ):
        return True
    if match is not None:
        if snapshot is None or not match & {"*", etag(_meta(snapshot))}:
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
        raise _old(head.generation, snapshot)
    return False


def _old(generation: int, snapshot: Snapshot) -> Refused:
    what = "with another content" if generation == snapshot.generation else "which is newer"
    return Refused(
        "generation-old",
        409,
        f"Generation {generation} comes after generation {snapshot.generation}, {what}.",
    )


def _assembled(head: Head) -> dict[str, Any]:
    """The chunks in their order, as the document would have had them."""
    held = dict(
        Chunk.objects.filter(ledger=head.ledger, generation=head.generation).values_list(
            "number", "content"
        )
    )
    missing = [number for number in range(head.chunks) if number not in held]
    if missing:
        raise Refused("snapshot-invalid", 422, f"Chunk {missing[0]} is missing.")
    return {
        name: [one for number in range(head.chunks) for one in held[number][name]]
        for name in ("members", "unmatched")
    }


def _accounts(head: Head, document: dict[str, Any]) -> list[Account]:
    """The members' accounts, if count, total, digest and every member's sum agree."""
    part = Part(document)
    members, accounts = part.parts("members"), []
    for one in part.parts("unmatched"):
        entry(one)
    if len(members) != head.count:
        raise part.wrong("count", f"is {head.count}, and there are {len(members)} members")
    total, seen = Decimal(), set()
    for member in members:
        account = _account(member)
        total += account.balance
        if account.member in seen:
            raise member.wrong("id", f"{account.member} is there twice")
        if account.member is not None:  # else it is of the ledger alone: nobody can see it here
            seen.add(account.member)
            accounts.append(account)
    if total != head.total:
        raise part.wrong("total", f"is {head.total}, and the balances sum to {total}")
    if _digest(document) != head.digest:
        raise part.wrong("digest", "is not that of the members and the unmatched payments")
    return accounts


def _account(member: Part) -> Account:
    entries = [entry(one) for one in member.parts("entries")]
    balance, total = member.money("balance"), sum(map(effect, entries), Decimal())
    if total != balance:
        raise member.wrong("balance", f"is {balance}, and its open entries sum to {total}")
    return Account(
        member=member.id_or_none("id"),
        number=member.text("number"),
        balance=balance,
        entries=entries,
    )


def _digest(document: dict[str, Any]) -> str:
    try:
        return digest(canonical({name: document[name] for name in ("members", "unmatched")}))
    except (RecursionError, UnicodeError):
        raise Refused("snapshot-invalid", 422, "The document is nested too deep.") from None


def _refuse_zeroed(accounts: list[Account], snapshot: Snapshot | None) -> None:
    """Books that lost their receivables look like members who all paid at once."""
    if snapshot is None:
        return
    owing = {account.member for account in accounts if account.balance}
    before = Account.objects.filter(snapshot=snapshot)
    zeroed = len(set(before.filter(~Q(balance=0)).values_list("member", flat=True)) - owing)
    if zeroed > FEW_ZEROED and zeroed * 100 > before.count() * conf.get("ZEROED_PERCENT"):
        raise Refused(
            "balances-zeroed",
            409,
            f"{zeroed} of {before.count()} balances would become zero. "
            'If that is right, send the snapshot with "force": true.',
        )


def _store(head: Head, accounts: list[Account], pointer: Pointer) -> None:
    Snapshot.objects.filter(ledger=head.ledger, generation=head.generation).delete()
    snapshot = Snapshot.objects.create(
        ledger=head.ledger,
        generation=head.generation,
        as_of=head.as_of,
        currency=head.currency,
        count=head.count,
        total=head.total,
        digest=head.digest,
        received=timezone.now(),
    )
    for account in accounts:
        account.snapshot = snapshot
    Account.objects.bulk_create(accounts, batch_size=BATCH)
    pointer.snapshot = snapshot
    pointer.save(update_fields=["snapshot"])
    kept = list(Snapshot.objects.order_by("-pk").values_list("pk", flat=True)[:KEPT])
    Snapshot.objects.exclude(pk__in=kept).delete()
    Chunk.objects.exclude(ledger=head.ledger, generation__gt=head.generation).delete()


def outcomes(document: dict[str, Any]) -> None:
    """Replace all that is known to be in quarantine."""
    part = Part(document, code="outcomes-invalid")
    as_of = part.moment("as_of")
    rows = [_outcome(one, as_of) for one in part.parts("outcomes")]
    with transaction.atomic():
        Pointer.lock()
        Outcome.objects.all().delete()
        Outcome.objects.bulk_create(rows, batch_size=BATCH)


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
