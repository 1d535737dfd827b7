"""The source `dump`: a file of `manage.py dumpdata members offers billing`.

The rows go through a temporary SQLite file, because those of one record stand far apart in the dump;
so memory stays the same however long the file is.
"""

import json
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import ValidationError

from .. import coin
from ..records import Allocation, Problem, Record, Type, problem_of
from .base import Found
from .dumpdata import DumpData, fields_as_json
from .row import Misread, Row

Allocations = Literal["auto", "portal", "ledger"]

TABLES = """
create table row (
    model text, pk text, number integer, parent text, owner text, day text, fields text,
    primary key (model, pk)) without rowid;
create table duplicate (model text, pk text, parent text);
"""
INDEX = "create index row_parent on row (model, parent) where parent is not null"
IN_ORDER = "number is null, number, pk"
ROWS_OF = """
    (select json_group_array(json_array(pk, json(fields))) from (
        select pk, fields from row where model = '{model}' and parent = {parent} order by number is null, number, pk))"""


class Dump:
    """A context manager: reads the whole file at the start, and stops there if it isn't sound."""

    def __init__(self, path: Path, allocations: Allocations = "auto") -> None:
        self.path = path
        self.ignored: Counter[str] = Counter()
        self.cursor = ""
        self._allocations = allocations
        self._closing = ExitStack()

    def __enter__(self) -> Self:
        folder = self._closing.enter_context(tempfile.TemporaryDirectory(prefix="asso-bridge-"))
        self._db = sqlite3.connect(Path(folder) / "dump.sqlite", isolation_level=None)
        self._closing.callback(self._db.close)
        try:
            self._load()
        except BaseException:
            self._closing.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()

    def _load(self) -> None:
        self._db.executescript(
            "pragma journal_mode = off; pragma synchronous = off;" + TABLES + "begin;"
        )
        rows = DumpData(self.path)
        for model, pk, fields in rows:
            if model not in coin.BELONGS:
                self.ignored[model] += 1
                continue
            self._stage(model, pk, fields)
        self._db.execute(INDEX)
        self._db.execute("commit")
        self.cursor = f"dump sha256 {rows.digest}"
        self.given = self._allocations == "portal" or (
            self._allocations == "auto" and self._portal_allocates()
        )

    def _stage(self, model: str, pk: str, fields: dict[str, Any]) -> None:
        _, parent_field = coin.BELONGS[model]
        parent = fields.get(parent_field) if parent_field else None
        staged = self._db.execute(
            "insert or ignore into row values (?, ?, ?, ?, ?, ?, ?)",
            (
                model,
                pk,
                int(pk) if pk.isdecimal() and len(pk) < 19 else None,
                _plain(parent),
                _plain(fields.get(coin.MEMBER_FIELD)),
                _plain(fields.get(coin.DATE_FIELD)),
                fields_as_json(fields),
            ),
        )
        if not staged.rowcount:
            self._db.execute("insert into duplicate values (?, ?, ?)", (model, pk, _plain(parent)))

    def _portal_allocates(self) -> bool:
        """False for a dump of payments that has neither allocations nor balances: they are the ledger's to make."""
        count = self._db.execute(
            "select count(*) from row where model = ?", (coin.ALLOCATION,)
        ).fetchone()[0]
        payments = self._db.execute(
            "select count(*) from row where model = ?", (coin.PAYMENT,)
        ).fetchone()[0]
        return bool(count or not payments or any(balance for _, balance in self.balances()))

    def _rows(self, model: str, order: str = IN_ORDER) -> Iterator[Row]:
        for pk, fields in self._db.execute(
            f"select pk, fields from row where model = ? order by {order}", (model,)
        ):
            yield Row(model, pk, json.loads(fields))

    def balances(self) -> Iterator[tuple[str, Decimal]]:
        for row in self._rows(coin.MEMBER):
            try:
                yield row.pk, coin.portal_balance(row)
            except Misread:  # it is for comparison only
                continue

    def found(self) -> Iterator[Found]:
        for model, read in (
            (coin.OFFER, coin.offer),
            (coin.MEMBER, coin.member),
            (coin.SUBSCRIPTION, coin.subscription),
        ):
            kind, _ = coin.BELONGS[model]
            for row in self._rows(model):
                yield self._one(kind, row.pk, model, lambda row=row, read=read: read(row))  # type: ignore[misc]
        yield from self._bills()
        yield from self._payments()
        yield from self._strays()
        yield from self._duplicates()

    def _one(
        self, kind: Type, pk: str, model: str, read: Callable[[], Record], group: str = ""
    ) -> Found:
        content: Record | Problem
        try:
            content = read()
        except Misread as misread:
            content = Problem(
                code=misread.code, field=misread.field, value=misread.value, record=misread.record
            )
        except ValidationError as error:
            content = problem_of(error, f"{model} {pk}")
        return Found(kind, pk, content, group)

    def _bills(self) -> Iterator[Found]:
        marks = ", ".join(f"'{model}'" for model in coin.BILL_MODELS)
        lines = ROWS_OF.format(model=coin.INVOICE_LINE, parent="id.pk")
        columns = ", ".join(
            f"(select fields from row where model = '{model}' and pk = id.pk)"
            for model in coin.BILL_MODELS
        )
        query = f"""
            select id.pk, {lines}, {columns} from (
                select pk from row where model in ({marks})
                union select parent from row where model = '{coin.INVOICE_LINE}' and parent is not null) id
            left join row base on base.model = '{coin.BILL}' and base.pk = id.pk
            order by base.day, base.number is null, base.number, id.pk"""
        for pk, details, *parts in self._db.execute(query):
            base, invoice, fee, donation = (
                Row(model, pk, json.loads(part)) if part else None
                for model, part in zip(coin.BILL_MODELS, parts, strict=True)
            )
            rows = coin.BillRows(
                base,
                invoice,
                fee,
                donation,
                [Row(coin.INVOICE_LINE, line, fields) for line, fields in json.loads(details)],
            )
            yield self._one("bill", pk, coin.BILL, lambda pk=pk, rows=rows: coin.bill(pk, rows))  # type: ignore[misc]

    def _payments(self) -> Iterator[Found]:
        """A member's credit notes and payments together, the credit notes first."""
        query = f"""
            select pk, owner, fields, {ROWS_OF.format(model=coin.ALLOCATION, parent="payment.pk")}, (
                select json_group_array(distinct bill.pk) from row allocation cross join row bill
                on bill.model = '{coin.BILL}' and bill.pk = cast(allocation.fields ->> 'bill' as text)
                where allocation.model = '{coin.ALLOCATION}' and allocation.parent = payment.pk)
            from row payment where model = '{coin.PAYMENT}'
            order by owner, fields ->> 'payment_mean' is not '{coin.CREDIT_NOTE_MEAN}', day, {IN_ORDER}"""
        for pk, owner, fields, given, bills in self._db.execute(query):
            row = Row(coin.PAYMENT, pk, json.loads(fields))
            kind: Type = "credit_note" if coin.is_credit_note(row) else "payment"
            read = coin.credit_note if kind == "credit_note" else coin.payment
            yield self._one(
                kind,
                pk,
                coin.PAYMENT,
                lambda row=row, read=read, given=given, bills=bills: read(  # type: ignore[misc]
                    row, self._allocated(row.pk, given, bills)
                ),
                group=owner or "",
            )

    def _allocated(self, payment: str, given: str, bills: str) -> tuple[Allocation, ...] | None:
        if not self.given:
            return None
        rows = [
            Row(coin.ALLOCATION, f"of payment {payment}", fields) for _, fields in json.loads(given)
        ]
        return coin.allocations(rows, json.loads(bills))

    def _strays(self) -> Iterator[Found]:
        """Rows that belong to a record, but say of none that is there."""
        query = f"""
            select model, pk, parent from row where parent is null and model in (?, ?)
            or model = ? and parent not in (select pk from row where model = '{coin.PAYMENT}')
            order by model, {IN_ORDER}"""
        for model, pk, parent in self._db.execute(
            query, (coin.INVOICE_LINE, coin.ALLOCATION, coin.ALLOCATION)
        ):
            kind, field = coin.BELONGS[model]
            name = f"{model.partition('.')[2]} {pk}"
            problem = Problem(
                code="reference_form" if parent else "field_missing",
                field=field or "",
                value=parent or "",
                record=f"{model} {pk}",
            )
            yield Found(kind, name, problem)

    def _duplicates(self) -> Iterator[Found]:
        """The first of two rows of one name counts; the others are told of under names of their own."""
        for model, pk, count in self._db.execute(
            "select model, pk, count(*) from duplicate group by model, pk order by model, pk"
        ):
            kind, _ = coin.BELONGS[model]
            problem = Problem(code="duplicate_row", field="pk", value=pk, record=f"{model} {pk}")
            yield Found(kind, f"{model.partition('.')[2]} {pk} ({count + 1}x)", problem)


def _plain(value: object) -> str | None:
    """A reference as text; None if it can't be one."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str) and value and value.isprintable():
        return value
    return None
