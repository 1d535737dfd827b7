"""Where the members' balances differ, and whether the quarantine explains it."""

from collections.abc import Iterator

from ..told.results import Difference
from .laying import CENTS
from .staging import Staging
from .words import DECIDED, money, name


def balances(staging: Staging) -> Iterator[Difference]:
    """Members who owe something else in the books than in the portal."""
    rows = staging.db.execute(f"""
        with lacking as (
            select w.member, w.type, w.id, sum(case side when 'portal' then cents else -cents end)
                cents from worth w join held h using (type, id)
            group by w.member, w.type, w.id having cents <> 0),
        moved as (
            select w.member, sum(case side when 'book' then cents else -cents end) cents
                from worth w join book m using (type, id)
            where m.content ->> 'member_by' = 'person' group by w.member)
        select p.id, coalesce(c.balance, 0) portal, {CENTS.format("b.content ->> 'balance'")} book,
            coalesce((select sum(cents) from lacking l where l.member = p.id), 0),
            (select group_concat(name, ', ') from (
                select l.type || ' ' || l.id name from lacking l where l.member = p.id
                order by l.type, length(l.id), l.id)),
            {CENTS.format("coalesce(b.content ->> 'decided', '0.00')")}
                + coalesce((select cents from moved m where m.member = p.id), 0)
        from portal p join book b using (type, id) left join computed c on c.member = p.id
        where p.type = 'member' and portal <> book order by p.seq""")
    for id, portal, book, explained, waiting, decided in rows.fetchall():
        by_person = book - portal == decided
        yield Difference(
            type="member",
            id=id,
            what=f"The balance of the member {id} is {money(portal)} in the portal, "
            f"{money(book)} in the books.",
            mend=DECIDED if by_person else _explanation(portal - book, explained, waiting),
            decided=by_person,
            cents=abs(portal - book),
        )


def _explanation(difference: int, explained: int, waiting: str | None) -> str:
    other = (
        "see the differences of this member's bills and payments; if there is none, someone "
        "booked in Tryton alone: look at the member's entries there."
    )
    if not waiting:
        return other[0].upper() + other[1:]
    if difference == explained:
        return f"What is in quarantine explains it: {name(waiting)}."
    return f"What is in quarantine explains {money(explained)} of it: {name(waiting)}. Else {other}"


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
