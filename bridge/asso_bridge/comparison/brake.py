"""The brake: stop a run before a portal that looks empty or broken empties the ledger."""

from collections.abc import Mapping

from ..config import Settings
from ..contract.records import TYPES
from ..errors import BadSource
from .staging import Staging

FEW_DELETIONS = 10  # of a type; so few are never suspicious
SUSPICIOUS_PERCENT = 20
FEW_UNREADABLE = 20


def brake_whole(staging: Staging, settings: Settings, allow_deletions: bool) -> None:
    """Raise BadSource if what was read of the whole portal cannot be right."""
    figures = staging.figures()
    _brake_on_unreadable(staging.unreadable("change"), staging.count("change"), settings)
    if allow_deletions:
        return
    if not staging.readable("member"):
        raise BadSource(
            "The portal holds no member.",
            "Check the portal's data; if it is so, run with --allow-deletions.",
        )
    for kind in TYPES:
        _brake_on_deletions(kind, figures[kind]["deleted"], staging.bound(kind))


def brake_changes(
    staging: Staging, bound: Mapping[str, int], settings: Settings, allow_deletions: bool
) -> None:
    """Raise BadSource if what has changed since the last run cannot be right.

    `bound`: how many records the ledger holds, {type: number}.
    """
    held = max(sum(bound.values()), staging.count("step"))
    _brake_on_unreadable(staging.unreadable("step"), held, settings)
    if not allow_deletions:
        for kind in TYPES:
            _brake_on_deletions(kind, staging.deleted(kind), bound.get(kind, 0))


def _brake_on_unreadable(unreadable: int, held: int, settings: Settings) -> None:
    if unreadable > FEW_UNREADABLE and unreadable * 100 > settings.max_refused_percent * held:
        raise BadSource(
            f"{unreadable} of the portal's {held} objects cannot be read.",
            "Is it COIN's data? See `asso-bridge plan`; the limit is `max_refused_percent`.",
        )


def _brake_on_deletions(kind: str, gone: int, bound: int) -> None:
    if gone > FEW_DELETIONS and gone * 100 > SUSPICIOUS_PERCENT * bound:
        raise BadSource(
            f"The portal has lost {gone} of the {bound} records of type {kind}.",
            "Check that its data is whole; if it is so, run with --allow-deletions.",
        )
