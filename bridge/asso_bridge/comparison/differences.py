"""Where the portal's records and the books differ, each with its mend."""

from collections.abc import Iterator

from ..told.results import Difference
from ..told.speech import say
from .laying import CENTS
from .staging import Staging
from .words import all_named, decision, money, name, named, told, value

# The order of the lines is no content
LINES = """(select group_concat(line, ' / ') from (
    select value ->> 'net' || ' + ' || (value ->> 'tax') line
    from json_each({}.content, '$.lines') order by 1))"""
EXCESS = (
    "The bill cannot take it: it is settled otherwise in Tryton, or given more in the portal "
    "than its total, or the payment was paid back in a year that is closed. Correct the portal, "
    "or look at the bill in Tryton."
)
UNDONE = (
    "Something else pays the bill in Tryton, or its lettering was changed there: look at the "
    "entries of the bill; correct them, or the allocation in the portal."
)
ELSEWHERE = (
    "Something that the portal does not know pays it in Tryton, or was undone there: look at the "
    "entries of the bill, and enter the payment in the portal or undo it."
)
FIELD_IS = "The {field} of the {record} is {portal} in the portal, {books} in the books."
FIELDS_ARE = "The {field} of the {record} are {portal} in the portal, {books} in the books."
FIELDS = {
    "member": ("number",),
    "bill": ("kind", "number", "member", "date", "total", "lines"),
    "credit_note": ("member", "bill", "date", "total"),
    "payment": ("member", "date", "amount", "means"),
}


def missing(staging: Staging) -> Iterator[Difference]:
    """Records that only the portal has."""
    rows = staging.db.execute("""
        select p.type, p.id, p.sent, h.reason, h.aside
        from portal p left join held h using (type, id)
        where p.type in ('member', 'bill', 'credit_note', 'payment')
        and not exists (select 1 from book b where b.type = p.type and b.id = p.id)
        order by p.seq""")
    for kind, id, *why in rows.fetchall():
        yield told(
            kind,
            id,
            say("The {record} of the portal is not in the books.", record=named(kind, id)),
            say("The ledger had it, and it was deleted there: change it in the portal, and run."),
            *why,
        )


def surplus(staging: Staging) -> Iterator[Difference]:
    """Records that only the books have."""
    rows = staging.db.execute("""
        select b.type, b.id, 1, h.reason, h.aside from book b left join held h using (type, id)
        where not exists (select 1 from portal p where p.type = b.type and p.id = b.id)
        order by b.type, length(b.id), b.id""")
    for kind, id, *why in rows.fetchall():
        yield told(
            kind,
            id,
            say("The {record} is in the books and not in the portal.", record=named(kind, id)),
            say("Run `asso-bridge run`, which takes it back; or restore it in the portal."),
            *why,
        )


def fields(staging: Staging) -> Iterator[Difference]:
    """Records of which a field is another in the books."""
    for kind, field in ((kind, field) for kind, fields in FIELDS.items() for field in fields):
        portal, book = (
            LINES.format(side) if field == "lines" else f"{side}.content ->> '{field}'"
            for side in "pb"
        )
        # The ledger numbers what the portal does not, and has no lines of before its cut-over
        comparable = {"number": "and portal is not null", "lines": "and book is not null"}
        rows = staging.db.execute(
            f"""
            select p.id, {portal} portal, {book} book, b.content ->> 'member_by', p.sent,
            h.reason, h.aside
            from portal p join book b using (type, id) left join held h using (type, id)
            where p.type = ? and portal is not book {comparable.get(field, "")} order by p.seq""",
            (kind,),
        )
        sentence = FIELDS_ARE if field == "lines" else FIELD_IS
        for id, portal, book, member_by, *why in rows.fetchall():
            what = say(
                sentence,
                field=name(field),
                record=named(kind, id),
                portal=value(field, portal),
                books=value(field, book),
            )
            if field == "member" and member_by == "person":
                yield Difference(type=kind, id=id, what=what, mend=decision(), decided=True)
                continue
            yield told(
                kind,
                id,
                what,
                say("Someone changed it in Tryton: correct it there, or in the portal."),
                *why,
            )


def allocations(staging: Staging) -> Iterator[Difference]:
    """Payments that give something else to a bill in the books.

    That a bill cannot take them is a decision where something else settles it: an entry made in
    Tryton alone, or a payment that a person gave to the bill or to its member. It is a fault of
    the portal where that gives the bill more than its total.
    """
    rows = staging.db.execute(f"""
        with pair as (
            select type, id, bill from wished union select type, id, bill from booked),
        settled as (
            select p.id, {CENTS.format("b.content ->> 'total'")} total,
                {CENTS.format("b.content ->> 'residual'")} residual
            from portal p join book b using (type, id) where p.type = 'bill'
            and total >= (select coalesce(sum(amount), 0) from wished where bill = p.id)
            and total > residual + (
                select coalesce(sum(amount), 0) from booked join book g using (type, id)
                where bill = p.id
                and g.content ->> 'by' is not 'person'
                and g.content ->> 'member_by' is not 'person'))
        select pair.type, pair.id, pair.bill, coalesce(w.amount, 0), coalesce(d.amount, 0),
            iif(b.content ->> 'member_by' = 'person', 'person', b.content ->> 'by'),
            pair.bill in (
                select value ->> 'bill' from json_each(b.content, '$.excess')),
            pair.bill in (select id from settled),
            p.sent, h.reason, h.aside
        from pair
        join portal p on p.type = pair.type and p.id = pair.id
        join book b on b.type = pair.type and b.id = pair.id
        left join wished w on w.type = pair.type and w.id = pair.id and w.bill = pair.bill
        left join booked d on d.type = pair.type and d.id = pair.id and d.bill = pair.bill
        left join held h on h.type = pair.type and h.id = pair.id
        where json_type(p.content, '$.allocations') = 'array'
        and coalesce(w.amount, 0) <> coalesce(d.amount, 0)
        order by p.seq, length(pair.bill), pair.bill""")
    for kind, id, bill, wished, booked, by, excess, settled, *why in rows.fetchall():
        what = say(
            "The {record} pays {portal} of the bill {bill} in the portal, {books} in the books.",
            record=named(kind, id),
            bill=bill,
            portal=money(wished),
            books=money(booked),
        )
        if by == "person" or excess and settled:
            yield Difference(type=kind, id=id, what=what, mend=decision(), decided=True)
        else:
            yield told(kind, id, what, say(EXCESS if excess else UNDONE), *why)


def residuals(staging: Staging) -> Iterator[Difference]:
    """Bills that have something else left to pay, though the allocations agree or wait.

    Less is left where an entry made in Tryton alone pays the bill: that is a decision.
    """
    left_to_ledger = staging.db.execute("""
        select 1 from portal where type in ('credit_note', 'payment')
        and json_type(content, '$.allocations') = 'null' limit 1""")
    if left_to_ledger.fetchone():
        return
    given = "coalesce((select sum(amount) from {} where bill = p.id), 0)"
    rows = staging.db.execute(f"""
        select id, due, residual, waiting, due > residual and member in (select member from own)
        from (
            select p.id, p.seq, {given.format("wished")} wish, {given.format("booked")} book,
                b.content ->> 'member' member,
                {CENTS.format("p.content ->> 'total'")} - {given.format("wished")} due,
                {CENTS.format("b.content ->> 'residual'")} residual,
                (select nullif(json_group_array(json_array(type, id)), '[]') from (
                    select h.type, h.id from held h join wished w
                    on w.type = h.type and w.id = h.id where w.bill = p.id
                    order by h.type, length(h.id), h.id)) waiting
            from portal p join book b using (type, id) where p.type = 'bill')
        where due <> residual and (wish = book or waiting is not null) order by seq""")
    for id, due, residual, waiting, decided in rows.fetchall():
        if waiting:
            mend = say("What is in quarantine explains it: {records}.", records=all_named(waiting))
        else:
            mend = decision() if decided else say(ELSEWHERE)
        yield Difference(
            type="bill",
            id=id,
            what=say(
                "The bill {id} has {portal} left to pay in the portal, {books} in the books.",
                id=id,
                portal=money(due),
                books=money(residual),
            ),
            mend=mend,
            decided=bool(decided and not waiting),
            waiting=bool(waiting),
        )


def held(staging: Staging, known: set[tuple[str, str]]) -> Iterator[Difference]:
    """What is in quarantine, but for the records that were told of already."""
    rows = staging.db.execute("""
        select type, id, reason, aside from held order by type, length(id), id""")
    for kind, id, reason, aside in rows.fetchall():
        if (kind, id) not in known:
            yield told(
                kind,
                id,
                say("A change of the {record} is not in the books.", record=named(kind, id)),
                "",
                reason=reason,
                aside=aside,
            )
