"""Random edits in the site with runs in between: always what an oracle makes of its tables."""
import random

import pytest

from asso_bridge import sync
from asso_bridge.comparison.check import check
from asso_bridge.demo.sample import Sample

pytestmark = pytest.mark.postgresql("the whole way, with both databases of this kind")


def campaign(site, settings, assert_agreed, seed, edits):
    "Edits in handfuls, a run after each; returns which edits were made how often"
    made, chance = {}, random.Random(seed)
    site.load(Sample(members=6, months=4, seed=seed).rows)
    assert sync.run(settings).exit_code == 0
    assert_agreed()
    left = edits
    while left:
        count = min(left, chance.randrange(1, 13))
        for name in site.edit('edit', chance.randrange(10**6), count):
            made[name] = made.get(name, 0) + 1
        left -= count
        result = sync.run(settings, allow_deletions=True)
        assert (result.quarantine.changes, result.whole) == ([], False)
        assert_agreed()
    assert check(settings).differences == []
    full = sync.run(settings, full=True)
    assert {o for counts in full.outcomes.values() for o in counts} <= {'skipped'}
    return made


def test_edits_of_every_kind_arrive(site, settings, assert_agreed):
    made = campaign(site, settings, assert_agreed, seed=1, edits=20)
    assert sum(made.values()) == 20


@pytest.mark.stress
@pytest.mark.parametrize('seed', range(2, 5))
def test_300_edits_arrive(site, settings, assert_agreed, seed):
    made = campaign(site, settings, assert_agreed, seed, edits=300)
    assert len(made.keys() - {None}) >= 15
