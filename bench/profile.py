"""Where the server spends its time on a first load: python -m bench.profile [members] [months]

Profiled in process, so that times are longer than without and only their proportions count.
"""
import cProfile
import json
import pstats
import sys
from pathlib import Path

from .documents import FIRST
from .ground import alone, ground

LINES = 45


def main() -> None:
    members, months = (int(a) for a in sys.argv[1:3] or ['60', '36'])
    with ground() as place, place.database('profile') as database:
        alone(profile, str(database.config), database.name, members, months,
            place.directory / 'feed.pstats')
        show(place.directory / 'feed.pstats')


def profile(config: str, database: str, members: int, months: int, out: Path) -> None:
    from asso_bridge import sync
    from asso_bridge.config import Settings
    from asso_bridge.demo.sample import Sample

    folder = out.parent
    dump = folder / 'profile.json'
    rows = Sample(members, months, first=FIRST.replace(day=1)).rows
    dump.write_text(json.dumps(rows), encoding='utf-8')
    settings = Settings.model_validate({
        'database': database, 'trytond_config': Path(config), 'user': 'bridge', 'dump': dump,
        'state': folder / 'state'})
    calls = cProfile.Profile()

    def observe(point: str, _done: int, _total: int) -> None:
        if point == 'apply':
            calls.enable()
        elif point == 'applied':
            calls.disable()
    result = sync.run(settings, observe)
    if result.quarantine.changes:
        raise AssertionError(f'refused: {result.quarantine.changes[:3]}')
    calls.dump_stats(out)


def show(out: Path) -> None:
    stats = pstats.Stats(str(out))
    stats.sort_stats('cumulative').print_stats('asso_members', LINES)
    stats.sort_stats('tottime').print_stats('asso_members', LINES)
    stats.sort_stats('tottime').print_stats(LINES)


if __name__ == '__main__':
    main()
