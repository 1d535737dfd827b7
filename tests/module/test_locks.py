"""Locks are taken together before any work: a transaction starts again once, with nothing lost."""
import json

import pytest

from tests.module.portal import Portal, bill, fee, member, note, offer, payment

pytestmark = pytest.mark.postgresql("locks")


@pytest.fixture
def portal(ledger):
    portal = Portal(ledger)
    portal.send(offer(), member())
    return portal


def starts_again(ledger, function, *arguments):
    "How often the transaction of a call starts again; it is committed."
    from trytond.transaction import Transaction, TransactionError
    context, extras, count = {'company': ledger.company()}, {}, 0
    while True:
        with Transaction().start(
                ledger.database, ledger.user, context=context, **extras) as transaction:
            try:
                function(*arguments)
            except TransactionError as error:
                transaction.rollback()
                error.fix(extras)
                count += 1
            else:
                transaction.commit()
                return count


def test_batch_with_everything_starts_again_once_before_its_work(portal, monkeypatch):
    from trytond_asso_members.changes import apply as applying
    from trytond_asso_members.rpc import calls
    begun = []

    def apply(*arguments):
        begun.append(arguments)
        return applying.apply(*arguments)
    monkeypatch.setattr(calls, 'apply', type('Spied', (), {'apply': staticmethod(apply)}))
    batch = {'contract': 1, 'run': portal.run, 'changes': [
        bill('1', '30.00', '2025-12-05'), bill('2', '30.00', '2026-01-05'),
        fee('3', '15.00', '2026-02-05'),
        payment('1', '60.00', '2026-02-09', ('1', '30.00'), ('3', '15.00')),
        payment('2', '9.00', '2026-02-10', member=None),
        note('4', '10.00', '2026-03-01', '2', ('2', '10.00'))]}
    assert starts_again(
        portal.ledger, portal.feed.apply, 'portal', json.dumps(batch)) == 1
    assert len(begun) == 1
    assert portal.faults() == []
    assert portal.open() == {('bill', '2'): '20.00', ('payment', '1'): '15.00'}


def test_allocation_by_hand_starts_again_once(portal):
    portal.send(
        bill('1', '30.00', '2026-01-05'), bill('2', '30.00', '2026-02-05'),
        payment('1', '30.00', '2026-02-09', ('1', '30.00')))

    def allocate():
        found, = portal.ledger.get('asso.payment').search([])
        second, = portal.ledger.get('account.invoice').search([('number', '=', 'F-2')])
        found.allocate_by_hand({('bill', second.id): found.amount}, "asked for")
    assert starts_again(portal.ledger, allocate) == 1
    assert portal.allocations() == {'1': {'2': '30.00'}}
    assert portal.faults() == []
