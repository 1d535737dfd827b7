"""A change in the site asks for a run in Tryton, over both their networks."""
import json
import shutil
import time

import pytest

from tests.loop.live import Site


def asked(server):
    return json.loads(server.bridge().model.asso.feed.hello('portal', {}))['asked']


@pytest.mark.sqlite("the site is a copy of a file")
def test_change_in_the_site_asks_for_a_run(server, migrated, tmp_path):
    feed, = server.rpc().model.asso.feed.search_read([], 0, None, None, ['nudge_secret'], {})
    site = Site(
        shutil.copyfile(migrated, tmp_path / 'site.sqlite'), tmp_path,
        NUDGE_URL=f'{server.url}asso_members/nudge/portal', NUDGE_SECRET=feed['nudge_secret'])
    try:
        assert not asked(server)
        site.edit('member', 'zoe')
        for _ in range(100):
            if asked(server):
                break
            time.sleep(0.1)
        assert asked(server)
    finally:
        site.stop()
