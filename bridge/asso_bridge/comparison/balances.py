"""Where the members' balances differ, and whether the quarantine explains it."""

from collections.abc import Iterator

from ..told.results import Difference
from ..told.speech import say
from .laying import CENTS
from .staging import Staging
from .words import all_named, decision, money, named

MOST = 5  # entries that are named of a member
BALANCE = "The balance of the member {id} is {portal} in the portal, {books} in the books."
BALANCE_OF_TRYTON = (
    "The balance of the member {id} is {portal} in the portal, {books} in the books, "
    "{own} of it booked in Tryton alone: {entries}."
)
BALANCE_LEFT = (
    "The balance of the member {id} is {portal} in the portal, {books} in the books, "
    "which leaves {left} unexplained."
)
SEE = (
    "See the differences of this member's bills and payments; if there is none, look at "
    "the member's entries in Tryton."
)
PARTLY = (
    "What is in quarantine explains {amount} of it: {records}. Else see the differences of this "
    "member's bills and payments; if there is none, look at the member's entries in Tryton."
)
SHOWN = (
    "The portal shows the member {id} a balance of {shown}, but its own bills and payments sum "
    "to {sum}."
)


def balances(staging: Staging) -> Iterator[Difference]:
    """Members who owe something else in the books than in the portal.

    What was booked in Tryton alone is a decision; what differs beyond that is not.
    """
    rows = staging.db.execute(f"""
        with lacking as (
            select w.member, w.type, w.id, sum(case side when 'portal' then cents else -cents end)
                cents from worth w join held h using (type, id)
            group by w.member, w.type, w.id having cents <> 0
            order by w.member, w.type, length(w.id), w.id),
        explained as (
            select member, sum(cents) cents, json_group_array(json_array(type, id)) records
            from lacking group by member)
        select p.id, coalesce(c.balance, 0) + coalesce(s.cents, 0) portal,
            {CENTS.format("b.content ->> 'balance'")} book,
            coalesce((select sum(amount) from own o where o.member = p.id), 0),
            coalesce(e.cents, 0), e.records
        from portal p join book b using (type, id) left join computed c on c.member = p.id
        left join shifted s on s.member = p.id left join explained e on e.member = p.id
        where p.type = 'member' and portal <> book order by p.seq""")
    for id, portal, book, own, explained, waiting in rows.fetchall():
        told = {"id": id, "portal": money(portal), "books": money(book)}
        left = portal - (book - own)
        if own:
            what = say(BALANCE_OF_TRYTON, **told, own=money(own), entries=_own(staging, id))
            yield Difference(type="member", id=id, what=what, mend=decision(), decided=True)
        if left:
            yield Difference(
                type="member",
                id=id,
                what=say(BALANCE_LEFT if own else BALANCE, **told, left=money(left)),
                mend=_explanation(left, explained, waiting),
                waiting=bool(waiting) and left == explained,
                cents=abs(left),
            )


def _own(staging: Staging, member: str) -> str:
    rows = staging.db.execute("select * from own where member = ? order by rowid", (member,))
    entries = rows.fetchall()
    told = [
        say("{record} of {amount}", record=named(what, number), amount=money(cents))
        + (f" ({', '.join(filter(None, [by, why]))})" if by or why else "")
        for _, what, number, cents, by, why in entries[:MOST]
    ]
    more = len(entries) - MOST
    return ", ".join(told) + (say(", and {number} more", number=more) if more > 0 else "")


def _explanation(difference: int, explained: int, waiting: str | None) -> str:
    if not waiting:
        return say(SEE)
    if difference == explained:
        return say("What is in quarantine explains it: {records}.", records=all_named(waiting))
    return say(PARTLY, amount=money(explained), records=all_named(waiting))


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
            what=say(SHOWN, id=id, shown=money(shown), sum=money(computed)),
            mend=say("Have the portal compute its balances again."),
        )
