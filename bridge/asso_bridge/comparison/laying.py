"""What `check` compares, laid into the staging: the books, the quarantine, what was sent."""

import json
import sqlite3
from decimal import Decimal
from typing import Any

from ..contract.records import TYPES, Type
from ..errors import BrokenContract
from ..ledger.calls import SAME_RELEASE, Ledger
from ..sources.base import Source
from .staging import Staging

LEDGER_TYPES: tuple[Type, ...] = ("member", "bill", "credit_note", "payment")
CENTS = "cast(replace({}, '.', '') as integer)"
# `worth` is what a record does to the balance of its member, in cents; `sent` is whether the
# ledger was last sent the record as the portal has it now; `shifted` is what members have given
# for the bills of others, which the ledger takes off the one and off what the other owes
TABLES = f"""
create table book (type text, id text, content text, primary key (type, id)) without rowid;
create table booked (
    type text, id text, bill text, amount integer, primary key (type, id, bill)) without rowid;
create table wished (
    type text, id text, bill text, amount integer, primary key (type, id, bill)) without rowid;
create table held (
    type text, id text, state text, reason text, aside text, primary key (type, id)) without rowid;
create table own (
    member text, what text, number text, amount integer, by text, why text);
create index booked_of_bill on booked (bill, amount);
create index wished_of_bill on wished (bill, amount);
create index own_of_member on own (member, amount);
create table shown (member text primary key, balance integer) without rowid;
create view portal as select seq, type, id, content, exists (
        select 1 from bound b where b.type = c.type and b.id = c.id and b.digest = c.digest) sent
    from change c where op = 'upsert' and not (
        type = 'payment' and content ->> 'amount' = '0.00' and not exists (
            select 1 from json_each(content, '$.allocations') share
            where share.value ->> 'amount' <> '0.00')) and not (
        type = 'bill' and (content ->> 'draft' or not exists (
            select 1 from json_each(content, '$.lines') line
            where line.value ->> 'net' <> '0.00' or line.value ->> 'tax' <> '0.00')));
create view worth as select side, type, id, content ->> 'member' member, case type
        when 'bill' then -{CENTS.format("content ->> 'total'")}
        when 'credit_note' then {CENTS.format("content ->> 'total'")}
        else {CENTS.format("content ->> 'amount'")} end cents
    from (select 'portal' side, type, id, content from portal
        union all select 'book', type, id, content from book)
    where type in ('bill', 'credit_note', 'payment');
create view computed as
    select member, sum(cents) balance from worth where side = 'portal' group by member;
create view given as select
        k.amount cents, p.content ->> 'member' payer, b.content ->> 'member' owner
    from booked k join book p using (type, id) join book b on b.type = 'bill' and b.id = k.bill
    where k.type = 'payment' and payer <> owner;
create view shifted as
    select member, sum(cents) cents from (
        select payer member, -cents cents from given union all select owner, cents from given)
    group by member;
"""


def lay_shown(staging: Staging, source: Source) -> None:
    """Lay down the balances that the portal shows of its own."""
    staging.db.executemany(
        "insert into shown values (?, ?)",
        ((member, int(balance * 100)) for member, balance in source.balances()),
    )


def lay_books(staging: Staging, ledger: Ledger) -> None:
    """Lay down what the books hold, what waits in quarantine, and what was sent."""
    for type_ in TYPES:
        staging.bind(type_, ledger.digests(type_))
    staging.db.execute("begin")
    for kind in LEDGER_TYPES:
        for record in ledger.ledger(kind):
            if record.get("id") is not None:  # not made in Tryton
                _lay_record(staging, kind, record)
    for change in ledger.quarantine().changes:
        staging.db.execute(
            "insert or replace into held values (?, ?, ?, ?, ?)",
            (
                change.type,
                change.record,
                change.state,
                change.reason or change.code,
                change.set_aside_reason if change.state == "set_aside" else None,
            ),
        )
    staging.db.execute("commit")


def _lay_record(staging: Staging, kind: str, record: dict[str, Any]) -> None:
    try:
        staging.db.execute(
            "insert into book values (?, ?, ?)", (kind, record["id"], json.dumps(record))
        )
        staging.db.executemany(
            "insert into booked values (?, ?, ?, ?)",
            (
                (kind, record["id"], given["bill"], int(Decimal(given["amount"]) * 100))
                for given in record.get("allocations") or ()
                if given["bill"] is not None  # of Tryton's own
            ),
        )
        staging.db.executemany(
            "insert into own values (?, ?, ?, ?, ?, ?)",
            (
                (
                    record["id"],
                    entry["what"],
                    entry["number"],
                    int(Decimal(entry["amount"]) * 100),
                    entry["by"],
                    entry["why"],
                )
                for entry in record.get("own") or ()
            ),
        )
    except (KeyError, ArithmeticError, sqlite3.Error) as error:
        raise BrokenContract(
            f"The ledger's {kind} {record['id']} breaks the contract ({error}).", SAME_RELEASE
        ) from None


def lay_wishes(staging: Staging) -> None:
    """Lay down the allocations that the portal asks for, where it does not leave them to us."""
    staging.db.execute(f"""
        insert into wished
        select p.type, p.id, a.value ->> 'bill', {CENTS.format("a.value ->> 'amount'")}
        from portal p, json_each(p.content, '$.allocations') a
        where p.type in ('credit_note', 'payment')
        and json_type(p.content, '$.allocations') = 'array'""")
    # A payment whose member was chosen in Tryton is not the portal's there
    for side, sign in (("b", "+"), ("p", "-")):
        staging.db.execute(f"""
            insert into own select {side}.content ->> 'member', 'payment', b.id,
                {sign} {CENTS.format("b.content ->> 'amount'")},
                b.content ->> '$.chosen.by', b.content ->> '$.chosen.why'
            from book b join portal p using (type, id)
            where b.type = 'payment' and b.content ->> 'member_by' = 'person'
            and b.content ->> 'member' is not p.content ->> 'member'
            and {side}.content ->> 'member' is not null""")
