"""The members' accounts in a snapshot, which must agree with its head and with themselves."""

from decimal import Decimal
from typing import Any

from ..models import Account
from ..records import canonical, digest
from .head import Head
from .parts import Part, Refused, effect, entry


def accounts_of(head: Head, document: dict[str, Any]) -> list[Account]:
    """The accounts, not saved yet; raises Refused unless count, total, digest and sums agree.

    Members that the ledger alone knows count in the sums and have no account: nobody can log in
    as one of them here.
    """
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
        if account.member is not None:
            seen.add(account.member)
            accounts.append(account)
    if total != head.total:
        raise part.wrong("total", f"is {head.total}, and the balances sum to {total}")
    if _digest(document) != head.digest:
        raise part.wrong("digest", "is not that of the members and the unmatched payments")
    return accounts


def _account(member: Part) -> Account:
    entries = [entry(one) for one in member.parts("entries")]
    balance, total = member.sum("balance"), sum(map(effect, entries), Decimal())
    if total != balance:
        raise member.wrong("balance", f"is {balance}, and its open entries sum to {total}")
    return Account(
        member=member.id_or_none("id"),
        number=member.text("number"),
        reference=member.reference_or_none("reference") or "",
        balance=balance,
        entries=entries,
    )


def _digest(document: dict[str, Any]) -> str:
    try:
        return digest(canonical({name: document[name] for name in ("members", "unmatched")}))
    except (RecursionError, UnicodeError):
        raise Refused("snapshot-invalid", 422, "The document is nested too deep.") from None
