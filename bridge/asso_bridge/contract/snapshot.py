"""Read the ledger's balances, and believe them only if every sum agrees."""

from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from ..errors import BrokenContract
from .answers import MemberBalance, Snapshot
from .digest import canonical, digest

MEND = "Nothing was exported; run again, and if it lasts look for a proxy that changes answers."


def verified(raw: Any) -> Snapshot:
    """The snapshot; raises BrokenContract unless its digest, count, total and every sum agree."""
    try:
        snapshot = Snapshot.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        raise BrokenContract(
            f"The snapshot breaks the contract at {first['loc']}: {first['msg']}.", MEND
        ) from None
    if (
        digest(canonical({"members": raw["members"], "unmatched": raw["unmatched"]}))
        != snapshot.digest
    ):
        raise BrokenContract("The snapshot's content is not what its digest says.", MEND)
    if len(snapshot.members) != snapshot.count:
        raise BrokenContract(
            f"The snapshot says {snapshot.count} members, but has {len(snapshot.members)}.", MEND
        )
    ids = [member.id for member in snapshot.members if member.id is not None]
    if len(set(ids)) != len(ids):
        raise BrokenContract("The snapshot names a member twice.", MEND)
    total = sum((member.balance for member in snapshot.members), Decimal())
    if total != snapshot.total:
        raise BrokenContract(
            f"The balances sum to {total}, and the snapshot says {snapshot.total}.", MEND
        )
    for member in snapshot.members:
        if open_sum(member) != member.balance:
            raise BrokenContract(
                f"The open entries of the member {member.number} sum to {open_sum(member)}, "
                f"and the balance is {member.balance}.",
                MEND,
            )
    return snapshot


def open_sum(member: MemberBalance) -> Decimal:
    """The balance by the open entries: what is left to give, less what is left to pay."""
    return sum(
        (-entry.residual if entry.type == "bill" else entry.residual for entry in member.entries),
        Decimal(),
    )
