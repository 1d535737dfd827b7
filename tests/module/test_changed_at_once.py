"""What the portal has changed of many records is written in few statements."""
from collections import Counter

import pytest

from tests.module.portal import Portal, bill, member, payment
from trytond_asso_members import bulk

MANY = '123'


@pytest.mark.postgresql("values as arrays")
def test_bindings_and_payments_that_changed_are_each_written_at_once(ledger, monkeypatch):
    portal = Portal(ledger)
    portal.send(
        member(), *(bill(n, '10.00', '2026-01-05') for n in MANY),
        *(payment(n, '10.00', '2026-02-05', (n, '10.00')) for n in MANY))
    held, hold = Counter(), bulk.hold
    monkeypatch.setattr(
        bulk, 'hold', lambda name, ids: (held.update([name]), hold(name, ids)))
    outcomes = portal.send(*(
            payment(n, '10.00', '2026-02-05', (n, '10.00'), label=f"Cotisation {n}")
            for n in MANY))
    assert outcomes == dict.fromkeys(MANY, 'applied')
    assert held == {'asso.payment': 1, 'asso.binding': 1}
    with ledger.transaction():
        assert {p.portal_id: p.label for p in ledger.get('asso.payment').search([])} == {
            n: f"Cotisation {n}" for n in MANY}
    again = portal.send(*(
            payment(n, '10.00', '2026-02-05', (n, '10.00'), label=f"Cotisation {n}")
            for n in MANY))
    assert again == dict.fromkeys(MANY, 'unchanged')
