"""Each field of a statement that is missing or does not agree is refused by its name."""

import pytest

from asso_portal.intake import statement
from asso_portal.intake.current import current
from asso_portal.intake.parts import Refused
from asso_portal.models import Snapshot
from tests.portal.taken import (
    AHEAD,
    OWES,
    PAYS,
    THREE,
    refused,
    whole,
)
from tests.portal.told import allocation, entry, member
from tests.portal.told import statement as document


@pytest.mark.parametrize('wrong, says', [
        ({'contract': 1}, 'contract must be'),
        ({'count': 4}, 'count is 4'),
        ({'total': '-11.01'}, 'total is -11.01'),
        ({'digest': '0' * 64}, 'digest is not'),
        ({'digest': 'x'}, 'digest must be'),
        ({'generation': 2}, 'generation is not'),
        ({'as_of': '2026-11-21T10:15:00'}, 'as_of must be'),
        ({'base': 1}, 'base must come before'),
        ({'base': 0}, 'base must be'),
        ({'base': '1'}, 'base must be'),
        ({'gone': None}, 'gone must be a list'),
        ({'gone': [5]}, 'gone must be a list'),
        ({'gone': ['0' * 64]}, 'gone must be empty'),
        ({'bank_known_until': '2026-02-30'}, 'bank_known_until is no date'),
        ({'bank_known_until': 5}, 'bank_known_until must be'),
        ({'members': {}}, 'members must be a list'),
        ({'members': [5]}, 'members[0] must be an object'),
        ({'unmatched': [{}]}, 'unmatched[0].type is missing'),
        ({'chunks': 0}, 'chunks must be'),
        ])
def test_statement_that_does_not_agree_is_refused_by_name(db, wrong, says):
    with pytest.raises(Refused) as caught:
        statement.receive(1, document(THREE) | wrong, None)
    assert (caught.value.code, caught.value.status) == ('snapshot-invalid', 422)
    assert caught.value.detail.startswith(says)
    assert (current(), Snapshot.objects.count()) == (None, 0)


@pytest.mark.parametrize('name', [
    'contract', 'base', 'gone', 'bank_known_until', 'members', 'unmatched', 'ledger', 'currency'])
def test_statement_without_a_field_is_refused_by_name(db, name):
    made = document(THREE)
    del made[name]
    with pytest.raises(Refused) as caught:
        statement.receive(1, made, None)
    assert caught.value.detail == f'{name} is missing.'


@pytest.mark.parametrize('wrong, says', [
        (member('12', entry(), balance='-14.00'), 'balance is -14.00, and the effects'),
        (member('12', entry(residual='14.00')), 'balance is -15.00, and the residuals'),
        (member('12', entry(), entry()), 'entries has a key twice'),
        (member('', entry()), 'id must be'),
        (member('12', number=None), 'number must be'),
        (member('12', membership=None), 'membership must be an object'),
        (member('12', membership={'state': 'gone'}), 'membership.state must be'),
        (member('12', membership={'state': 'member', 'paid_until': None}),
            'membership.called_until is missing'),
        (member('12', membership={
            'state': 'member', 'paid_until': None, 'called_until': None, 'grace_days': -1}),
            'membership.grace_days must be'),
        *((member('12', choices=wrong), 'choices must be an address of https') for wrong in [
            1, '', 'http://example.org/x', 'https://x.org/"><b>', 'javascript:1',
            'https://x.org/ y', f'https://{"x" * 1000}']),
        (member('12', entry(instalments=[{'date': '2026-12-01', 'amount': '14.00'}])),
            'entries[0].instalments sum to 14.00, and 15.00 is left'),
        (member('12', entry(instalments=[
            {'date': '2026-12-02', 'amount': '10.00'}, {'date': '2026-12-01', 'amount': '5.00'}])),
            'entries[0].instalments must be of a bill, each day once'),
        (member('12', entry(effect='15')), 'entries[0].effect must be'),
        (member('12', entry(key='')), 'entries[0].key must be'),
        (member('12', entry(type='gift')), 'entries[0].type must be'),
        (member('12', entry(kind='transfer')), 'entries[0].kind must be one of invoice'),
        (member('12', entry('payment', kind=None)), 'entries[0].kind must be one of transfer'),
        (member('12', entry('credit_note', kind=['opening'])), 'entries[0].kind must be one of'),
        (member('12', entry(disputed=None)), 'entries[0].disputed must be true or false'),
        (member('12', entry(bounced=0)), 'entries[0].bounced must be true or false'),
        (member('12', entry(due='2026-02-30')), 'entries[0].due is no date'),
        (member('12', entry(end=5)), 'entries[0].end must be a date'),
        (member('12', entry(allocations=None)), 'entries[0].allocations must be a list'),
        (member('12', entry('payment', allocations=[allocation('')])),
            'entries[0].allocations[0].to must be'),
        (member('12', entry('payment', allocations=[allocation('a', by='me')])),
            'entries[0].allocations[0].by must be'),
        (member('12', entry('payment', allocations=[allocation('a', on=None)])),
            'entries[0].allocations[0].on must be'),
        (member('12', entry('payment', allocations=[allocation('a', amount=1)])),
            'entries[0].allocations[0].amount must be'),
        ])
def test_member_that_does_not_agree_is_refused_by_name(db, wrong, says):
    made = document(THREE) | {'members': [wrong]}
    with pytest.raises(Refused) as caught:
        statement.receive(1, made, None)
    assert (caught.value.code, caught.value.detail[:len(says) + 11]) == (
        'snapshot-invalid', f'members[0].{says}')


@pytest.mark.parametrize('name', sorted(entry().keys() - {'reference'}))
def test_entry_without_a_field_is_refused_by_name(db, name):
    lacking = entry()
    del lacking[name]
    with pytest.raises(Refused) as caught:
        statement.receive(1, document(THREE) | {'members': [OWES | {'entries': [lacking]}]}, None)
    assert caught.value.detail == f'members[0].entries[0].{name} is missing.'


def test_member_that_is_there_twice_is_refused(db):
    with pytest.raises(Refused) as caught:
        whole([OWES, AHEAD, PAYS])
    assert caught.value.detail == 'The member 12 is there twice.'


def test_statement_that_is_nested_too_deep_is_refused(db):
    deep = []
    for _ in range(10_000):
        deep = [deep]
    made = document(THREE) | {'members': [OWES | {'more': deep}]}
    assert refused(statement.receive, 1, made, None) == ('snapshot-invalid', 422)
