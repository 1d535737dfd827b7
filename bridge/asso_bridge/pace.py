"""How much is sent at once: all that is set, or little while persons are at work in the ledger.

A batch holds the sequences that posting needs until it is written. Whoever posts meanwhile is
answered busy by Tryton, after it has tried for 0.3 seconds by itself.
"""

import time
from collections.abc import Callable

HOLD = 0.12  # seconds that a batch should take among persons
GAP = 0.15  # seconds between two batches, which any of Tryton's tries falls into
LEAST = 5


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
        wanted = int(changes * HOLD / seconds)
        # A slow batch says more than a quick one
        self.size = max(min(LEAST, self._whole), min(wanted, 2 * self.size, self._whole))
        self._sleep(max(GAP, seconds))
