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
    """Mark a run as begun; take the mark away if it ends well, or stops for a person to mend it.

    So a run that was killed, or that another try may help, is due again at once. One that stopped
    is due after the usual time, lest somebody be told of it every minute.
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
    """Whether the last run never ended, or ended long ago, or somebody asks for one in Tryton."""
    if (settings.state / BEGUN_FILE).exists():
        return True
    try:
        age = time.time() - (settings.state / ENDED_FILE).stat().st_mtime
    except OSError:
        return True  # there was none yet
    # Once a clock is put back, the last run lies in the future
    if not 0 <= age < settings.every * 60:
        return True
    with connect(settings) as ledger:
        return ledger.hello().asked
