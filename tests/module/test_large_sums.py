"""Amounts as large as the contract allows, and many of them: no cent is lost in a sum."""
import pytest

from tests.module.portal import Portal, bill, member

LARGEST = '999999999999.99'
BILLS = 300


@pytest.mark.postgresql("how amounts are added")
def test_sum_of_the_largest_amounts_is_exact_to_the_cent(ledger):
    portal = Portal(ledger)
    answer = portal.send(
        member(), *(bill(str(n), LARGEST, '2026-01-05') for n in range(1, BILLS + 1)),
        bill('1000', '0.01', '2026-01-06'))
    assert set(answer.values()) == {'applied'}
    assert portal.balances() == {'1': '-299999999999997.01'}
    record, = portal.records('member')
    assert record['balance'] == '-299999999999997.01'
