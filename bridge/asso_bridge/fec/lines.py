"""Each line of the file by itself: what is filled, and in which form."""

from collections.abc import Iterator
from decimal import Decimal

from . import columns
from .reading import Fault, Row

ZERO = Decimal(0)


def faults(row: Row) -> Iterator[Fault]:
    """In the order of the columns; then of columns that go together."""
    line, fields = row
    empty = {name for name, text in fields.items() if not text.strip()}
    # One of the two may be left empty, for nothing
    needed = fields.keys() - columns.MAY_BE_EMPTY - {"Debit", "Credit"}
    for name, text in fields.items():
        if name in empty:
            if name in needed:
                yield Fault(line, name, "is empty")
        elif what := columns.wrong(name, text):
            yield Fault(line, name, f"{text!r} {what}")
    for one, other in columns.TOGETHER:
        if (one in empty) != (other in empty):
            there, lacks = (other, one) if one in empty else (one, other)
            yield Fault(line, lacks, f"is empty, and {there} is not")
    if {"Debit", "Credit"} <= empty:
        yield Fault(line, "Debit", "is empty, and Credit too")
    elif "Debit" in fields and all(columns.amount(fields[n]) for n in ("Debit", "Credit")):
        yield Fault(line, "Debit", "is not 0, and Credit is not either")


def amount(row: Row) -> Decimal | None:
    """Debit less credit; None where a fault hides it."""
    fields = row.fields
    if columns.AMOUNT in fields:
        much = columns.amount(fields[columns.AMOUNT])
        if much is None or columns.wrong(columns.SENSE, fields[columns.SENSE]):
            return None
        return much if fields[columns.SENSE] in columns.DEBIT else -much
    debit, credit = (_much(fields[name]) for name in ("Debit", "Credit"))
    return None if debit is None or credit is None else debit - credit


def _much(text: str) -> Decimal | None:
    return columns.amount(text) if text.strip() else ZERO
