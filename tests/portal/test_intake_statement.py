"""A statement is taken whole, or as what differs from the one that is shown, or not at all."""
from datetime import date
from decimal import Decimal

import pytest

from asso_portal.intake import outcomes, snapshot, statement
from asso_portal.intake.current import current, etag
from asso_portal.models import Account, Snapshot
from tests.portal import snapshots
from tests.portal.snapshots import AS_OF, cursor_now
from tests.portal.taken import (
    AHEAD,
    LEDGERS,
    OTHER_LEDGER,
    OWES,
    PAYS,
    THREE,
    difference,
    refused,
    row,
    shown,
    state,
    whole,
)
from tests.portal.told import allocation, digest_of, entry, member
from tests.portal.told import statement as document


def shown_to(member):
    return Account.objects.filter(Account.is_shown_to(member))


@pytest.mark.postgresql("numbers, days and JSON read back")
def test_whole_is_kept_with_all_that_it_says(db):
    assert whole([PAYS, LEDGERS], bank_known_until='2026-11-20', cursor=cursor_now()) is True
    kept = shown_to('12').first()
    assert kept.entries == PAYS['entries']
    assert (kept.balance, kept.number, kept.digest) == (Decimal('0.00'), '12', digest_of(PAYS))
    assert kept.membership == PAYS['membership']
    held = kept.snapshot
    assert (held.version, held.bank_known_until, held.seq, held.judged) == (
        2, date(2026, 11, 20), 0, False)
    assert current(2) == current()
    assert (current(2)['count'], current(2)['total']) == (2, '2.00')


def test_address_where_messages_are_chosen_is_kept_and_left_out_again(db):
    where = 'https://tryton.example.org/demo/asso_members/choice/7/all/abc_-'
    for told, kept in [({'choices': where}, where), ({}, '')]:
        generation = Snapshot.objects.count() + 1
        whole([PAYS | told], generation=generation)
        assert shown_to('12').first().choices == kept


def test_member_of_the_ledger_alone_is_kept_and_shown_to_nobody(db):
    whole()
    assert Account.objects.filter(member=None).count() == 1
    assert [shown_to(member).first() for member in (None, 'None', '')] == [None] * 3


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
    assert shown_to('12').get().snapshot.version == 1
    assert not shown_to('13').exists()
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
