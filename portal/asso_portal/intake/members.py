"""A member of a statement: all that the books have of them, which must agree with itself."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..models import Account
from ..records import canonical, digest
from .parts import ENTRY_TYPES, Part, Refused, effect, entry

BILLS = ("invoice", "membership_fee", "donation", None)
MEANS = ("transfer", "check", "cash", "card", "other")
KINDS = {
    "bill": BILLS,
    "payment": MEANS,
    "credit_note": (None,),
    "other": ("write_off", "opening", "by_another", None),
}
STATES = ("member", "not_member", "pending")
DECIDERS = ("portal", "ledger", "person")
ADDRESS = re.compile(r"https://[!#-;=?-~]{1,992}")  # ASCII, with nothing that ends an attribute
LONGEST_GRACE = 36_525  # days: a hundred years
COLUMNS = (
    "member",
    "number",
    "reference",
    "choices",
    "balance",
    "entries",
    "membership",
    "digest",
)


@dataclass
class Members:
    """Those that came in one call, not saved yet; and the payments without a member."""

    accounts: list[Account]
    unmatched: list[Any]

    @classmethod
    def read(cls, document: dict[str, Any]) -> "Members":
        """Raises Refused for the first thing that is wrong."""
        part = Part(document)
        for one in part.parts("unmatched"):
            entry(one)
        return cls([_account(one) for one in part.parts("members")], document["unmatched"])

    @classmethod
    def kept(cls, content: dict[str, Any]) -> "Members":
        """As a chunk kept them."""
        rows = [row | {"balance": Decimal(row["balance"])} for row in content["members"]]
        return cls([Account(**row) for row in rows], content["unmatched"])

    @property
    def content(self) -> dict[str, Any]:
        """What a chunk keeps of them: all is judged, so that the head finds little to do."""
        rows = [{name: getattr(one, name) for name in COLUMNS} for one in self.accounts]
        return {
            "members": [row | {"balance": str(row["balance"])} for row in rows],
            "unmatched": self.unmatched,
        }


def _account(member: Part) -> Account:
    """Its digest is of what was sent, also of fields that are not kept."""
    entries = [_entry(one) for one in member.parts("entries")]
    balance = member.sum("balance")
    for name, total in (
        ("effects", sum((Decimal(one["effect"]) for one in entries), Decimal())),
        ("residuals", sum(map(effect, entries), Decimal())),
    ):
        if total != balance:
            raise member.wrong("balance", f"is {balance}, and the {name} sum to {total}")
    if len({one["key"] for one in entries}) != len(entries):
        raise member.wrong("entries", "has a key twice")
    return Account(
        member=member.id_or_none("id"),
        number=member.text("number"),
        reference=member.reference_or_none("reference") or "",
        choices=_choices(member),
        balance=balance,
        entries=entries,
        membership=_membership(member.part("membership")),
        digest=digest_of(member.content),
    )


def _choices(member: Part) -> str:
    """Left out by a ledger that has no such page."""
    if member.content.get("choices") is None:
        return ""
    return member.matching("choices", ADDRESS, "an address of https, of 1,000 characters at most")


def digest_of(content: Any) -> str:
    """Raises Refused for what is nested so deep that nobody can have meant it."""
    try:
        return digest(canonical(content))
    except (RecursionError, UnicodeError):
        raise Refused("snapshot-invalid", 422, "The document is nested too deep.") from None


def _membership(part: Part) -> dict[str, str | int | None]:
    kept = {
        "state": part.choice("state", STATES),
        "paid_until": part.day_or_none("paid_until"),
        "called_until": part.day_or_none("called_until"),
    }
    if "grace_days" in part.content:
        kept["grace_days"] = part.integer("grace_days", most=LONGEST_GRACE)
    return kept


def _entry(part: Part) -> dict[str, Any]:
    kind = part.choice("type", ENTRY_TYPES)
    kept = {
        "key": part.text("key", 255, 1),
        "type": kind,
        "kind": part.choice("kind", KINDS[kind]),
        "id": part.id_or_none("id"),
        "number": part.text_or_null("number"),
        "label": part.text_or_null("label", 10_000),
        "date": part.day("date"),
        "due": part.day_or_none("due"),
        "amount": str(part.money("amount")),
        "effect": str(part.money("effect")),
        "residual": str(part.money("residual")),
        "reference": part.reference_or_none("reference"),
        "disputed": part.boolean("disputed"),
        "start": part.day_or_none("start"),
        "end": part.day_or_none("end"),
        "bank_label": part.text_or_null("bank_label", 10_000),
        "bounced": part.boolean("bounced"),
        "allocations": [_allocation(one) for one in part.parts("allocations")],
    }
    if "instalments" in part.content:
        kept["instalments"] = _instalments(part, kept["residual"])
    return kept


def _instalments(part: Part, residual: str) -> list[dict[str, str]]:
    """By which days the bill is to be paid: all that is left of it, in the order of the days."""
    found = [
        {"date": one.day("date"), "amount": str(one.money("amount"))}
        for one in part.parts("instalments")
    ]
    days = [one["date"] for one in found]
    if part.content["type"] != "bill" or days != sorted(set(days)):
        raise part.wrong("instalments", "must be of a bill, each day once, in their order")
    total = sum((Decimal(one["amount"]) for one in found), Decimal())
    if total != Decimal(residual):
        raise part.wrong("instalments", f"sum to {total}, and {residual} is left")
    return found


def _allocation(part: Part) -> dict[str, str | None]:
    return {
        "to": part.text("to", 255, 1),
        "amount": str(part.money("amount")),
        "by": part.choice("by", DECIDERS),
        "reason": part.text_or_null("reason", 10_000),
        "on": part.day("on"),
    }
