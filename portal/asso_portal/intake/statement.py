"""The statement comes in, whole or as what differs; what is kept must agree with its head after."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q

from ..models import Account, Pointer, Snapshot
from .chunks import contents
from .current import is_current
from .head import Head
from .members import Members, digest_of
from .parts import Refused
from .whole import (
    BATCH,
    OWING,
    count_members,
    drop_chunks,
    keep,
    refuse_zeroed,
    replace,
    row,
)


def receive(generation: int, document: dict[str, Any], match: set[str] | None) -> bool:
    """Show what this statement says; False: it is shown already, and nothing is written.

    `match`: the etags of an If-Match, None without one. A difference is taken only if its base is
    shown, and if what is kept after it has the count, the total and the digest that it says.
    """
    head = Head.of_statement(generation, document)
    read = Members.read(document) if head.chunks is None else None
    with transaction.atomic():
        pointer = Pointer.lock()
        if is_current(head, pointer.snapshot, match):
            return False
        unmatched: list[Any] = []
        accounts = _each_once([read] if read else map(Members.kept, contents(head)), unmatched)
        if head.base is None:
            replace(head, pointer, accounts)
        else:
            _demand_base(head, pointer.snapshot)
            _change(head, pointer.snapshot, [one for batch in accounts for one in batch])
        wrong = _disagreement(head, pointer.snapshot, unmatched)
        if wrong and head.base is None:
            raise Refused("snapshot-invalid", 422, wrong)
        if wrong:
            raise _base_unknown(f"After it {wrong}")
    return True


def _each_once(batches: Iterable[Members], unmatched: list[Any]) -> Iterator[list[Account]]:
    """The accounts of one call after the other; what has no member is added to the list."""
    seen = set[str]()
    for batch in batches:
        unmatched += batch.unmatched
        for account in batch.accounts:
            if account.member in seen:
                what = f"The member {account.member} is there twice."
                raise Refused("snapshot-invalid", 422, what)
            if account.member is not None:
                seen.add(account.member)
        yield batch.accounts


def _demand_base(head: Head, snapshot: Snapshot | None) -> None:
    shown = (head.version, head.ledger, head.base)
    if snapshot is None or shown != (snapshot.version, snapshot.ledger, snapshot.generation):
        raise _base_unknown(f"Generation {head.base} of this ledger is not shown here.")


def _base_unknown(what: str) -> Refused:
    return Refused("base-unknown", 409, f"{what} Send the whole statement.")


def _change(head: Head, snapshot: Snapshot, accounts: list[Account]) -> None:
    """Write the accounts that differ, and the head, in place.

    No earlier snapshot stays beside it: it would keep what the books have erased since.
    """
    members = count_members(snapshot)
    owed = _take_out(snapshot, head.gone, accounts)
    keep(snapshot, accounts)
    if not head.forced:
        refuse_zeroed(len(owed - {one.member for one in accounts if one.balance}), members)
    Snapshot.objects.exclude(pk=snapshot.pk).delete()
    for name, value in row(head).items():
        setattr(snapshot, name, value)
    snapshot.save()
    drop_chunks(head)


def _take_out(snapshot: Snapshot, gone: list[str], accounts: list[Account]) -> set[str]:
    """Delete what is gone or has a new account; returns those whose balance was not zero."""
    members, owed = [one.member for one in accounts if one.member is not None], set[str]()
    for name, values in ("digest", gone), ("member", members):
        for start in range(0, len(values), BATCH):
            among = Q(**{f"{name}__in": values[start : start + BATCH]})
            old = Account.objects.filter(among, snapshot=snapshot)
            owed |= set(old.filter(OWING).values_list("member", flat=True))
            old.delete()
    return owed


def _disagreement(head: Head, snapshot: Snapshot, unmatched: list[Any]) -> str | None:
    """What the head says otherwise than the accounts that are kept, if anything."""
    kept = list(Account.objects.filter(snapshot=snapshot).values_list("digest", "balance"))
    if len(kept) != head.count:
        return f"count is {head.count}, and there are {len(kept)} members."
    total = sum((balance for _, balance in kept), Decimal())
    if total != head.total:
        return f"total is {head.total}, and the balances sum to {total}."
    members = sorted(digest for digest, _ in kept)
    if digest_of({"members": members, "unmatched": unmatched}) != head.digest:
        return "digest is not that of the members and the unmatched payments."
    return None
