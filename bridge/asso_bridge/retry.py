"""Try again what a moment may cure, with growing random pauses."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

import structlog

from .errors import TryAgain

LONGEST_PAUSE = 60.0  # seconds
T = TypeVar("T")
log = structlog.get_logger()


def retried(
    tries: int,
    call: Callable[[], T],
    pause: Callable[[float], None] = time.sleep,
    kind: type[TryAgain] = TryAgain,
) -> T:
    """Return the answer; raise an error of `kind` after the last try, any other at once."""
    for number in range(1, tries):
        try:
            return call()
        except kind as error:
            seconds = random.uniform(0, min(LONGEST_PAUSE, 2**number))
            log.warning("trying again", reason=error.what, attempt=number, pause=round(seconds, 1))
            pause(seconds)
    return call()
