"""The proof: every record of the portal beside what the books hold, and the other way round.

The ledger answers from its posted entries, not from what it was sent. So whatever a person, a fault
or another program has changed there shows here.
"""

import json
import sqlite3
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from ..config import Settings
from ..errors import BrokenContract
from ..ledger.calls import SAME_RELEASE, Ledger
from ..ledger.tryton import connect
from ..sources.base import Source
from ..told.metrics import note_check
from ..told.results import CheckResult, Difference
from .income import income_differences
from .published import published_differences
from .reading import source_of
from .staging import Staging

LEDGER_TYPES = ("member", "bill", "credit_note", "payment")
FIELDS = {
    "member": ("number",),
    "bill": ("number", "member", "date", "total"),
    "credit_note": ("member", "bill", "date", "total"),
    "payment": ("member", "date", "amount"),
}
TABLES = """
create table book (type text, id text, content text, primary key (type, id)) without rowid;
create table booked (
    type text, id text, bill text, amount integer, primary key (type, id, bill)) without rowid;
create table wished (
    type text, id text, bill text, amount integer, primary key (type, id, bill)) without rowid;
create table held (
    type text, id text, state text, reason text, primary key (type, id)) without rowid;
create table shown (member text primary key, balance integer) without rowid;
create view portal as select seq, type, id, content from change where op = 'upsert' and not (
    type = 'bill' and (content ->> 'draft' or content ->> 'total' = '0.00'));
create view computed as select member, sum(cents) balance from (
    select content ->> 'member' member,
        -cast(replace(content ->> 'total', '.', '') as integer) cents
    from portal where type = 'bill'
    union all select content ->> 'member', cast(replace(content ->> 'total', '.', '') as integer)
    from portal where type = 'credit_note'
    union all select content ->> 'member', cast(replace(content ->> 'amount', '.', '') as integer)
    from portal where type = 'payment') group by member;
"""
CENTS = "cast(replace({}, '.', '') as integer)"


def check(settings: Settings) -> CheckResult:
    """Compare; writes nothing on either side."""
    with Staging() as staging:
        staging.db.executescript(TABLES)
        with source_of(settings) as source:
            staging.fetch(source)
            _lay_shown(staging, source)
        with connect(settings) as ledger:
            ledger.hello()
            _lay_books(staging, ledger)
            shown = published_differences(settings, ledger)
        _lay_wishes(staging)
        differences = [
            *_missing(staging),
            *_surplus(staging),
            *_fields(staging),
            *_allocations(staging),
            *_residuals(staging),
            *income_differences(staging),
            *_balances(staging),
            *_shown_balances(staging),
            *shown,
        ]
        rows = staging.db.execute("select type, count(*) from portal group by type")
        counts = dict(rows.fetchall())
        result = CheckResult(
            checked={kind: counts.get(kind, 0) for kind in LEDGER_TYPES}, differences=differences
        )
        note_check(settings, result)
        return result


def _lay_shown(staging: Staging, source: Source) -> None:
    staging.db.executemany(
        "insert into shown values (?, ?)",
        ((member, int(balance * 100)) for member, balance in source.balances()),
    )


def _lay_books(staging: Staging, ledger: Ledger) -> None:
    staging.db.execute("begin")
    for kind in LEDGER_TYPES:
        for record in ledger.ledger(kind):
            if record.get("id") is None:
                continue  # made in Tryton
            try:
                staging.db.execute(
                    "insert into book values (?, ?, ?)", (kind, record["id"], json.dumps(record))
                )
                staging.db.executemany(
                    "insert into booked values (?, ?, ?, ?)",
                    (
                        (kind, record["id"], given["bill"], int(Decimal(given["amount"]) * 100))
                        for given in record.get("allocations") or ()
                    ),
                )
            except (KeyError, ArithmeticError, sqlite3.Error) as error:
                raise BrokenContract(
                    f"The ledger's {kind} {record['id']} breaks the contract ({error}).",
                    SAME_RELEASE,
                ) from None
    for change in ledger.quarantine().changes:
        staging.db.execute(
            "insert or replace into held values (?, ?, ?, ?)",
            (change.type, change.record, change.state, change.reason or change.code),
        )
    staging.db.execute("commit")


def _lay_wishes(staging: Staging) -> None:
    """The allocations that the portal asks for, where it does not leave them to the ledger."""
    staging.db.execute(f"""
        insert into wished
        select p.type, p.id, a.value ->> 'bill', {CENTS.format("a.value ->> 'amount'")}
        from portal p, json_each(p.content, '$.allocations') a
        where p.type in ('credit_note', 'payment')
        and json_type(p.content, '$.allocations') = 'array'""")


def _held(reason: str | None, otherwise: str) -> str:
    if reason is None:
        return otherwise
    return f"It is in quarantine: {reason} See `asso-bridge quarantine`."


def _missing(staging: Staging) -> Iterator[Difference]:
    rows = staging.db.execute("""
        select p.type, p.id, h.reason from portal p left join held h using (type, id)
        where p.type in ('member', 'bill', 'credit_note', 'payment')
        and not exists (select 1 from book b where b.type = p.type and b.id = p.id)
        order by p.seq""")
    for kind, id, reason in rows.fetchall():
        yield Difference(
            type=kind,
            id=id,
            what=f"The {_name(kind)} {id} of the portal is not in the books.",
            mend=_held(reason, "Run `asso-bridge run`."),
        )


def _surplus(staging: Staging) -> Iterator[Difference]:
    rows = staging.db.execute("""
        select b.type, b.id, h.reason from book b left join held h using (type, id)
        where not exists (select 1 from portal p where p.type = b.type and p.id = b.id)
        order by b.type, length(b.id), b.id""")
    for kind, id, reason in rows.fetchall():
        yield Difference(
            type=kind,
            id=id,
            what=f"The {_name(kind)} {id} is in the books and not in the portal.",
            mend=_held(
                reason, "Run `asso-bridge run`, which takes it back; or restore it in the portal."
            ),
        )


def _fields(staging: Staging) -> Iterator[Difference]:
    for kind, field in ((kind, field) for kind, fields in FIELDS.items() for field in fields):
        # The ledger numbers what the portal does not
        numbered = "and p.content ->> 'number' is not null" if field == "number" else ""
        rows = staging.db.execute(
            f"""
            select p.id, p.content ->> :field, b.content ->> :field, h.reason
            from portal p join book b using (type, id) left join held h using (type, id)
            where p.type = :kind and p.content ->> :field is not b.content ->> :field {numbered}
            order by p.seq""",
            {"field": field, "kind": kind},
        )
        for id, portal, book, reason in rows.fetchall():
            yield Difference(
                type=kind,
                id=id,
                what=f"The {field} of the {_name(kind)} {id} is {_or_none(portal)} in the portal, "
                f"{_or_none(book)} in the books.",
                mend=_held(
                    reason,
                    "Run `asso-bridge run`; if it stays, someone changed the books: correct them "
                    "in Tryton, or the portal.",
                ),
            )


def _allocations(staging: Staging) -> Iterator[Difference]:
    rows = staging.db.execute("""
        with pair as (
            select type, id, bill from wished union select type, id, bill from booked)
        select pair.type, pair.id, pair.bill, coalesce(w.amount, 0), coalesce(d.amount, 0),
            b.content ->> 'by', h.reason
        from pair
        join portal p on p.type = pair.type and p.id = pair.id
        join book b on b.type = pair.type and b.id = pair.id
        left join wished w on w.type = pair.type and w.id = pair.id and w.bill = pair.bill
        left join booked d on d.type = pair.type and d.id = pair.id and d.bill = pair.bill
        left join held h on h.type = pair.type and h.id = pair.id
        where json_type(p.content, '$.allocations') = 'array'
        and coalesce(w.amount, 0) <> coalesce(d.amount, 0)
        order by p.seq, length(pair.bill), pair.bill""")
    for kind, id, bill, wished, booked, by, reason in rows.fetchall():
        decided = by == "person"
        mend = "A person decided so in Tryton; it stands until that person undoes it there."
        if not decided:
            mend = _held(reason, "Run `asso-bridge run`.")
        yield Difference(
            type=kind,
            id=id,
            what=f"The {_name(kind)} {id} pays {_money(wished)} of the bill {bill} in the portal, "
            f"{_money(booked)} in the books.",
            mend=mend,
            decided=decided,
        )


def _residuals(staging: Staging) -> Iterator[Difference]:
    """Bills whose allocations agree, and yet not what they have left to pay."""
    left_to_ledger = staging.db.execute("""
        select 1 from portal where type in ('credit_note', 'payment')
        and json_type(content, '$.allocations') = 'null' limit 1""")
    if left_to_ledger.fetchone():
        return
    given = "coalesce((select sum(amount) from {} where bill = p.id), 0)"
    rows = staging.db.execute(f"""
        select id, wish, due, residual from (
            select p.id, p.seq, {given.format("wished")} wish, {given.format("booked")} book,
                {CENTS.format("p.content ->> 'total'")} - {given.format("wished")} due,
                {CENTS.format("b.content ->> 'residual'")} residual
            from portal p join book b using (type, id) where p.type = 'bill')
        where wish = book and due <> residual order by seq""")
    for id, _, due, residual in rows.fetchall():
        yield Difference(
            type="bill",
            id=id,
            what=f"The bill {id} has {_money(due)} left to pay in the portal, "
            f"{_money(residual)} in the books.",
            mend="Something that the portal does not know pays it in Tryton, or was undone there: "
            "look at the entries of the bill, and enter the payment in the portal or undo it.",
        )


def _balances(staging: Staging) -> Iterator[Difference]:
    rows = staging.db.execute(f"""
        select p.id, coalesce(c.balance, 0) portal, {CENTS.format("b.content ->> 'balance'")} book
        from portal p join book b using (type, id) left join computed c on c.member = p.id
        where p.type = 'member' and portal <> book order by p.seq""")
    for id, portal, book in rows.fetchall():
        yield Difference(
            type="member",
            id=id,
            what=f"The balance of the member {id} is {_money(portal)} in the portal, "
            f"{_money(book)} in the books.",
            mend="See the differences of this member's bills and payments; if there is none, "
            "someone booked in Tryton alone: look at the member's entries there.",
            cents=abs(portal - book),
        )


def _shown_balances(staging: Staging) -> Iterator[Difference]:
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
            what=f"The portal shows the member {id} a balance of {_money(shown)}, but its own "
            f"bills and payments sum to {_money(computed)}.",
            mend="Have the portal compute its balances again.",
        )


def _name(kind: str) -> str:
    return kind.replace("_", " ")


def _or_none(value: Any) -> str:
    return "none" if value is None else str(value)


def _money(cents: int) -> str:
    return f"{Decimal(cents) / 100:.2f}"
