"""The feed over HTTP, site alone: python -m bench.portal [--quick]

A whole reading at first, which numbers and renders every record; then the same again, of records
that are ready. The bridge's own client reads, and judges each record as it does in a run.
"""
import argparse
import json
import logging
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .ground import alone, ground
from .sizes import FULL, QUICK

PAGE = 500


@dataclass
class Read:
    """Times in seconds; `client` is the processor's of the bridge's side, in the time before it.

    `nothing_new`: a call that has nothing to tell; `page`: one with 500 changes, in the median.
    """
    members: int
    changes: int
    first: float
    first_client: float
    again: float
    again_client: float
    page: float | None  # None: there were none of 500
    nothing_new: float

    @property
    def sequencing(self) -> float:
        "What the first reading takes more than one of records that are ready"
        return self.first - self.again


def measure(place: str, members: int, months: int, directory: Path) -> Read:
    os.environ |= {'DJANGO_SETTINGS_MODULE': 'tests.site.settings', 'SITE_DATABASE': place}
    import django
    django.setup()
    from datetime import timedelta

    from django.core.management import call_command

    call_command('migrate', verbosity=0)
    import structlog

    from asso_bridge.config import Settings
    from asso_bridge.portal.calls import open_portal
    from asso_portal.models import SCOPES, Mark, Token
    from tests.loop.live import Site

    from .page import _fill
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    _fill(members, months)
    Mark.objects.all().delete()  # as in a site that had its data before the portal came
    _, token = Token.issue('bench', SCOPES, timedelta(days=1))
    site = Site(place, directory).start()
    try:
        settings = Settings(portal_url=site.url, portal_token=token)
        with open_portal(settings) as portal:
            return _read(portal, members)
    finally:
        site.stop()


def _read(portal: Any, members: int) -> Read:
    first, calls = _whole(portal)
    again, served = _whole(portal)
    assert 0 < _count(calls) == _count(served)
    full = [seconds for seconds, count in served if count == PAGE]
    page = portal.changes('', PAGE)
    while page.has_more:
        page = portal.changes(page.next, PAGE, page.items[-1].seq if page.items else 0)
    nothing = statistics.median(
        _timed(lambda: portal.changes(page.next, PAGE, page.head))[0] for _ in range(20))
    return Read(
        members, _count(calls), *first, *again, statistics.median(full) if full else None, nothing)


def _whole(portal: Any) -> tuple[tuple[float, float], list[tuple[float, int]]]:
    "((seconds, of them the processor's here), [(seconds of a call, its changes)])"
    from asso_bridge.sources.live import LivePortal

    calls: list[tuple[float, int]] = []
    ask = portal.changes

    def watched(*arguments: Any) -> Any:
        seconds, page = _timed(lambda: ask(*arguments))
        calls.append((seconds, len(page.items)))
        return page

    portal.changes = watched
    started, busy = time.perf_counter(), time.process_time()
    found = sum(len(page) for page in LivePortal(portal).pages())
    portal.changes = ask
    assert found == _count(calls)
    return (time.perf_counter() - started, time.process_time() - busy), calls


def _timed(call: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    answer = call()
    return time.perf_counter() - started, answer


def _count(calls: list[tuple[float, int]]) -> int:
    return sum(count for _, count in calls)


def main() -> None:
    parser = argparse.ArgumentParser(prog='python -m bench.portal', description=__doc__)
    parser.add_argument('--quick', action='store_true', help='small sizes, to see that it works')
    sizes = QUICK if parser.parse_args().quick else FULL
    with ground() as place, place.empty('portal') as address:
        found = alone(measure, address, sizes.growth[-1], sizes.months, place.directory)
        print(json.dumps(asdict(found), indent=1))


if __name__ == '__main__':
    main()
