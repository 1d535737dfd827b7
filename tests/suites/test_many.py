"""Beside sixty other modules at once, the feed's books are what they are alone."""
import json

import pytest

from tests.ledger import Ledger
from tests.module.portal import (
    Portal,
    bill,
    change,
    fee,
    gift,
    gone,
    line,
    member,
    note,
    offer,
    payment,
)
from tests.suites.many import MODULES, installed

SAMPLE = [
    [offer(), member(), member('2'), change(
            'subscription', id='1', member='1', offer='1', start='2026-01-01')],
    [bill('1', '120.00', '2026-01-05', lines=[
                line('100.00', '20.00', '20.00', offer='1', subscription='1')]),
        bill('2', '30.00', '2026-02-05'), fee('3', '15.00', '2026-02-06', member='2'),
        gift('4', '50.00', '2026-02-06', member='2'), bill('5', '7.00', '2026-02-07')],
    [payment('1', '130.00', '2026-02-07', ('1', '120.00'), ('2', '10.00')),
        payment('2', '35.00', '2026-02-08', ('3', '15.00'), ('4', '20.00'), member='2'),
        payment('3', '5.00', '2026-02-09', member=None),
        payment('4', '9.00', '2026-02-10', allocations=None),
        note('6', '4.00', '2026-03-01', '2', ('2', '4.00'))],
    [payment('3', '5.00', '2026-02-09'), gone('bill', '5'), gone('payment', '4')],
    ]


def books(ledger):
    "What came of the sample, what members read, and the balance of every account"
    portal = Portal(ledger)
    # It proves after each batch that the books have no fault
    outcomes = [portal.send(*changes) for changes in SAMPLE]
    snapshot = portal.snapshot()
    with ledger.transaction():
        trial = {a.code: str(a.balance)
            for a in ledger.get('account.account').search([('type', '!=', None)]) if a.balance}
    return outcomes, json.dumps(
        [snapshot['members'], snapshot['total']], sort_keys=True), trial, portal.open()


@pytest.mark.stress
@pytest.mark.postgresql("columns and queries of other modules")
def test_books_beside_sixty_modules_are_as_alone(ledger, make_database, backend):
    if not installed():
        pytest.skip("make stress installs the other modules in an environment of their own")
    assert installed() == MODULES
    assert len(MODULES) >= 60
    database = make_database()
    backend.admin(database.name, *MODULES)
    beside = Ledger(database.name)
    try:
        assert books(beside) == books(ledger)
    finally:
        beside.disconnect()
