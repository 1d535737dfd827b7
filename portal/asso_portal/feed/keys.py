"""What the mapping's sources are made of: their models, and the keys that name their records."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from .. import conf


class Watched(NamedTuple):
    """A table, and the column that names a record of the source."""

    source: str
    table: str
    column: str


def sources() -> dict[str, dict[str, str]]:
    """{source: {model: field by which its rows name a record}}, as the mapping has them."""
    return conf.mapping().SOURCES


def model_of(source: str) -> Any:
    """The model whose rows are the records of this source: the first one."""
    return apps.get_model(next(iter(sources()[source])))


def watched() -> list[Watched]:
    """Every table to watch; one with rows of two sources is there twice."""
    found = []
    for source, fields in sources().items():
        for label, field in fields.items():
            meta = apps.get_model(label)._meta
            column = (meta.pk if field == "pk" else meta.get_field(field)).column
            found.append(Watched(source, meta.db_table, column))
    return found


def normal(source: str, key: Any) -> str | None:
    """The key as the mapping has it (SQLite shows a UUID without hyphens); None if it is none."""
    pk = model_of(source)._meta.pk
    while isinstance(pk, models.ForeignKey):
        pk = pk.target_field
    try:
        return str(pk.to_python(key))
    except ValidationError:
        return None


def existing(source: str) -> Iterator[str]:
    """The keys of all its records now, in order, read piece by piece."""
    rows = model_of(source)._base_manager.order_by("pk").values_list("pk", flat=True)
    return map(str, rows.iterator())
