"""A large statement comes in chunks, shown only with its head, and not kept for ever."""
from datetime import timedelta

import pytest

from asso_portal.intake import chunks, snapshot, statement
from asso_portal.intake.parts import Refused
from asso_portal.models import Chunk, Snapshot
from asso_portal.moments import now
from tests.portal import snapshots
from tests.portal.snapshots import LEDGER
from tests.portal.taken import (
    AHEAD,
    OTHER_LEDGER,
    OWES,
    PAYS,
    THREE,
    refused,
    shown,
    state,
    whole,
)
from tests.portal.told import entry, member
from tests.portal.told import statement as document


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
