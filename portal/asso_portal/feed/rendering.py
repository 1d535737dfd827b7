"""The site's rows as records; one that cannot be read is served as such, and stops no other."""

import logging

from django.apps import apps
from django.db import OperationalError, transaction

from .. import conf
from ..models import Record
from ..records import canonical

LOG = logging.getLogger("asso_portal.feed")
UNREADABLE = "unreadable"  # in place of the fields of a record


def rendered(source: str, keys: list[str]) -> dict[str, list[tuple[str, str, str]]]:
    """{key: [(type, id, canonical JSON)]} of those that exist.

    If one of them raises anything, it is found by halves.
    """
    try:
        with transaction.atomic():
            return {
                key: [(kind, id, _checked(canonical(data))) for kind, id, data in found]
                for key, found in conf.mapping().records(source, keys).items()
            }
    except OperationalError:  # a lock: another try may succeed
        raise
    except Exception as error:
        if len(keys) == 1:
            return {keys[0]: [_unreadable(source, keys[0], error)]}
        half = len(keys) // 2
        return rendered(source, keys[:half]) | rendered(source, keys[half:])


def _checked(text: str) -> str:
    """The text, or UnicodeError for one that no database takes."""
    text.encode()
    return text


def _unreadable(source: str, key: str, error: Exception) -> tuple[str, str, str]:
    LOG.warning("The %s %s cannot be read: %r", source, key, error)
    told = {"field": _field(source, key) or source, "value": type(error).__name__}
    served = Record.objects.filter(source=source, key=key, deleted=False)
    kind, id = served.values_list("type", "external_id").first() or (source, key)
    return kind, id, canonical({"id": id, UNREADABLE: told})


def _field(source: str, key: str) -> str | None:
    """The name of the column that cannot be read."""
    for label, by in conf.mapping().SOURCES[source].items():
        model = apps.get_model(label)
        for field in model._meta.local_concrete_fields:
            try:
                with transaction.atomic():
                    list(model._base_manager.filter(**{by: key}).values_list(field.attname))
            except Exception:
                return field.attname
    return None
