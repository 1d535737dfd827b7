"""Whatever befalls the loop, soon nothing differs, nothing is doubled, and no page ever lied."""
import random
from collections import Counter

import pytest

from asso_bridge import retry
from tests.loop.hits import FAKETIME, HITS
from tests.loop.world import World
from tests.server import Server

pytestmark = pytest.mark.sqlite("a backup is a copy of a file")
FEW = ['tryton lost', 'trytond killed']
TIMES = ['bridge killed', 'site killed', 'trytond killed', 'two bridges']  # once more each


@pytest.fixture
def world(site, make_database, monkeypatch, tmp_path):
    "Open the loop with a seed's own association; pauses between tries are left out"
    monkeypatch.setattr(retry, 'LONGEST_PAUSE', 0.0)
    monkeypatch.setattr('asso_bridge.portal.calls.BACKOFF', 0)
    server = Server(make_database()).start()
    yield lambda seed: World(site, server, tmp_path, seed)
    server.stop()


def campaign(world, seed, names):
    "Edits, one thing that befalls the loop, and what must hold once it is over"
    chance = random.Random(seed)
    try:
        for name in names:
            world.step('RUN', name)
            world.edit(chance)
            HITS[name](world, chance)
            world.mend()
            world.assert_whole()
        world.assert_nothing_lost()
    except BaseException as error:
        error.add_note(f'seed {seed}:\n' + '\n'.join(map(str, world.steps)))
        raise
    print(f'seed {seed}: {dict(Counter(names))}, {world.readers.seen} looks')
    print(*world.steps, sep='\n')


@pytest.mark.stress
def test_few_things_befall_the_loop(world):
    with world(1) as opened:
        campaign(opened, 1, FEW)
        assert opened.readers.seen > 20


@pytest.mark.stress
@pytest.mark.parametrize('seed', range(2, 9))
def test_everything_befalls_the_loop(world, seed):
    names = [*HITS, *TIMES]
    random.Random(seed).shuffle(names)
    with world(seed) as opened:
        campaign(opened, seed, names)


@pytest.mark.stress
def test_clock_can_be_put_off():
    if not FAKETIME:
        pytest.skip("libfaketime is not installed")
