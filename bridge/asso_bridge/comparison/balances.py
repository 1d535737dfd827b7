"""Where the members' balances differ, and whether the quarantine explains it."""

from collections.abc import Iterator

from ..told.results import Difference
from .laying import CENTS
from .staging import Staging
from .words import DECIDED, money, name

MOST = 5  # entries that are named of a member


def balances(staging: Staging) -> Iterator[Difference]:
    """Members who owe something else in the books than in the portal.

    What was booked in Tryton alone is a decision; what differs beyond that is not.
    """
    rows = staging.db.execute(f"""
        with lacking as (
            select w.member, w.type, w.id, sum(case side when 'portal' then cents else -cents end)
                cents from worth w join held h using (type, id)
            group by w.member, w.type, w.id having cents <> 0)
        select p.id, coalesce(c.balance, 0) portal, {CENTS.format("b.content ->> 'balance'")} book,
            coalesce((select sum(amount) from own o where o.member = p.id), 0),
            coalesce((select sum(cents) from lacking l where l.member = p.id), 0),
            (select group_concat(name, ', ') from (
                select l.type || ' ' || l.id name from lacking l where l.member = p.id
                order by l.type, length(l.id), l.id))
        from portal p join book b using (type, id) left join computed c on c.member = p.id
        where p.type = 'member' and portal <> book order by p.seq""")
    for id, portal, book, own, explained, waiting in rows.fetchall():
        what = (
            f"The balance of the member {id} is {money(portal)} in the portal, "
            f"{money(book)} in the books"
        )
        left = portal - (book - own)
        if own:
            words = f"{money(own)} of it booked in Tryton alone: {_own(staging, id)}."
            yield Difference(
                type="member", id=id, what=f"{what}, {words}", mend=DECIDED, decided=True
            )
        if left:
            yield Difference(
                type="member",
                id=id,
                what=f"{what}." if not own else f"{what}, which leaves {money(left)} unexplained.",
                mend=_explanation(left, explained, waiting),
                waiting=bool(waiting) and left == explained,
                cents=abs(left),
            )


def _own(staging: Staging, member: str) -> str:
    rows = staging.db.execute("select * from own where member = ? order by rowid", (member,))
    entries = rows.fetchall()
    told = [
        f"{name(what)} {number} of {money(amount)}"
        + (f" ({', '.join(filter(None, [by, why]))})" if by or why else "")
        for _, what, number, amount, by, why in entries[:MOST]
    ]
    more = len(entries) - MOST
    return ", ".join(told) + (f", and {more} more" if more > 0 else "")


def _explanation(difference: int, explained: int, waiting: str | None) -> str:
    if not waiting:
        return (
            "See the differences of this member's bills and payments; if there is none, look at "
            "the member's entries in Tryton."
        )
    if difference == explained:
        return f"What is in quarantine explains it: {name(waiting)}."
    return (
        f"What is in quarantine explains {money(explained)} of it: {name(waiting)}. Else see the "
        "differences of this member's bills and payments; if there is none, look at the member's "
        "entries in Tryton."
    )


def shown_balances(staging: Staging) -> Iterator[Difference]:
    """Members whom the portal shows a balance that is not the sum of their bills and payments."""
    if not staging.db.execute("select 1 from shown where balance <> 0 limit 1").fetchone():
        return
    rows = staging.db.execute("""
        select p.id, coalesce(c.balance, 0), s.balance from portal p
        join shown s on s.member = p.id left join computed c on c.member = p.id
        where p.type = 'member' and coalesce(c.balance, 0) <> s.balance order by p.seq""")
    for id, computed, shown in rows.fetchall():
        yield Difference(
            type="member",
            id=id,
            what=f"The portal shows the member {id} a balance of {money(shown)}, but its own "
            f"bills and payments sum to {money(computed)}.",
            mend="Have the portal compute its balances again.",
        )
