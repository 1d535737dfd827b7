"""A bad network between the bridge and the portal: nothing is lost, nothing doubled."""
import pytest

from asso_bridge import retry, sync
from asso_bridge.demo.sample import Sample
from asso_bridge.errors import BridgeError, TryAgain
from tests.bridge.faults import Faulty

pytestmark = pytest.mark.any_database
QUICK = [
    500, 502, 503, 429, 'html', 'half', 'gzip', 'lost', 'refused', 'stale', 'reordered', 'ahead']
LONG = ['slow', 'hole']  # until a time limit ends them


@pytest.fixture
def faulty(site, settings, monkeypatch):
    "A proxy before the site, and settings that go through it, without pauses between tries"
    monkeypatch.setattr(retry, 'LONGEST_PAUSE', 0.0)
    monkeypatch.setattr('asso_bridge.portal.calls.BACKOFF', 0)
    with Faulty(site.url) as proxy:
        yield proxy, settings.model_copy(update={
            'portal_url': proxy.url, 'portal_timeout': 3, 'batch_size': 20, 'tries': 3})


@pytest.mark.parametrize('faults', [
        QUICK, pytest.param(LONG, marks=pytest.mark.stress)], ids=['quick', 'long'])
def test_every_fault_at_every_call_is_overcome(site, faulty, assert_agreed, faults):
    "Every second call is spoilt"
    proxy, settings = faulty
    site.load(Sample(members=3, months=2).rows)
    sync.run(settings)
    for fault in faults:
        site.edit('edit', len(proxy.seen), 3)
        site.edit('sql', 'update members_member set city = %s', fault)
        proxy.faults[:] = [None, fault] * 4 if fault == 'stale' else [fault, None] * 4
        result = sync.run(settings.model_copy(update={'batch_size': 2}))
        assert (fault, result.exit_code) == (fault, 0)
        assert_agreed()
    full = sync.run(settings, full=True)  # by their digests: what no balance shows is there too
    assert {o for counts in full.outcomes.values() for o in counts} <= {'skipped'}


@pytest.mark.parametrize('fault', ['html', *(
        pytest.param(fault, marks=pytest.mark.stress)
        for fault in [500, 503, 'half', 'gzip', 'refused', 'hole'])])
def test_fault_that_lasts_ends_the_run_and_the_next_one_mends(site, faulty, fault, assert_agreed):
    proxy, settings = faulty
    site.load(Sample(members=3, months=2).rows)
    sync.run(settings)
    site.edit('edit', 7, 6)
    for place in range(3):
        proxy.faults[:] = [None] * place + [fault] * 12
        try:
            sync.run(settings)
        except BridgeError as error:
            assert isinstance(error, TryAgain)
        proxy.faults.clear()
        site.edit('edit', place, 2)
    assert sync.run(settings).exit_code == 0
    assert_agreed()
