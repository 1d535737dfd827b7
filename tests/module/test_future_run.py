"""A run stamped by a clock that was wrong blocks no other."""
import datetime as dt
import json

import pytest

from tests.module.portal import Portal


@pytest.mark.parametrize('minutes, blocks', [(-11, False), (-1, True), (1, True), (600, False)])
def test_run_of_another_blocks_only_if_it_was_seen_lately(ledger, minutes, blocks):
    from trytond_asso_members.exceptions import FeedBusyError
    portal = Portal(ledger)

    def stamp():
        run = ledger.get('asso.feed.run')(portal.run)
        run.last_seen += dt.timedelta(minutes=minutes)
        run.save()
    ledger.run(stamp)
    if blocks:
        with pytest.raises(FeedBusyError, match="test"):
            portal.call('begin', 'another')
    else:
        assert json.loads(portal.call('begin', 'another'))['run'] != portal.run
