"""One object of the portal becomes a record, or a problem: whatever is raised, the run goes on."""

from collections.abc import Callable

import structlog
from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from ..contract.records import Problem, Record, Type, problem_of
from ..contract.values import check_id, shown
from .base import Found
from .row import Misread

LONGEST_ID = 64
log = structlog.get_logger()


def found(
    kind: Type, id: str, read: Callable[[], Record | None], name: str, group: str = ""
) -> Found:
    """What `read` gives; `name` is the object's, for problems that name no other."""
    try:
        check_id(id)
    except PydanticCustomError:
        problem = Problem(code="reference_form", field="id", value=shown(id), record=shown(name))
        # Not even the quarantine could keep it under this id
        return Found(kind, shown(id).strip()[:LONGEST_ID].strip() or "?", problem)
    return Found(kind, id, _content(read, name), group)


def _content(read: Callable[[], Record | None], name: str) -> Record | Problem | None:
    try:
        return read()
    except Misread as misread:
        return Problem(
            code=misread.code, field=misread.field, value=misread.value, record=misread.record
        )
    except ValidationError as error:
        return problem_of(error, name)
    except Exception as error:
        # What it says may be of a person: it goes into the quarantine, and into no log
        log.warning("cannot be read", record=name, error=type(error).__name__)
        return Problem(code="field_form", field="", value=shown(repr(error)), record=name)
