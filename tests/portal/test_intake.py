"""A snapshot is taken whole or not at all, and only a newer one."""
from decimal import Decimal

import pytest

from asso_portal.intake import chunks, snapshot
from asso_portal.intake import outcomes as refusals
from asso_portal.intake.current import current, etag
from asso_portal.intake.parts import Refused
from asso_portal.models import Account, Chunk, Outcome, Snapshot
from tests.portal.snapshots import LEDGER, document, entry, member

OWES = member('12', entry())
AHEAD = member('13', entry('payment', '7', '4.00'))
OTHER_LEDGER = '11111111-2b5e-4c52-9d7c-8e8c3d3f5a10'


def receive(members=(OWES, AHEAD), generation=1, match=None, **head):
    return snapshot.receive(generation, document(members, generation, **head), match)


def refused(call, *arguments, **named):
    with pytest.raises(Refused) as caught:
        call(*arguments, **named)
    return caught.value.code, caught.value.status


def balances():
    return dict(Account.objects.filter(snapshot__pointer__pk=1).values_list('member', 'balance'))


def chunked(members, size, generation=1, **head):
    "Send the chunks of a snapshot, the unmatched with the last; return its head"
    whole = document(members, generation, unmatched=[entry('payment', '9', '3.00')], **head)
    parts = [members[n:n + size] for n in range(0, len(members), size)]
    for n, part in enumerate(parts):
        chunks.receive(generation, n, {
            'ledger': whole['ledger'], 'members': part,
            'unmatched': whole['unmatched'] if n == len(parts) - 1 else []})
    return {k: v for k, v in whole.items() if k not in ('members', 'unmatched')} | {
        'chunks': len(parts)}


def test_nothing_received_is_no_snapshot(db):
    assert current() is None


@pytest.mark.postgresql("numbers and moments read back")
def test_snapshot_received_is_the_current_one(db):
    assert receive(as_of='2026-11-21T11:15:00+01:00') is True
    assert balances() == {'12': Decimal('-15.00'), '13': Decimal('4.00')}
    meta = current()
    assert meta.pop('received') > '2026'
    assert meta == {
        'ledger': LEDGER, 'generation': 1, 'as_of': '2026-11-21T10:15:00Z', 'count': 2,
        'total': '-11.00', 'digest': document([OWES, AHEAD])['digest']}


@pytest.mark.postgresql("numbers read back")
def test_sums_have_more_digits_than_amounts(db):
    most = [entry(id=id, residual='999999999999.99') for id in '34']
    assert receive([member('12', *most), AHEAD]) is True
    assert balances() == {'12': Decimal('-1999999999999.98'), '13': Decimal('4.00')}
    assert current()['total'] == '-1999999999995.98'


@pytest.mark.postgresql("numbers and moments read back")
def test_same_snapshot_again_writes_nothing(db):
    receive()
    before = list(Snapshot.objects.values())
    assert receive() is False
    assert list(Snapshot.objects.values()) == before


def test_newer_generation_replaces_all_balances(db):
    receive()
    assert receive([OWES], generation=2) is True
    assert balances() == {'12': Decimal('-15.00')}


@pytest.mark.parametrize('generation, members', [(4, [OWES, AHEAD]), (5, [OWES]), (1, [OWES])])
def test_older_generation_or_same_with_other_content_is_refused(db, generation, members):
    receive(generation=5)
    assert refused(receive, members, generation=generation) == ('generation-old', 409)
    assert current()['generation'] == 5


@pytest.mark.postgresql("foreign keys")
def test_all_but_the_last_two_generations_are_deleted(db):
    for generation in [1, 2, 3, 4]:
        receive(generation=generation)
    assert sorted(Snapshot.objects.values_list('generation', flat=True)) == [3, 4]
    assert Account.objects.count() == 4


def test_other_ledger_is_refused_until_a_person_names_the_current_one(db):
    receive(generation=9)
    tag = etag(current())
    assert refused(receive, ledger=OTHER_LEDGER) == ('ledger-changed', 409)
    assert refused(receive, ledger=OTHER_LEDGER, match={'other'}) == ('precondition-failed', 412)
    assert receive(ledger=OTHER_LEDGER, match={tag}) is True
    assert (current()['ledger'], current()['generation']) == (OTHER_LEDGER, 1)


def test_ledger_that_comes_back_may_bring_a_generation_it_had(db):
    receive(generation=9)
    receive(ledger=OTHER_LEDGER, match={'*'})
    assert receive([OWES], generation=9, match={'*'}) is True
    assert balances() == {'12': Decimal('-15.00')}


def test_if_match_without_a_current_snapshot_is_refused(db):
    assert refused(receive, match={'*'}) == ('precondition-failed', 412)


def test_if_match_does_not_let_an_old_generation_in(db):
    receive(generation=9)
    tag = etag(current())
    assert refused(receive, generation=8, match={tag}) == ('generation-old', 409)


@pytest.mark.parametrize('wrong, says', [
        ({'count': 3}, 'count is 3'),
        ({'total': '-11.01'}, 'total is -11.01'),
        ({'digest': '0' * 64}, 'digest is not'),
        ({'digest': 'x'}, 'digest must be'),
        ({'generation': 2}, 'generation is not'),
        ({'generation': True}, 'generation must be'),
        ({'as_of': '2026-11-21T10:15:00'}, 'as_of must be'),
        ({'as_of': '0001-01-01T00:00:00+14:00'}, 'as_of must be'),
        ({'as_of': 5}, 'as_of must be'),
        ({'ledger': ''}, 'ledger must be'),
        ({'currency': None}, 'currency must be'),
        ({'members': {}}, 'members must be a list'),
        ({'members': [5]}, 'members[0] must be an object'),
        ({'unmatched': None}, 'unmatched must be'),
        ({'unmatched': [{}]}, 'unmatched[0].type is missing'),
        ({'chunks': 0}, 'chunks must be'),
        ])
def test_document_that_does_not_agree_is_refused_by_name(db, wrong, says):
    with pytest.raises(Refused) as caught:
        snapshot.receive(1, document([OWES, AHEAD]) | wrong, None)
    assert (caught.value.code, caught.value.status) == ('snapshot-invalid', 422)
    assert caught.value.detail.startswith(says)
    assert current() is None


@pytest.mark.parametrize('members, says', [
        ([member('12', entry(), balance='-14.00')], 'members[0].balance is -14.00'),
        ([OWES, OWES], 'members[1].id 12 is there twice'),
        ([member('', entry())], 'members[0].id must be'),
        (
            [member('12', entry(residual='15', amount='15.00'))],
            'members[0].entries[0].residual must be'),
        ([member('12', entry(date='2026-02-30'))], 'members[0].entries[0].date is no date'),
        ([member('12', entry(kind='gift'))], 'members[0].entries[0].type must be'),
        ([member('12', entry(id=5))], 'members[0].entries[0].id must be'),
        ])
def test_member_that_does_not_agree_is_refused_by_name(db, members, says):
    with pytest.raises(Refused) as caught:
        receive(members)
    assert caught.value.detail.startswith(says)


def test_member_of_the_ledger_alone_counts_and_is_not_kept(db):
    receive([OWES, member(None, entry(), number='A7'), member(None, number='A8')])
    assert balances() == {'12': Decimal('-15.00')}
    assert current()['total'] == '-30.00'


def test_field_that_the_contract_does_not_know_is_not_kept(db):
    receive([member('12', entry(colour='red'), name="Odile")])
    assert 'colour' not in Account.objects.get().entries[0]


@pytest.mark.postgresql("numbers read back")
def test_chunks_are_shown_only_with_their_head(db):
    receive()
    head = chunked([member(str(n), entry(id=str(n))) for n in range(7)], 3, generation=2)
    assert current()['generation'] == 1
    assert snapshot.receive(2, head, None) is True
    assert set(balances()) == {str(n) for n in range(7)}
    assert Chunk.objects.count() == 0
    assert snapshot.receive(2, head, None) is False


@pytest.mark.postgresql("insert or update")
def test_chunk_that_is_sent_again_replaces_itself(db):
    head = chunked([OWES, AHEAD], 1)
    chunked([OWES, AHEAD], 1)
    assert Chunk.objects.count() == 2
    assert snapshot.receive(1, head, None) is True


def test_head_whose_chunk_is_missing_is_refused_by_number(db):
    head = chunked([OWES, AHEAD], 1)
    Chunk.objects.filter(number=0).delete()
    with pytest.raises(Refused) as caught:
        snapshot.receive(1, head, None)
    assert caught.value.detail == "Chunk 0 is missing."


def test_chunk_of_an_older_generation_is_refused(db):
    receive(generation=3)
    chunk = {'ledger': LEDGER, 'members': [], 'unmatched': []}
    assert refused(chunks.receive, 2, 0, chunk) == ('generation-old', 409)


@pytest.mark.postgresql("numbers that PostgreSQL does not take")
@pytest.mark.parametrize('generation, number, chunk', [
        (1, 0, {'members': [], 'unmatched': []}),
        (1, 0, {'ledger': LEDGER, 'members': 5, 'unmatched': []}),
        (1, 0, {'ledger': LEDGER, 'members': [5], 'unmatched': []}),
        (1, 1000, {'ledger': LEDGER, 'members': [], 'unmatched': []}),
        (2**63, 0, {'ledger': LEDGER, 'members': [], 'unmatched': []}),
        ])
def test_chunk_that_is_none_is_refused(db, generation, number, chunk):
    assert refused(chunks.receive, generation, number, chunk) == ('snapshot-invalid', 422)


def many(zeroed, of=40):
    return [member(str(n), *([] if n < zeroed else [entry(id=str(n))])) for n in range(of)]


@pytest.mark.parametrize('zeroed, of', [(21, 40), (6, 6), (40, 40)])
def test_books_that_lost_their_balances_are_refused_unless_forced(db, zeroed, of):
    receive(many(0, of))
    assert refused(receive, many(zeroed, of), generation=2) == ('balances-zeroed', 409)
    assert receive(many(zeroed, of), generation=2, force=True) is True


def test_members_who_are_no_more_there_count_as_zeroed(db):
    receive(many(0))
    assert refused(receive, many(0, 19), generation=2) == ('balances-zeroed', 409)


@pytest.mark.parametrize('zeroed, of', [(20, 40), (5, 5)])
def test_some_balances_that_become_zero_are_believed(db, zeroed, of):
    receive(many(0, of))
    assert receive(many(zeroed, of), generation=2) is True


def outcome(**fields):
    return {
        'type': 'bill', 'id': '40', 'op': 'upsert', 'state': 'refused', 'code': 'period-closed',
        'reason': "L'exercice est clos.", 'since': '2026-11-20T08:00:00Z'} | fields


def outcomes(*found):
    return {'as_of': '2026-11-21T10:15:00Z', 'outcomes': list(found)}


@pytest.mark.postgresql("insert or update")
def test_outcomes_replace_those_before(db):
    refusals.receive(outcomes(outcome(), outcome(id='41')))
    for _ in range(2):
        refusals.receive(outcomes(outcome(id='42', since=None)))
    assert list(Outcome.objects.values_list('type', 'external_id', 'reason')) == [
        ('bill', '42', "L'exercice est clos.")]


@pytest.mark.postgresql("what is rolled back")
@pytest.mark.parametrize('wrong', [
        {'type': 'gift'}, {'id': ''}, {'id': 5}, {'op': None}, {'state': 'done'},
        {'since': 'yesterday'}, {'reason': 5}])
def test_outcomes_of_which_one_is_wrong_are_refused_all(db, wrong):
    refusals.receive(outcomes(outcome()))
    assert refused(refusals.receive, outcomes(outcome(id='41'), outcome(**wrong))) == (
        'outcomes-invalid', 422)
    assert Outcome.objects.get().external_id == '40'
