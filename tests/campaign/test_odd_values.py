"""Odd values in all fields at once: what cannot be booked is named, all others are booked."""
import json
import os
import random

import pytest

from tests.module import portal as changes
from tests.odd import ODD

from .association import MEMBERS, association, run_bridge
from .faulty import FIRST, Rows
from .feed import faults
from .test_bad_input import of_the_sound

SEED = int(os.environ.get('ASSO_SEED', 1))
MODELS = ['members.member', 'billing.bill', 'billing.invoice', 'billing.invoicedetail',
    'billing.payment', 'billing.paymentallocation']
# A balance is for comparison alone; another's member or bill is no odd value
KEPT = {'balance'}


@pytest.fixture(scope='module')
def sound():
    return association(MEMBERS, 2)


def spoilt(number, seed):
    "The rows of some members, with a bill and a payment each, of which one field is odd."
    rows, choose = [], random.Random(seed)
    for id_ in range(FIRST, FIRST + number):
        made = Rows([], id_)
        made.member()
        made.invoice()
        made.payment()
        made.allocation('10.00')
        row = choose.choice([r for r in made.rows if r['model'] in MODELS])
        name = choose.choice(sorted(row['fields'].keys() - KEPT))
        row['fields'][name] = choose.choice([
            value for value in ODD if value not in (True, False, 0, 1.5)])
        rows += made.rows
    return rows


def check(feed, sound, folder, number, seed):
    owed = {id_: f'{balance:.2f}' for id_, balance in sound.expected.balances.items()}
    rows = spoilt(number, seed)
    dump = write_odd([*sound.rows, *rows], folder / 'dump.json')
    result, balances = run_bridge(feed.database, folder, dump, allocations='portal')
    assert of_the_sound(balances) == owed
    assert faults(feed.database) == []
    again, same = run_bridge(feed.database, folder, dump, allocations='portal')
    assert (same, again.outcomes.keys() - {'member', 'bill', 'payment', 'subscription'}) == (
        balances, set())


def write_odd(rows, path):
    "As it may come: with halves of characters, as escapes."
    path.write_text(json.dumps(rows), encoding='utf-8')
    return path


@pytest.mark.postgresql("what a column takes, and back to a savepoint")
@pytest.mark.parametrize('seed', [SEED])
def test_odd_values_in_a_dump_stop_nothing_else(open_feed, sound, tmp_path, seed):
    check(open_feed(), sound, tmp_path, 60, seed)


@pytest.mark.stress
@pytest.mark.postgresql("what a column takes, and back to a savepoint")
@pytest.mark.parametrize('seed', range(SEED, SEED + 20))
def test_many_odd_values_in_a_dump_stop_nothing_else(open_feed, sound, tmp_path, seed):
    check(open_feed(), sound, tmp_path, 300, seed)


def odd_changes(seed, number):
    "Changes as no bridge sends them: a field of a sound record is odd."
    choose, found = random.Random(seed), []
    for id_ in range(FIRST, FIRST + number):
        id_ = str(id_)
        made = choose.choice([
            changes.offer(id_), changes.member(id_),
            changes.change(
                'subscription', id=id_, member='1', offer='1', start='2025-01-01', end=None),
            changes.bill(id_, '10.00', '2025-08-05'),
            changes.payment(id_, '10.00', '2025-08-05'),
            changes.note(id_, '1.00', '2025-08-05', '1')])
        data = made['data']
        if made['type'] == 'bill' and choose.random() < 0.5:
            data = data['lines'][0]
        data[choose.choice(sorted(data.keys() - {'id'}))] = choose.choice(ODD)
        found.append(made)
    return found


def check_changes(feed, number, seed):
    run = feed.begin()
    sound = [
        changes.offer(), changes.member(), changes.bill('1', '30.00', '2025-08-05'),
        changes.member('2'), changes.bill('2', '7.00', '2025-08-05', member='2')]
    answer = feed.apply(run, sound + odd_changes(seed, number))
    assert [o['outcome'] for o in answer['outcomes'][:5]] == ['applied'] * 5
    known = {'applied', 'refused', 'waiting', 'skipped'}
    assert {o['outcome'] for o in answer['outcomes']} <= known
    unforeseen = [
        (o['id'], o['reason']) for o in answer['outcomes'] if o.get('code') == 'unforeseen']
    assert unforeseen == []
    assert faults(feed.database) == []
    balances = {m['id']: m['balance'] for m in feed.balances()['members']}
    assert balances['2'] == '-7.00'


@pytest.mark.postgresql("what a column takes, and back to a savepoint")
@pytest.mark.parametrize('seed', [SEED])
def test_odd_values_sent_to_the_feed_are_named(open_feed, seed):
    check_changes(open_feed(), 150, seed)


@pytest.mark.stress
@pytest.mark.postgresql("what a column takes, and back to a savepoint")
@pytest.mark.parametrize('seed', range(SEED, SEED + 20))
def test_many_odd_values_sent_to_the_feed_are_named(open_feed, seed):
    check_changes(open_feed(), 600, seed)
