"""While persons are at work in the ledger, batches are small, with gaps between them."""
import pytest

from asso_bridge.pace import GAP, LEAST, Pace


@pytest.fixture
def gaps():
    return []


def test_deserted_ledger_gets_whole_batches_without_a_gap(gaps):
    pace = Pace(500, 0, gaps.append)
    pace.note(500, 0.9, 0)
    assert (pace.size, gaps) == (500, [])


def test_first_batch_is_small_where_persons_are_at_work(gaps):
    assert Pace(500, 2, gaps.append).size == LEAST
    assert Pace(3, 2, gaps.append).size == 3


def test_batches_grow_to_what_takes_the_time_they_may(gaps):
    pace, sizes = Pace(500, 1, gaps.append), []
    for _ in range(6):
        pace.note(pace.size, 0.04 + pace.size * 0.001, 1)
        sizes.append(pace.size)
    assert sizes == [10, 20, 40, 60, 71, 76]
    assert gaps == [GAP] * 6


def test_slow_batch_is_followed_by_a_smaller_one_and_a_gap_as_long(gaps):
    pace = Pace(500, 0, gaps.append)
    pace.note(500, 1.5, 1)
    assert (pace.size, gaps) == (40, [1.5])
    pace.note(40, 30.0, 1)
    assert pace.size == LEAST


def test_whole_batches_come_back_when_persons_are_away(gaps):
    pace = Pace(500, 1, gaps.append)
    pace.note(LEAST, 0.1, 0)
    assert (pace.size, gaps) == (500, [])
