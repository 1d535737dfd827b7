"""One run of the bridge against a real server over XML-RPC, watched by the bridge's own points."""
import time
from dataclasses import dataclass, field
from pathlib import Path

from .memory import most_held


@dataclass
class Ran:
    "`calls`: (changes, seconds) of each call of apply; `memory`: the most held, in megabytes"
    seconds: float
    processor: float
    memory: float
    calls: list[tuple[int, float]] = field(default_factory=list)
    outcomes: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def applying(self) -> float:
        return sum(seconds for _, seconds in self.calls)


class Watch:
    "Counts the calls of apply and how long each takes"

    def __init__(self) -> None:
        self.calls: list[tuple[int, float]] = []
        self._begun = (0, 0.0)

    def __call__(self, point: str, done: int, _total: int) -> None:
        now = time.perf_counter()
        if point == 'apply':
            self._begun = done, now
        elif point == 'applied':
            before, then = self._begun
            self.calls.append((done - before, now - then))


def run(url: str, database: str, dump: Path, folder: Path) -> Ran:
    "Call it in a process of its own: what it held is the process's"
    from asso_bridge import sync
    from asso_bridge.config import Settings
    from asso_bridge.told import logs
    from tests.ready import SETTINGS

    settings = Settings.model_validate({
        'url': url, 'database': database, 'user': SETTINGS['bridge_login'],
        'password': SETTINGS['bridge_password'], 'dump': dump, 'export': folder / 'export',
        'state': folder / 'state'})
    logs.configure(settings)
    watch = Watch()
    processor, started = time.process_time(), time.perf_counter()
    result = sync.run(settings, watch)
    seconds, processor = time.perf_counter() - started, time.process_time() - processor
    if result.quarantine.changes:
        raise AssertionError(f'refused: {result.quarantine.changes[:3]}')
    return Ran(seconds, processor, most_held(), watch.calls, dict(result.outcomes))
