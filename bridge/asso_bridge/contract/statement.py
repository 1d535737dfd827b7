"""Read the ledger's statement, and believe it only if all agrees that can be compared here."""

from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from ..errors import BrokenContract
from .answers import MemberStatement, Statement
from .digest import canonical_of_texts, digest

MEND = "Nothing was published; run again, and if it lasts look for a proxy that changes answers."


def verified_statement(raw: Any, base: int | None) -> Statement:
    """The statement; raises BrokenContract unless it is whole or of this base, and agrees.

    Of a difference only the portal, which has the other members, can tell if the digest is right.
    """
    try:
        statement = Statement.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise BrokenContract(
            f"The statement breaks the contract at {where}: {first['msg']}.", MEND
        ) from None
    if statement.base not in (None, base):
        raise BrokenContract(
            f"The statement differs from generation {statement.base}, and {base} was asked for.",
            MEND,
        )
    ids = [member.id for member in statement.members if member.id is not None]
    if len(set(ids)) != len(ids):
        raise BrokenContract("The statement names a member twice.", MEND)
    for member in statement.members:
        _assert_sums(member)
    if statement.base is None:
        _assert_whole(raw, statement)
    return statement


def state_digest(members: list[Any], unmatched: list[Any]) -> str:
    """The digest of a state, from the members and the payments without one, as the ledger has them.

    It is made of the members' own digests, so that whoever has these can make it again.
    """
    digests = sorted(digest(canonical_of_texts(member)) for member in members)
    return digest(canonical_of_texts({"members": digests, "unmatched": unmatched}))


def _assert_sums(member: MemberStatement) -> None:
    """Effects and residuals both sum to the balance."""
    sums = {
        "entries": sum((entry.effect for entry in member.entries), Decimal()),
        "open entries": sum(
            (
                -entry.residual if entry.type == "bill" else entry.residual
                for entry in member.entries
            ),
            Decimal(),
        ),
    }
    for what, total in sums.items():
        if total != member.balance:
            raise BrokenContract(
                f"The {what} of the member {member.number} sum to {total}, "
                f"and the balance is {member.balance}.",
                MEND,
            )


def _assert_whole(raw: Any, statement: Statement) -> None:
    """Count, total and digest are those of the members."""
    if len(statement.members) != statement.count:
        raise BrokenContract(
            f"The statement says {statement.count} members, but has {len(statement.members)}.",
            MEND,
        )
    total = sum((member.balance for member in statement.members), Decimal())
    if total != statement.total:
        raise BrokenContract(
            f"The balances sum to {total}, and the statement says {statement.total}.", MEND
        )
    if state_digest(raw["members"], raw["unmatched"]) != statement.digest:
        raise BrokenContract("The statement's content is not what its digest says.", MEND)
