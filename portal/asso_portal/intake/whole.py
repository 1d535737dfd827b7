"""A state of all members takes the place of the one before."""

from collections.abc import Iterable
from typing import Any

from django.db.models import JSONField, Q, Value

from .. import conf
from ..feed.cursor import seq_of
from ..models import Account, Chunk, Pointer, Snapshot
from ..moments import now
from .head import Head
from .parts import Refused

KEPT = 2  # generations: the current one and the one before
BATCH = 500  # rows in one statement
FEW_ZEROED = 5  # so many balances may become zero at any time
OWING = ~Q(balance=0) & Q(member__isnull=False)


def replace(head: Head, pointer: Pointer, batches: Iterable[list[Account]]) -> None:
    """Keep the accounts and show them; raises Refused if too many balances would become zero.

    All in the transaction of the caller, who holds the pointer.
    """
    before = pointer.snapshot
    Snapshot.objects.filter(ledger=head.ledger, generation=head.generation).delete()
    snapshot = Snapshot.objects.create(**row(head))
    for accounts in batches:
        keep(snapshot, accounts)
    if before and not head.forced:
        refuse_zeroed(len(_owing(before) - _owing(snapshot)), count_members(before))
    pointer.snapshot = snapshot
    pointer.save(update_fields=["snapshot"])
    kept = list(Snapshot.objects.order_by("-pk").values_list("pk", flat=True)[:KEPT])
    Snapshot.objects.exclude(pk__in=kept).delete()
    drop_chunks(head)


def row(head: Head) -> dict[str, Any]:
    """The columns of its snapshot; the refusals that go with it have not come yet."""
    return {
        "ledger": head.ledger,
        "generation": head.generation,
        "as_of": head.as_of,
        "currency": head.currency,
        "count": head.count,
        "total": head.total,
        "digest": head.digest,
        "received": now(),
        "seq": seq_of(head.cursor),
        "judged": False,
        "version": head.version,
        "bank_known_until": head.bank_known_until,
    }


def keep(snapshot: Snapshot, accounts: list[Account]) -> None:
    """Write them as accounts of this snapshot."""
    for account in accounts:
        account.snapshot = snapshot
        # Plain values go to PostgreSQL as arrays, and to quote long texts in them takes seconds
        account.entries = Value(account.entries, JSONField())
    Account.objects.bulk_create(accounts, batch_size=BATCH)


def drop_chunks(head: Head) -> None:
    """Only those of a later generation of the same ledger may still get their head."""
    Chunk.objects.exclude(ledger=head.ledger, generation__gt=head.generation).delete()


def count_members(snapshot: Snapshot) -> int:
    """Without those whom the ledger alone knows."""
    return Account.objects.filter(snapshot=snapshot, member__isnull=False).count()


def refuse_zeroed(zeroed: int, members: int) -> None:
    """Books that lost their receivables look like members who all paid at once.

    `zeroed`: how many of the members have a balance now and would have none, or be gone.
    """
    if zeroed > FEW_ZEROED and zeroed * 100 > members * conf.get("ZEROED_PERCENT"):
        raise Refused(
            "balances-zeroed",
            409,
            f"{zeroed} of {members} balances would become zero. "
            'If that is right, send the snapshot with "force": true.',
        )


def _owing(snapshot: Snapshot) -> set[str]:
    """The members of whom the balance is not zero, but for those whom the ledger alone knows."""
    found = Account.objects.filter(OWING, snapshot=snapshot)
    return set(found.values_list("member", flat=True))
