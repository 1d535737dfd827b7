"""A statement is taken whole, or as what differs from the one that is shown, or not at all."""
from datetime import date, timedelta
from decimal import Decimal

import pytest

from asso_portal.intake import chunks, outcomes, snapshot, statement
from asso_portal.intake.current import current, etag
from asso_portal.intake.parts import Refused
from asso_portal.models import Account, Chunk, Snapshot
from asso_portal.moments import now
from tests.portal import snapshots
from tests.portal.snapshots import AS_OF, LEDGER, cursor_now
from tests.portal.told import allocation, digest_of, entry, member
from tests.portal.told import statement as document

OWES = member('12', entry())
PAYS = member('12', entry(residual='0.00'), entry(
    'payment', '7', residual='0.00', allocations=[allocation('bill 40')]))
AHEAD = member('13', entry('payment', '8', '4.00'))
LEDGERS = member(None, entry('other', '9', '2.00', id=None))
THREE = [OWES, AHEAD, LEDGERS]
OTHER_LEDGER = '11111111-2b5e-4c52-9d7c-8e8c3d3f5a10'


def whole(members=THREE, generation=1, match=None, **head):
    return statement.receive(generation, document(members, generation, **head), match)


def difference(members, before, generation=2, base=1, match=None, **head):
    made = document(members, generation, before=(base, before), **head)
    return statement.receive(generation, made, match)


def refused(call, *arguments, **named):
    with pytest.raises(Refused) as caught:
        call(*arguments, **named)
    return caught.value.code, caught.value.status


def shown():
    "{digest: balance} of all accounts that are kept of what is shown"
    return dict(Account.objects.filter(snapshot__pointer__pk=1).values_list('digest', 'balance'))


def state(members):
    return {digest_of(one): Decimal(one['balance']) for one in members}


def row():
    "What is shown, without what grows with each writing"
    found = Snapshot.objects.filter(pointer__pk=1).values().get()
    return {name: found[name] for name in found if name not in ('id', 'received')}


@pytest.mark.postgresql("numbers, days and JSON read back")
def test_whole_is_kept_with_all_that_it_says(db):
    assert whole([PAYS, LEDGERS], bank_known_until='2026-11-20', cursor=cursor_now()) is True
    kept = Account.current('12')
    assert kept.entries == PAYS['entries']
    assert (kept.balance, kept.number, kept.digest) == (Decimal('0.00'), '12', digest_of(PAYS))
    assert kept.membership == PAYS['membership']
    held = kept.snapshot
    assert (held.version, held.bank_known_until, held.seq, held.judged) == (
        2, date(2026, 11, 20), 0, False)
    assert current(2) == current()
    assert (current(2)['count'], current(2)['total']) == (2, '2.00')


def test_member_of_the_ledger_alone_is_kept_and_shown_to_nobody(db):
    whole()
    assert Account.objects.filter(member=None).count() == 1
    assert (Account.current(None), Account.current('None'), Account.current('')) == (None,) * 3


def test_field_that_the_contract_does_not_know_is_digested_and_not_kept(db):
    odd = member('12', entry(colour='red', allocations=[allocation('bill 1', hue=1)]), name="Odile")
    odd['membership']['since'] = '2020-01-01'
    assert whole([odd]) is True
    kept = Account.objects.get()
    assert kept.digest == digest_of(odd)
    assert set(kept.entries[0]) == set(entry())
    assert set(kept.entries[0]['allocations'][0]) == set(allocation(''))
    assert set(kept.membership) == {'state', 'paid_until', 'called_until'}


@pytest.mark.postgresql("numbers and moments read back")
def test_same_whole_again_writes_nothing(db):
    whole()
    before = list(Snapshot.objects.values())
    assert whole() is False
    assert list(Snapshot.objects.values()) == before


def test_whole_replaces_all_and_the_one_before_is_kept(db):
    for generation in [1, 2, 3]:
        whole(THREE[:generation], generation)
    assert shown() == state(THREE)
    assert sorted(Snapshot.objects.values_list('generation', flat=True)) == [2, 3]


@pytest.mark.postgresql("what is deleted, inserted and read back")
def test_difference_writes_only_what_differs(db):
    whole()
    outcomes.receive({'as_of': AS_OF, 'outcomes': []})
    untouched = list(Account.objects.filter(member='13').values())
    assert difference([PAYS, AHEAD], THREE, bank_known_until='2026-11-25') is True
    assert shown() == state([PAYS, AHEAD])
    assert list(Account.objects.filter(member='13').values()) == untouched
    assert (current(2)['generation'], current(2)['count'], current(2)['total']) == (2, 2, '4.00')
    held = Snapshot.objects.get()
    assert (held.judged, held.bank_known_until) == (False, date(2026, 11, 25))


@pytest.mark.postgresql("what is deleted and inserted")
def test_difference_brings_changes_and_takes_away_members_of_the_ledger_alone(db):
    whole()
    changed = member(None, entry('other', '9', '3.00', id=None))
    second = member(None, number='L-10')
    assert difference([OWES, AHEAD, changed, second], THREE) is True
    assert shown() == state([OWES, AHEAD, changed, second])
    assert difference([OWES, second], [OWES, AHEAD, changed, second], 3, 2) is True
    assert shown() == state([OWES, second])


def test_nothing_older_is_kept_beside_a_difference(db):
    "Else what the books have erased would stay in a snapshot that nobody reads"
    whole([OWES, AHEAD])
    whole(THREE, 2)
    difference([PAYS], THREE, 3, 2)
    assert (Snapshot.objects.count(), Account.objects.count()) == (1, 1)


def test_difference_of_nothing_brings_its_moment(db):
    whole()
    accounts = list(Account.objects.order_by('pk').values())
    assert difference(THREE, THREE, generation=5, as_of='2026-11-27T10:00:00Z') is True
    assert (current(2)['generation'], current(2)['as_of']) == (5, '2026-11-27T10:00:00Z')
    assert list(Account.objects.order_by('pk').values()) == accounts


def test_difference_of_unmatched_payments_alone_is_taken(db):
    payment = snapshots.entry('payment', '9', '3.00')
    whole(unmatched=[payment])
    assert difference(THREE, THREE, unmatched=[payment]) is True
    assert difference(THREE, THREE, 3, 2) is True


def test_same_difference_again_changes_nothing(db):
    whole()
    difference([PAYS, AHEAD], THREE)
    def rows():
        return list(Snapshot.objects.values()), list(Account.objects.order_by('pk').values())
    before = rows()
    assert difference([PAYS, AHEAD], THREE) is False
    assert rows() == before


def test_state_that_came_whole_is_known_again_when_its_difference_comes(db):
    whole()
    whole([PAYS, AHEAD], 2)
    assert difference([PAYS, AHEAD], THREE) is False


@pytest.mark.parametrize('generation, base', [(4, 1), (4, 2), (9, 5)])
def test_difference_from_another_base_asks_for_the_whole(db, generation, base):
    whole(generation=3)
    before = row()
    assert refused(difference, [PAYS], THREE, generation, base) == ('base-unknown', 409)
    assert (row(), shown()) == (before, state(THREE))


def test_difference_before_the_first_whole_asks_for_it(db):
    assert refused(difference, [PAYS], THREE) == ('base-unknown', 409)


def test_difference_on_what_came_by_version_1_asks_for_the_whole(db):
    snapshot.receive(1, snapshots.document([snapshots.member('12', snapshots.entry())]), None)
    assert refused(difference, [PAYS], [OWES]) == ('base-unknown', 409)


def test_difference_of_another_ledger_asks_for_the_whole_once_it_is_named(db):
    whole()
    assert refused(difference, [PAYS], THREE, ledger=OTHER_LEDGER) == ('ledger-changed', 409)
    assert refused(difference, [PAYS], THREE, ledger=OTHER_LEDGER, match={'*'}) == (
        'base-unknown', 409)
    assert whole([PAYS], ledger=OTHER_LEDGER, match={etag(current())}) is True


@pytest.mark.parametrize('generation, base', [(1, None), (3, None), (3, 1), (2, 1)])
def test_older_generation_or_same_with_other_content_is_refused(db, generation, base):
    whole(generation=3)
    made = document([OWES], generation, before=base and (base, THREE))
    assert refused(statement.receive, generation, made, None) == ('generation-old', 409)


@pytest.mark.postgresql("what is rolled back")
@pytest.mark.parametrize('drift', [
    lambda: Account.objects.filter(member='13').delete(),
    lambda: Account.objects.filter(member='13').update(digest='0' * 64),
    lambda: Account.objects.filter(member='13').update(balance='4.01'),
    lambda: Account.objects.create(
        snapshot=Snapshot.objects.get(), member='99', number='', balance=0, entries=[]),
    ])
def test_state_that_drifted_is_healed_by_the_whole(db, drift):
    whole()
    drift()
    before = row(), shown()
    assert refused(difference, [PAYS, AHEAD], THREE) == ('base-unknown', 409)
    assert (row(), shown()) == before
    assert whole([PAYS, AHEAD], 2) is True
    assert shown() == state([PAYS, AHEAD])


@pytest.mark.parametrize('wrong', [
    {'count': 3}, {'total': '4.01'}, {'digest': '0' * 64}, {'gone': []},
    {'unmatched': [snapshots.entry('payment', '9')]}, {'members': []}])
def test_difference_that_does_not_agree_asks_for_the_whole(db, wrong):
    whole()
    before = row(), shown()
    made = document([PAYS, AHEAD], 2, before=(1, THREE)) | wrong
    assert refused(statement.receive, 2, made, None) == ('base-unknown', 409)
    assert (row(), shown()) == before


def test_changed_member_replaces_itself_though_its_digest_is_not_named_gone(db):
    whole()
    made = document([PAYS, AHEAD, LEDGERS], 2, before=(1, THREE)) | {'gone': []}
    assert statement.receive(2, made, None) is True
    assert shown() == state([PAYS, AHEAD, LEDGERS])


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


@pytest.mark.parametrize('name', list(entry()))
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


def many(zeroed, of=40):
    return [member(str(n), *([] if n < zeroed else [entry(id=str(n))])) for n in range(of)]


@pytest.mark.parametrize('put', [whole, difference])
@pytest.mark.parametrize('after, of', [
    (many(21), 40), (many(6, 6), 6), (many(0, 19), 40), ([], 6),
    ([*many(0, 19), *[member(None, entry(id=str(n))) for n in range(19, 40)]], 40)])
def test_books_that_lost_their_balances_are_refused_unless_forced(db, put, after, of):
    before = many(0, of)
    whole(before)
    arguments = (after, before) if put is difference else (after,)
    assert refused(put, *arguments, generation=2) == ('balances-zeroed', 409)
    assert shown() == state(before)
    assert put(*arguments, generation=2, force=True) is True
    assert shown() == state(after)


@pytest.mark.parametrize('put', [whole, difference])
@pytest.mark.parametrize('after, of', [(many(20), 40), (many(5, 5), 5), (many(0, 21), 40)])
def test_some_balances_that_become_zero_are_believed(db, put, after, of):
    before = many(0, of)
    whole(before)
    arguments = (after, before) if put is difference else (after,)
    assert put(*arguments, generation=2) is True


def test_members_of_the_ledger_alone_have_no_balance_that_becomes_zero(db):
    before = [member(None, entry(id=str(n)), number=str(n)) for n in range(20)]
    whole(before)
    assert difference([], before) is True


def test_version_1_after_version_2_replaces_all_and_back(db):
    whole()
    old = snapshots.document([snapshots.member('12', snapshots.entry())], 2)
    assert snapshot.receive(2, old, None) is True
    assert (Account.current('12').snapshot.version, Account.current('13')) == (1, None)
    assert current(2) is None
    assert current()['generation'] == 2
    assert refused(difference, [PAYS], THREE, 3, 2) == ('base-unknown', 409)
    assert whole(THREE, 3) is True
    assert shown() == state(THREE)


def test_version_1_and_2_of_nobody_are_not_taken_for_each_other(db):
    snapshot.receive(1, snapshots.document([]), None)
    assert refused(whole, []) == ('generation-old', 409)
    assert whole([], 2) is True


def test_ledger_that_comes_back_may_bring_by_a_difference_a_generation_it_had(db):
    whole(generation=9)
    whole([OWES], generation=5, ledger=OTHER_LEDGER, match={'*'})
    whole(generation=7, match={'*'})
    assert difference([PAYS], THREE, 9, 7) is True
    assert shown() == state([PAYS])


def chunked(made, size):
    "Send the chunks of a statement, the unmatched with the last; return its head"
    members = made['members']
    parts = [members[n:n + size] for n in range(0, len(members), size)]
    for n, part in enumerate(parts):
        chunks.receive_members(made['generation'], n, {
            'ledger': made['ledger'], 'members': part,
            'unmatched': made['unmatched'] if n == len(parts) - 1 else []})
    return {name: made[name] for name in made if name not in ('members', 'unmatched')} | {
        'chunks': len(parts)}


@pytest.mark.postgresql("numbers read back")
@pytest.mark.parametrize('before', [None, (1, THREE)])
def test_chunks_are_shown_only_with_their_head(db, before):
    whole()
    members = [member(str(n), entry(id=str(n))) for n in range(10, 17)]
    head = chunked(document(
        members, 2, unmatched=[snapshots.entry('payment', '9')], before=before), 3)
    assert shown() == state(THREE)
    assert statement.receive(2, head, None) is True
    assert shown() == state(members)
    assert Chunk.objects.count() == 0
    assert statement.receive(2, head, None) is False


def test_member_that_two_chunks_have_is_refused(db):
    head = chunked(document([OWES, AHEAD, PAYS]), 1)
    assert refused(statement.receive, 1, head, None) == ('snapshot-invalid', 422)
    assert Snapshot.objects.count() == 0


def test_head_whose_chunk_is_missing_is_refused_by_number(db):
    head = chunked(document(THREE), 1)
    Chunk.objects.filter(number=1).delete()
    with pytest.raises(Refused) as caught:
        statement.receive(1, head, None)
    assert caught.value.detail == "Chunk 1 is missing."


@pytest.mark.parametrize('wrong', [
        {'ledger': ''}, {'members': 5}, {'members': [5]}, {'members': [OWES | {'balance': '0.00'}]},
        {'unmatched': [{}]}])
def test_chunk_that_does_not_agree_is_refused(db, wrong):
    made = {'ledger': LEDGER, 'members': [OWES], 'unmatched': []} | wrong
    assert refused(chunks.receive_members, 1, 0, made) == ('snapshot-invalid', 422)
    assert Chunk.objects.count() == 0


def test_chunks_of_the_other_version_are_missing(db):
    head = chunked(document([OWES]), 1)
    assert refused(snapshot.receive, 1, head, None) == ('snapshot-invalid', 422)
    chunks.receive(1, 0, {'ledger': LEDGER, 'members': [OWES], 'unmatched': []})
    assert refused(statement.receive, 1, head, None) == ('snapshot-invalid', 422)


def send_chunk(generation=1, number=0, ledger=LEDGER):
    chunks.receive_members(
        generation, number, {'ledger': ledger, 'members': [], 'unmatched': []})


def held_chunks():
    return list(Chunk.objects.order_by('ledger', 'generation', 'number').values_list(
        'ledger', 'generation', 'number'))


def test_chunks_of_one_generation_of_each_ledger_are_kept(db):
    send_chunk(ledger=OTHER_LEDGER)
    for generation in [1, 2, 3]:
        send_chunk(generation, 0)
        send_chunk(generation, 1)
    assert held_chunks() == [(OTHER_LEDGER, 1, 0), (LEDGER, 3, 0), (LEDGER, 3, 1)]
    assert refused(send_chunk, 2, 0) == ('generation-old', 409)


@pytest.mark.postgresql("moments compared")
def test_chunks_are_kept_for_a_day(db):
    send_chunk(5, 0, OTHER_LEDGER)
    send_chunk(7, 0)
    Chunk.objects.update(received=now() - timedelta(hours=23))
    send_chunk(7, 1)
    assert len(held_chunks()) == 3
    Chunk.objects.update(received=now() - timedelta(hours=25))
    send_chunk(6, 0)
    assert held_chunks() == [(LEDGER, 6, 0)]


def test_chunk_that_is_sent_again_is_as_new(db):
    send_chunk()
    Chunk.objects.update(received=now() - timedelta(hours=23))
    send_chunk()
    assert Chunk.objects.get().received > now() - timedelta(hours=1)
