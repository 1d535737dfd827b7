"""The ledger's statement: what the bridge believes of it, and how it asks for it."""
import json

import pytest

from asso_bridge.contract.statement import state_digest, verified_statement
from asso_bridge.errors import BrokenContract, Refused, Stop
from asso_bridge.ledger.calls import Ledger
from tests.contract.golden import golden


def whole(**changes):
    return golden('statement')['whole'] | changes


def difference(**changes):
    return golden('statement')['difference'] | changes


def member(number, /, **changes):
    "The members of the whole, one of them changed"
    members = whole()['members']
    members[number] |= changes
    return members


def entry(**changes):
    members = whole()['members']
    members[0]['entries'][0] |= changes
    return members


@pytest.mark.parametrize('changes, says', [
        ({'digest': '0' * 64}, "The statement's content is not what its digest says."),
        ({'unmatched': []}, "The statement's content is not what its digest says."),
        ({'members': member(0, number='01')},
            "The statement's content is not what its digest says."),
        ({'count': 3}, "The statement says 3 members, but has 4."),
        ({'total': '0.00'}, "The balances sum to -1.50, and the statement says 0.00."),
        ({'base': 6}, "The statement differs from generation 6, and None was asked for."),
        ({'contract': 1}, "The statement breaks the contract at contract: Input should be 2."),
        ({'members': member(1, id='1')}, "The statement names a member twice."),
        ({'members': member(0, balance='-1.49')},
            "The entries of the member 1 sum to -1.50, and the balance is -1.49."),
        ({'members': entry(residual='0.01')},
            "The open entries of the member 1 sum to -1.51, and the balance is -1.50."),
        ({'members': entry(effect='-30')},
            "The statement breaks the contract at members.0.entries.0.effect: -30."),
        ])
def test_whole_that_does_not_agree_is_not_believed(changes, says):
    with pytest.raises(BrokenContract) as raised:
        verified_statement(whole(**changes), None)
    assert raised.value.what == says


@pytest.mark.parametrize('changes, base, says', [
        ({}, 6, "The statement differs from generation 7, and 6 was asked for."),
        ({}, None, "The statement differs from generation 7, and None was asked for."),
        ({'members': member(0, balance='0.00')}, 7,
            "The entries of the member 1 sum to -1.50, and the balance is 0.00."),
        ])
def test_difference_that_does_not_agree_is_not_believed(changes, base, says):
    with pytest.raises(BrokenContract) as raised:
        verified_statement(difference(**changes), base)
    assert raised.value.what == says


def test_difference_and_whole_of_a_base_are_believed():
    assert verified_statement(difference(), 7).count == 4
    assert verified_statement(whole(), 7).base is None


def test_digest_of_a_state_does_not_depend_on_the_order_of_members():
    members = whole()['members']
    assert state_digest(members[::-1], whole()['unmatched']) == whole()['digest']


class Connection:
    "A ledger that gives one answer, or one error, to the calls that it keeps"

    def __init__(self, answer):
        self.answer, self.asked = answer, []

    def call(self, method, *arguments):
        self.asked.append((method, *arguments))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.mark.parametrize('run, base, asked', [
        (3, 7, ('3', '7')), (3, None, ('3', '')), (None, 7, ('', '7')), (None, None, ('', ''))])
def test_statement_is_asked_for_by_run_and_base(run, base, asked):
    connection = Connection(json.dumps(difference()))
    assert Ledger(connection, 'portal').statement(run, base) == difference()
    assert connection.asked == [('statement', 'portal', *asked)]


def test_ledger_that_does_not_know_statements_is_an_older_release():
    connection = Connection(Stop("The server answers 403 FORBIDDEN.", "Check `url`."))
    with pytest.raises(BrokenContract) as raised:
        Ledger(connection, 'portal').statement(3)
    assert raised.value.mend == (
        "Check `url`. Install the same release of the module and of the bridge.")


def test_refusal_of_a_statement_stays_what_it_is():
    with pytest.raises(Refused):
        Ledger(Connection(Refused("The sums do not agree.")), 'portal').statement(3)
