"""The snapshot comes in: nothing is shown of it before all of it is there and agrees."""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from .. import conf
from ..feed.cursor import seq_of
from ..models import Account, Chunk, Pointer, Snapshot
from .accounts import accounts_of
from .chunks import assembled
from .current import etag, meta, too_old
from .head import Head
from .parts import Refused

KEPT = 2  # generations: the current one and the one before
BATCH = 500  # rows in one statement
FEW_ZEROED = 5  # so many balances may become zero at any time


def receive(generation: int, document: dict[str, Any], match: set[str] | None) -> bool:
    """Make this snapshot the current one; False: it already was, and nothing is written.

    `match`: the etags of an If-Match, None without one.
    """
    head = Head.of(generation, document)
    accounts = accounts_of(head, document) if head.chunks is None else None
    with transaction.atomic():
        pointer = Pointer.lock()
        if _is_current(head, pointer.snapshot, match):
            return False
        if accounts is None:
            accounts = accounts_of(head, assembled(head))
        if not head.forced:
            _refuse_zeroed(accounts, pointer.snapshot)
        _store(head, accounts, pointer)
    return True


def _is_current(head: Head, snapshot: Snapshot | None, match: set[str] | None) -> bool:
    """Whether this very snapshot is the current one; raises Refused if it may not become it."""
    if snapshot and (head.ledger, head.generation, head.digest) == (
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
        raise too_old(head.generation, snapshot)
    return False


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
        seq=seq_of(head.cursor),
    )
    for account in accounts:
        account.snapshot = snapshot
    Account.objects.bulk_create(accounts, batch_size=BATCH)
    pointer.snapshot = snapshot
    pointer.save(update_fields=["snapshot"])
    kept = list(Snapshot.objects.order_by("-pk").values_list("pk", flat=True)[:KEPT])
    Snapshot.objects.exclude(pk__in=kept).delete()
    Chunk.objects.exclude(ledger=head.ledger, generation__gt=head.generation).delete()
