"""How much is sent at once: all that is set, or little while persons are at work in the ledger.

A batch holds the sequences that posting needs until it is written. Whoever posts meanwhile is
answered busy by Tryton, after it has tried for 0.3 seconds by itself.
"""

import time
from collections.abc import Callable

HOLD = 0.12  # seconds that a batch should take among persons
GAP = 0.15  # seconds between two batches, which one of Tryton's tries falls into
TRIES = 0.3  # seconds for which Tryton tries
REFUSED = 0.03  # the part of a person's clicks that may be answered busy
LONGEST_GAP = 5.0
LEAST = 10


class Pace:
    """`size` is that of the next batch."""

    def __init__(self, size: int, people: int, sleep: Callable[[float], None] = time.sleep) -> None:
        self._whole = size
        self._sleep = sleep
        self.size = min(size, LEAST) if people else size

    def note(self, changes: int, seconds: float, people: int) -> None:
        """A batch took so long, and found so many persons at work; leave them a gap."""
        if not people:
            self.size = self._whole
            return
        each = seconds / changes
        # A slow batch says more than a quick one
        wanted = min(int(HOLD / each), 2 * self.size)
        self.size = min(max(wanted, LEAST), self._whole)
        self._sleep(gap(each * self.size))


def gap(hold: float) -> float:
    """The seconds after which few clicks find the books held for longer than Tryton tries."""
    return min(max(GAP, (hold - TRIES) / REFUSED - hold), LONGEST_GAP)
