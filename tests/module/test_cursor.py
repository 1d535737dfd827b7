"""The snapshot carries the cursor of the last batch that its balances have."""
import json

import pytest

from tests.module.portal import Portal, bill, member


@pytest.fixture
def portal(ledger):
    return Portal(ledger)


def send(portal, cursor, *changes, **how):
    batch = {'contract': 1, 'run': portal.run, 'cursor': cursor, 'changes': list(changes), **how}
    return json.loads(portal.call('apply', json.dumps(batch)))


def told(portal):
    snapshot = portal.snapshot()
    return snapshot['cursor'], {m['id']: m['balance'] for m in snapshot['members']}


def test_snapshot_before_the_first_cursor_has_none(portal):
    portal.send(member('1'))
    assert told(portal) == (None, {'1': '0.00'})


def test_snapshot_has_the_cursor_of_the_last_batch(portal):
    send(portal, 'portal a', member('1'))
    assert told(portal) == ('portal a', {'1': '0.00'})
    send(portal, 'portal b', bill('2', '5.00', '2026-01-05', member='1'))
    assert told(portal) == ('portal b', {'1': '-5.00'})
    send(portal, 'portal c')
    assert told(portal) == ('portal c', {'1': '-5.00'})


@pytest.mark.parametrize('cursor, how', [(None, {}), ('portal b', {'dry_run': True})])
def test_batch_without_a_cursor_of_its_own_leaves_it(portal, cursor, how):
    send(portal, 'portal a', member('1'))
    send(portal, cursor, member('2'), **how)
    assert told(portal)[0] == 'portal a'


def test_cursor_is_no_part_of_the_digest(portal):
    send(portal, 'portal a', member('1'))
    before = portal.snapshot()
    send(portal, 'portal b')
    after = portal.snapshot()
    assert (before['digest'], before['cursor']) == (after['digest'], 'portal a')
    assert after['cursor'] == 'portal b'
