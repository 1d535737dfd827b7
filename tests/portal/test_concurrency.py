"""Writers that commit late and out of order, while the feed is read."""
import random
import threading
from contextlib import ExitStack

import pytest
from django.db import connection, connections

from tests.bridge.dumps import member
from tests.portal.bridge import Bridge, site, token

WRITERS = 8


@pytest.fixture(params=[30, pytest.param(400, marks=pytest.mark.stress)])
def rounds(request, settings):
    settings.ASSO_PORTAL = {**settings.ASSO_PORTAL, 'RATE': 10 ** 9}
    return request.param


@pytest.fixture
def postgresql(transactional_db, load):
    "A site with a member for each writer; SQLite lets one write at a time"
    if connection.vendor != 'postgresql':
        pytest.skip("of PostgreSQL")
    load([member(pk, first_name="A") for pk in range(1, WRITERS + 1)])


@pytest.fixture
def writers(postgresql):
    with ExitStack() as opened:
        yield [
            opened.enter_context(connection.Database.connect(
                **connection.get_connection_params()))
            for _ in range(WRITERS)]


def write(writer, pk, city):
    writer.execute("update members_member set city = %s where id = %s", [city, pk])


def test_change_that_is_committed_late_is_not_passed_over(writers, rounds):
    """The first to write commits last, and the feed is read after each commit."""
    bridge = Bridge()
    bridge.read()
    for number in range(rounds):
        for pk, writer in enumerate(writers, 1):
            write(writer, pk, str(number))
        assert bridge.read() == []
        for pk, writer in reversed(list(enumerate(writers, 1))):
            writer.commit()
            assert [(c['id'], c['data']['city']) for c in bridge.read()] == [
                (str(pk), str(number))]


def test_changes_in_any_order_of_commits_are_read_by_two_at_once(writers, rounds):
    readers = [Bridge(token(name=str(n))) for n in range(2)]
    over, failed = threading.Event(), []

    def poll(bridge):
        try:
            while not over.is_set():
                bridge.read(limit=3)
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=poll, args=[bridge]) for bridge in readers]
    for thread in threads:
        thread.start()
    chance = random.Random(7)
    try:
        for number in range(rounds):
            for pk, writer in enumerate(writers, 1):
                write(writer, pk, str(number))
            for writer in chance.sample(writers, WRITERS):
                chance.choice([writer.commit] * 3 + [writer.rollback])()
    finally:
        over.set()
        for thread in threads:
            thread.join()
    assert failed == []
    for bridge in readers:
        bridge.read()
        assert bridge.held == site()
        assert bridge.pages[-1]['head'] == max(
            item['seq'] for page in bridge.pages for item in page['items'])


def test_record_is_of_one_moment(writers, rounds):
    """A bill's total and the bill itself are read by different queries."""
    settle, spoil = writers[:2]
    settle.execute(
        "insert into billing_payment (id, member_id, payment_mean, amount, date, label) "
        "values (1, 1, 'cash', 0, '2026-01-01', '0')")
    settle.execute(
        "insert into billing_bill (id, member_id, status, date) "
        "values (1, 1, 'open', '2026-01-01')")
    settle.execute("insert into billing_donation (bill_ptr_id, _amount) values (1, 0)")
    settle.commit()
    over = threading.Event()

    def change():
        number = 0
        while not over.is_set():
            number += 1
            spoil.execute("update billing_payment set label = %s, amount = %s",
                [str(number), number])
            spoil.execute("update billing_donation set _amount = %s", [number])
            spoil.commit()

    thread = threading.Thread(target=change)
    thread.start()
    bridge, seen = Bridge(), set()
    try:
        for _ in range(rounds):
            bridge.read()
            payment, bill = bridge.held['payment', '1'], bridge.held['bill', '1']
            seen.add((f"{payment['label']}.00", payment['amount'], bill['total']))
    finally:
        over.set()
        thread.join()
    assert {len(set(moment)) for moment in seen - {('0.00', '0.00', '0.00')}} == {1}
    assert len(seen) > rounds // 4


def test_sequencer_that_waits_too_long_asks_to_come_again(writers, monkeypatch):
    monkeypatch.setattr('asso_portal.feed.sequencing.PATIENCE', '50ms')
    bridge = Bridge()
    writers[0].execute("lock table asso_portal_feed in exclusive mode")
    answer = bridge.get()
    assert (answer.status_code, answer.json()['type']) == (503, 'busy')
    writers[0].rollback()
    assert len(bridge.read()) == WRITERS
