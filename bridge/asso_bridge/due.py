"""Whether a run is due: what a timer asks each minute."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .config import Settings
from .errors import Stop
from .ledger.tryton import connect

LAST_RUN_FILE = "last-run.json"
BEGUN_FILE, ENDED_FILE = "begun", "ended"


@contextmanager
def begun(state: Path) -> Iterator[None]:
    """Leave a mark while a run is under way, and after it unless it ended for good.

    One that was killed, or that another try may help, is due again at once. One that needs a
    person is due again as if it had ended well: whoever is told of it is not told each minute.
    """
    mark, ended = state / BEGUN_FILE, state / ENDED_FILE
    mark.touch()
    try:
        yield
    except Stop:
        ended.touch()
        mark.unlink(missing_ok=True)
        raise
    ended.touch()
    mark.unlink(missing_ok=True)


def is_due(settings: Settings) -> bool:
    """The last run did not end, or ended too long ago, or somebody asks in Tryton for one."""
    if (settings.state / BEGUN_FILE).exists():
        return True
    try:
        age = time.time() - (settings.state / ENDED_FILE).stat().st_mtime
    except OSError:
        return True  # there was none yet
    # A clock that was put back makes the last run one of the future
    if not 0 <= age < settings.every * 60:
        return True
    with connect(settings) as ledger:
        return ledger.hello().asked
