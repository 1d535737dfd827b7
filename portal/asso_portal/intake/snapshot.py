"""The snapshot comes in: nothing is shown of it before all of it is there and agrees."""

from typing import Any

from django.db import transaction

from ..models import Pointer
from .accounts import accounts_of
from .chunks import assembled
from .current import is_current
from .head import Head
from .whole import replace


def receive(generation: int, document: dict[str, Any], match: set[str] | None) -> bool:
    """Make this snapshot the current one; False: it already was, and nothing is written.

    `match`: the etags of an If-Match, None without one.
    """
    head = Head.of(generation, document)
    accounts = accounts_of(head, document) if head.chunks is None else None
    with transaction.atomic():
        pointer = Pointer.lock()
        if is_current(head, pointer.snapshot, match):
            return False
        if accounts is None:
            accounts = accounts_of(head, assembled(head))
        replace(head, pointer, [accounts])
    return True
