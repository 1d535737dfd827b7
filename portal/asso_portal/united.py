"""Rows of several models, read in one query."""

from collections.abc import Callable, Iterable
from functools import cache
from itertools import accumulate
from typing import Any

from django.db.models import F, Field, JSONField, Model, QuerySet, TextField, Value
from django.db.models.functions import Cast

Columns = dict[str, Field]  # by the path that leads to each from the rows of a query


def columns(model: type[Model], prefix: str = "") -> Columns:
    """All that the model's own table has; `prefix`: the path that leads to it."""
    return {prefix + field.attname: field for field in model._meta.local_concrete_fields}


def part(row: dict[str, Any], prefix: str) -> dict[str, Any]:
    """The columns of one row whose paths begin with the prefix, by their own names."""
    return parts_of(row, prefix)(row)


def parts_of(paths: Iterable[str], prefix: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """As `part`, of each of many rows with these paths."""
    own = [(path, path.removeprefix(prefix)) for path in paths if path.startswith(prefix)]
    return lambda row: {name: row[path] for path, name in own}


@cache
def nothing(field: Field) -> Value | Cast:
    """NULL in the place of a column of this kind; Django's own for JSON is JSON's null."""
    if isinstance(field, JSONField):
        return Cast(Value(None, output_field=TextField()), field)
    return Value(None, output_field=field)


def united(*parts: tuple[QuerySet, Columns]) -> list[list[dict[str, Any]]]:
    """The rows of each part, in no order: {path: value}. All are of one moment.

    A row of the query has the columns of all parts, and values in those of its own. Parts after
    the second may only have columns of text: PostgreSQL takes a column for text if it is NULL in
    the first two.
    """
    paths = [(number, path) for number, (_, own) in enumerate(parts) for path in own]
    first, *others = [
        rows.order_by().values_list(
            Value(number),
            *(F(path) if of == number else nothing(parts[of][1][path]) for of, path in paths),
        )
        for number, (rows, _) in enumerate(parts)
    ]
    starts = list(accumulate((len(own) for _, own in parts), initial=0))
    found: list[list[dict[str, Any]]] = [[] for _ in parts]
    for number, *values in first.union(*others, all=True):
        own = parts[number][1]
        found[number].append(dict(zip(own, values[starts[number] :], strict=False)))
    return found
