"""Rows of several models, read in one query."""

from collections.abc import Callable, Iterable
from functools import cache
from itertools import accumulate
from typing import Any

from django.db.models import F, Field, JSONField, Model, Q, TextField, Value
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


class United:
    """A query of the rows of several models, made once, and read as often as it is asked.

    Parts after the second may only have columns of text: PostgreSQL takes a column for text if it
    is NULL in the first two.
    """

    def __init__(self, *parts: tuple[type[Model], Columns]) -> None:
        """A row of the query has the columns of all parts, and values in those of its own."""
        paths = [(number, path) for number, (_, own) in enumerate(parts) for path in own]
        self._parts = [
            model._base_manager.order_by().values_list(
                Value(number),
                *(F(path) if of == number else nothing(parts[of][1][path]) for of, path in paths),
            )
            for number, (model, _) in enumerate(parts)
        ]
        self._paths = [list(own) for _, own in parts]
        self._starts = list(accumulate(map(len, self._paths), initial=0))

    def read(self, *wheres: Q) -> list[list[dict[str, Any]]]:
        """The rows of each part for which its condition holds, in no order: {path: value}.

        All are of one moment.
        """
        first, *others = [
            rows.filter(where) for rows, where in zip(self._parts, wheres, strict=True)
        ]
        found: list[list[dict[str, Any]]] = [[] for _ in self._parts]
        for number, *values in first.union(*others, all=True):
            own = zip(self._paths[number], values[self._starts[number] :], strict=False)
            found[number].append(dict(own))
        return found
