"""Read the portal into the staging: the whole of it, or what has changed since a cursor."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ..config import Settings
from ..errors import WrongSetting
from ..portal.calls import PREFIX, open_portal
from ..sources.base import Source
from ..sources.dump import Dump
from ..sources.live import LivePortal
from .staging import Staging

# Told of each step as (point, done, total): fetch, fetched, then apply and applied once for each
# batch (the figures count changes), pull, pulled, export, exported, publish, published.
Observe = Callable[[str, int, int], None]


def unobserved(point: str, done: int, total: int) -> None:
    """For a run that nobody watches."""


@dataclass(frozen=True)
class Read:
    """What was read of the portal: all of it, or what has changed since the last run.

    `behind`: how many changes the portal has made meanwhile that were not read.
    """

    cursor: str
    whole: bool
    ignored: dict[str, int]
    behind: int = 0


@contextmanager
def source_of(settings: Settings) -> Iterator[Source]:
    """Open the portal's whole data; raises BadSource if it is broken as a whole."""
    if settings.source == "portal":
        with open_portal(settings) as portal:
            yield LivePortal(portal)
        return
    if not settings.dump:
        raise WrongSetting("No dump is set.", "Set `dump` to the file that `dumpdata` wrote.")
    with Dump(settings.dump, settings.allocations) as source:
        yield source


def fetch(
    staging: Staging, settings: Settings, cursor: str = "", observe: Observe = unobserved
) -> Read:
    """Lay down what has changed since the cursor if the live portal gave it, else everything."""
    observe("fetch", 0, 0)
    read = _fetch(staging, settings, cursor)
    observe("fetched", 0, 0)
    return read


def _fetch(staging: Staging, settings: Settings, cursor: str) -> Read:
    if settings.source == "portal" and cursor.startswith(PREFIX):
        with open_portal(settings) as portal:
            changes = LivePortal(portal, cursor, settings.batch_size)
            staging.follow(changes)
            return Read(cursor=changes.cursor, whole=False, ignored={}, behind=changes.behind)
    with source_of(settings) as source:
        staging.fetch(source)
        return Read(cursor=source.cursor, whole=True, ignored=dict(source.ignored))
