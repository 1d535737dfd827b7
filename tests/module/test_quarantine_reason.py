"""A change is set aside with a reason, whoever does it."""
import json

import pytest

from tests.module.portal import Portal, bill
from trytond_asso_members.exceptions import FeedError

BLANK = [None, '', ' ', '\n\t ', '\u00a0']


@pytest.fixture
def portal(ledger):
    portal = Portal(ledger)
    portal.send(bill('1', '10.00', '2026-01-01', member='9'))
    return portal


def entry(portal):
    found, = json.loads(portal.call('quarantine'))['changes']
    return found


@pytest.mark.parametrize('reason', BLANK)
def test_call_that_gives_no_reason_sets_nothing_aside(portal, reason):
    with pytest.raises(FeedError, match="Say why|Dites pourquoi"):
        portal.call('set_aside', json.dumps([entry(portal)['id']]), reason)
    assert entry(portal)['state'] == 'waiting'


@pytest.mark.parametrize('reason, state', [
    *((blank, 'waiting') for blank in BLANK), (" of 2019\n", 'set_aside')])
def test_wizard_sets_aside_with_a_reason_alone(portal, reason, state):
    held = entry(portal)['id']

    def act():
        from trytond.transaction import Transaction
        Wizard = portal.ledger.pool.get('asso.quarantine.set_aside', type='wizard')
        session, _, _ = Wizard.create()
        with Transaction().set_context(
                active_model='asso.quarantine', active_id=held, active_ids=[held]):
            Wizard.execute(session, {'start': {'reason': reason}}, 'put_aside')
    if state == 'set_aside':
        portal.ledger.run(act)
        assert entry(portal)['set_aside_reason'] == "of 2019"
    else:
        with pytest.raises(FeedError, match="Say why|Dites pourquoi"):
            portal.ledger.run(act)
    assert entry(portal)['state'] == state
