"""The source `dump`: a file of `manage.py dumpdata members offers billing`.

The rows of one record stand far apart in a dump, so they go through a temporary SQLite file, and a
long dump takes no more memory than a short one.
"""

import json
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, Literal, Self

from ..contract.records import Problem, Record, Type
from . import coin
from .base import Found
from .dumpdata import DumpData, fields_as_json
from .found import found
from .row import BillRows, CreditRows, Misread, Row

Allocations = Literal["auto", "portal", "ledger"]

# `number`: the pk, if it is a number; `parent`: the record that the row belongs to, if not its own;
# `refers`: another row, of which it needs a field.
TABLES = """
create table row (
    model text, pk text, number integer, parent text, refers text, owner text, day text,
    fields text, primary key (model, pk)) without rowid;
create table duplicate (model text, pk text, parent text);
"""
INDEX = "create index row_parent on row (model, parent) where parent is not null"
IN_ORDER = "number is null, number, pk"

OF_MODEL = f"select pk, fields from row where model = ? order by {IN_ORDER}"
BILLS = """
select id.pk, {parts}, (
    select json_group_array(json_array(pk, json(fields), offer)) from (
        select line.pk, line.fields, subscription.fields ->> '{offer}' offer
        from row line indexed by row_parent
        left join row subscription
            on subscription.model = '{subscription}' and subscription.pk = line.refers
        where line.model = '{line}' and line.parent = id.pk
        order by line.number is null, line.number, line.pk))
from (
    select pk from row where model in ({models})
    union select parent from row where model = '{line}' and parent is not null) id
left join row base on base.model = '{bill}' and base.pk = id.pk
order by base.day, base.number is null, base.number, id.pk
""".format(
    parts=", ".join(
        f"(select fields from row where model = '{model}' and pk = id.pk)"
        for model in coin.BILL_MODELS
    ),
    models=", ".join(f"'{model}'" for model in coin.BILL_MODELS),
    bill=coin.BILL,
    line=coin.INVOICE_LINE,
    subscription=coin.SUBSCRIPTION,
    offer=coin.OFFER_FIELD,
)
# A member's credit notes and payments together, the credit notes first.
PAYMENTS = f"""
select pk, owner, fields, (
    select json_group_array(json(fields)) from row indexed by row_parent
    where model = '{coin.ALLOCATION}' and parent = payment.pk)
from row payment where model = '{coin.PAYMENT}'
order by owner, fields ->> '{coin.MEAN_FIELD}' is not '{coin.CREDIT_NOTE_MEAN}', day, {IN_ORDER}
"""
STRAYS = f"""
select model, pk, parent from row
where parent is null and model in ('{coin.INVOICE_LINE}', '{coin.ALLOCATION}')
or model = '{coin.ALLOCATION}'
    and parent not in (select pk from row where model = '{coin.PAYMENT}')
order by model, {IN_ORDER}
"""
DUPLICATES = "select model, pk, count(*) from duplicate group by model, pk order by model, pk"


class Dump:
    """A context manager: reads the whole file on entering; raises BadSource if it is not sound."""

    def __init__(self, path: Path, allocations: Allocations = "auto") -> None:
        self.path = path
        self.ignored: Counter[str] = Counter()
        self.cursor = ""
        self._allocations = allocations

    def __enter__(self) -> Self:
        with ExitStack() as opening:
            folder = opening.enter_context(tempfile.TemporaryDirectory(prefix="asso-bridge-"))
            self._db = sqlite3.connect(Path(folder) / "dump.sqlite", isolation_level=None)
            opening.callback(self._db.close)
            self._load()
            self._closing = opening.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()

    def _load(self) -> None:
        self._db.executescript(f"pragma journal_mode = off; pragma synchronous = off; {TABLES}")
        self._db.execute("begin")
        rows = DumpData(self.path)
        for model, pk, fields in rows:
            if model in coin.BELONGS:
                self._stage(model, pk, fields)
            else:
                self.ignored[model] += 1
        self._db.execute(INDEX)
        self._db.execute("commit")
        self.cursor = f"dump sha256 {rows.digest}"
        self._given = self._allocations == "portal" or (
            self._allocations == "auto" and self._portal_allocates()
        )

    def _stage(self, model: str, pk: str, fields: dict[str, Any]) -> None:
        _, parent_field = coin.BELONGS[model]
        parent = _reference(fields.get(parent_field)) if parent_field else None
        staged = self._db.execute(
            "insert or ignore into row values (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                model,
                pk,
                int(pk) if pk.isdecimal() and len(pk) < 19 else None,
                parent,
                _reference(fields.get(coin.REFERS.get(model, ""))),
                _reference(fields.get(coin.MEMBER_FIELD)),
                _reference(fields.get(coin.DATE_FIELD)),
                fields_as_json(fields),
            ),
        )
        if not staged.rowcount:
            self._db.execute("insert into duplicate values (?, ?, ?)", (model, pk, parent))

    def _portal_allocates(self) -> bool:
        """False if there are payments, but neither allocations nor balances."""
        given, payments = (
            self._db.execute("select count(*) from row where model = ?", (model,)).fetchone()[0]
            for model in (coin.ALLOCATION, coin.PAYMENT)
        )
        return bool(given or not payments or any(balance for _, balance in self.balances()))

    def _rows(self, model: str) -> Iterator[Row]:
        for pk, fields in self._db.execute(OF_MODEL, (model,)):
            yield Row(model, pk, json.loads(fields))

    def balances(self) -> Iterator[tuple[str, Decimal]]:
        for row in self._rows(coin.MEMBER):
            try:
                yield row.pk, coin.portal_balance(row)
            except Misread:  # it is for comparison only
                continue

    def found(self) -> Iterator[Found]:
        yield from self._single("offer", coin.OFFER, coin.offer)
        yield from self._single("member", coin.MEMBER, coin.member)
        yield from self._single("subscription", coin.SUBSCRIPTION, coin.subscription)
        yield from self._bills()
        yield from self._payments()
        yield from self._strays()
        yield from self._duplicates()

    def _single(self, kind: Type, model: str, read: Callable[[Row], Record]) -> Iterator[Found]:
        for row in self._rows(model):
            yield found(kind, row.pk, partial(read, row), f"{model} {row.pk}")

    def _bills(self) -> Iterator[Found]:
        for pk, *parts, lines in self._db.execute(BILLS):
            base, invoice, fee, donation = (
                Row(model, pk, json.loads(part)) if part else None
                for model, part in zip(coin.BILL_MODELS, parts, strict=True)
            )
            details = [
                Row(coin.INVOICE_LINE, line, fields | {coin.LINE_OFFER: offer})
                for line, fields, offer in json.loads(lines)
            ]
            rows = BillRows(pk, base, invoice, fee, donation, details)
            yield found("bill", pk, partial(coin.bill, rows), f"{coin.BILL} {pk}")

    def _payments(self) -> Iterator[Found]:
        for pk, owner, fields, given in self._db.execute(PAYMENTS):
            row = Row(coin.PAYMENT, pk, json.loads(fields))
            shares = None
            if self._given:
                # Without their own pks, which change though nothing else does
                own = f"of payment {pk}"
                shares = [Row(coin.ALLOCATION, own, share) for share in json.loads(given)]
            rows = CreditRows(row, shares)
            kind: Type = "credit_note" if coin.is_credit_note(row) else "payment"
            yield found(kind, pk, partial(coin.credit, rows), f"{row.model} {pk}", owner or "")

    def _strays(self) -> Iterator[Found]:
        """Rows that should belong to a record, but name none that exists."""
        for model, pk, parent in self._db.execute(STRAYS):
            kind, field = coin.BELONGS[model]
            code: Literal["reference_form", "field_missing"] = (
                "reference_form" if parent else "field_missing"
            )
            problem = Problem(
                code=code, field=field or "", value=parent or "", record=f"{model} {pk}"
            )
            yield Found(kind, f"{model.partition('.')[2]} {pk}", problem)

    def _duplicates(self) -> Iterator[Found]:
        """Of several rows with one pk the first counts; the others are problems of other ids."""
        for model, pk, count in self._db.execute(DUPLICATES):
            kind, _ = coin.BELONGS[model]
            problem = Problem(code="duplicate_row", field="pk", value=pk, record=f"{model} {pk}")
            yield Found(kind, f"{model.partition('.')[2]} {pk} ({count + 1}x)", problem)


def _reference(value: object) -> str | None:
    """A reference, or a date, as text to join and order by; None if it can't be one."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str) and value and value.isprintable():
        return value
    return None
