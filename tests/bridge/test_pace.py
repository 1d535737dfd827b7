"""While persons are at work in the ledger, batches are small, with gaps between them."""
import pytest

from asso_bridge.pace import GAP, LEAST, LONGEST_GAP, REFUSED, TRIES, Pace, gap


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
    for _ in range(5):
        pace.note(pace.size, 0.04 + pace.size * 0.001, 1)
        sizes.append(pace.size)
    assert sizes == [20, 40, 60, 71, 76]
    assert gaps == [GAP] * 5


def test_slow_batch_is_followed_by_a_smaller_one(gaps):
    pace = Pace(500, 0, gaps.append)
    pace.note(500, 1.5, 1)
    assert (pace.size, gaps) == (40, [GAP])


@pytest.mark.parametrize('hold, seconds', [
    (0.01, GAP), (0.3, GAP), (0.36, 1.64), (0.4, 2.93), (2.0, LONGEST_GAP)])
def test_gap_lets_all_but_few_clicks_in(hold, seconds):
    assert round(gap(hold), 2) == seconds
    refused = max(hold - TRIES, 0) / (hold + gap(hold))
    assert refused <= REFUSED + 1e-9 or seconds == LONGEST_GAP


def test_slow_machine_gets_the_least_and_long_gaps(gaps):
    pace = Pace(500, 1, gaps.append)
    pace.note(LEAST, 2.0, 1)
    assert (pace.size, gaps) == (LEAST, [LONGEST_GAP])


def test_whole_batches_come_back_when_persons_are_away(gaps):
    pace = Pace(500, 1, gaps.append)
    pace.note(LEAST, 0.1, 0)
    assert (pace.size, gaps) == (500, [])
