"""Every kind of bad input is named, and stops nothing else; mended, it leaves nothing behind."""
import copy
import json

import pytest

from asso_bridge.errors import BadSource

from .association import MEMBERS, association, bridge_settings, run, run_bridge, write
from .faulty import FAULTS, FIRST, Rows, ids, spoil
from .feed import faults

CLOSED = '2025-08-05'
STOPS = {
    'truncated': (lambda content: content[:len(content) // 2], "is cut off after row"),
    'not_json': (lambda content: b'model;pk\n1;2\n', "is not JSON"),
    'not_json_further_on': (
        lambda content: content[:-1] + b', {"model": ]', "is not JSON after row"),
    'no_list': (lambda content: b'{"rows": []}', "not a list of rows"),
    'empty': (lambda content: b'', "is empty"),
    'latin_1': (
        lambda content: content.decode().encode('latin-1', 'replace'), "is not UTF-8"),
    'utf_16': (lambda content: content.decode().encode('utf-16'), "is written in UTF-16"),
    'no_rows': (lambda content: b'[1, 2]', "row 1"),
    'no_member': (lambda content: b'[]', "holds no member"),
    'packing_cut_off': (lambda content: b'\x1f\x8b\x08\x00', "is cut off or damaged"),
    }


@pytest.fixture(scope='module')
def sound():
    return association(MEMBERS, 2)


def of_the_sound(balances):
    "{id: balance} of the members without a fault."
    return {
        member['id']: member['balance'] for member in balances['members']
        if int(member['id']) < FIRST}


def check(feed, sound, folder, names):
    owed = {id_: f'{balance:.2f}' for id_, balance in sound.expected.balances.items()}
    rows = [*sound.rows]
    expected = spoil(rows, names)
    result, balances = run_bridge(
        feed.database, folder, write(rows, folder / 'dump.json'), allocations='portal')
    assert sorted(feed.quarantine()) == sorted(expected)
    assert result.exit_code == 2
    assert of_the_sound(balances) == owed
    reasons = {
        (c['type'], c['record']): c['reason'] for c in feed.call('quarantine')['changes']}
    silent = {
        name: reasons[FAULTS[name].entry(id_)[:2]] for id_, name in ids(names)
        if FAULTS[name].mend not in reasons[FAULTS[name].entry(id_)[:2]]}
    assert silent == {}
    assert faults(feed.database) == []

    mended = write(sound.rows, folder / 'dump.json')
    run(bridge_settings(
        feed.database, folder, mended, allocations='portal'), allow_deletions=True)
    result, balances = run_bridge(feed.database, folder, mended, allocations='portal')
    assert (feed.quarantine(), result.exit_code) == ([], 0)
    assert of_the_sound(balances) == owed
    assert faults(feed.database) == []


@pytest.mark.postgresql("what a column takes, and back to a savepoint")
def test_bad_input_of_every_kind_at_once(open_feed, sound, tmp_path):
    check(open_feed(), sound, tmp_path, set(FAULTS))


@pytest.mark.stress
@pytest.mark.parametrize('name', FAULTS)
def test_bad_input_alone(open_feed, sound, tmp_path, name):
    check(open_feed(), sound, tmp_path, {name})


@pytest.mark.parametrize('name', STOPS)
def test_dump_that_is_not_whole_stops_the_run(open_feed, sound, tmp_path, name):
    spoil_content, message = STOPS[name]
    content = json.dumps(sound.rows, ensure_ascii=False).encode()
    dump = tmp_path / 'dump.json'
    dump.write_bytes(spoil_content(content))
    feed = open_feed()
    with pytest.raises(BadSource, match=message):
        run(bridge_settings(feed.database, tmp_path, dump))
    assert feed.call('hello')['counts'] == {}


def row_of(rows, model, pk):
    found, = [r['fields'] for r in rows if (r['model'], r['pk']) == (model, pk)]
    return found


def test_documents_changed_once_they_are_posted_are_refused(open_feed, sound, tmp_path):
    feed, rows = open_feed(), copy.deepcopy(sound.rows)
    line = next(r['fields'] for r in rows if r['model'] == 'billing.invoicedetail')
    payment = next(r for r in rows if r['model'] == 'billing.payment')
    fee = next(r for r in rows if r['model'] == 'billing.membershipfee')
    _, before = run_bridge(feed.database, tmp_path, write(rows, tmp_path / 'dump.json'))
    line['amount'] = '99.00'
    payment['fields']['date'] = '2025-09-30'
    row_of(rows, 'billing.bill', fee['pk'])['date'] = '2025-09-30'
    result, after = run_bridge(feed.database, tmp_path, write(rows, tmp_path / 'dump.json'))
    assert sorted(feed.quarantine()) == sorted([
        ('bill', str(line['invoice']), 'bill_frozen', 'refused'),
        ('bill', str(fee['pk']), 'bill_frozen', 'refused'),
        ('payment', str(payment['pk']), 'payment_frozen', 'refused')])
    assert (after, result.exit_code) == (before, 2)
    mended = write(sound.rows, tmp_path / 'dump.json')
    result, after = run_bridge(feed.database, tmp_path, mended)
    assert (feed.quarantine(), after, result.exit_code) == ([], before, 0)
    assert faults(feed.database) == []


@pytest.fixture
def closed(open_feed, sound, tmp_path):
    "A feed with a bill and a payment in a period that was closed, and the dump that has them"
    feed, rows = open_feed(), copy.deepcopy(sound.rows)
    late = Rows(rows, FIRST)
    late.member()
    late.invoice()
    late.payment(amount='4.00')
    run_bridge(feed.database, tmp_path, write(sound.rows, tmp_path / 'sound.json'))
    feed.close_period(CLOSED)
    dump = write(rows, tmp_path / 'dump.json')
    result, _ = run_bridge(feed.database, tmp_path, dump)
    # The money is booked on the first open day
    assert feed.quarantine() == [('bill', str(FIRST), 'closed_period', 'refused')]
    assert result.exit_code == 2
    return feed, dump


def test_documents_of_a_period_that_is_reopened_are_booked(closed, tmp_path):
    feed, dump = closed
    feed.reopen_period(CLOSED)
    result, balances = run_bridge(feed.database, tmp_path, dump)
    assert (feed.quarantine(), result.exit_code) == ([], 0)
    assert [m['balance'] for m in balances['members'] if m['id'] == str(FIRST)] == ['-6.00']
    assert faults(feed.database) == []


def test_reason_when_only_the_journals_are_closed_names_them(closed, tmp_path):
    feed, dump = closed
    feed.reopen_period(CLOSED, journals=False)
    run_bridge(feed.database, tmp_path, dump)
    assert ['journal' in c['reason'] for c in feed.call('quarantine')['changes']] == [True]
