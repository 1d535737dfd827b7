"""Bills with what pays them: the tables are the same as Tryton's own models leave them."""
from hypothesis import given

from .batches import large, settled
from .examples import examples


def test_bills_paid_lettered_and_taken_back_leave_the_same_rows_both_ways(ways):
    @examples(110, 70)
    @given(settled)
    def check(batch):
        assert ways.compare(batch) == [], batch
    check()


def test_bills_of_all_kinds_paid_and_taken_back_leave_the_same_rows_both_ways(ways):
    @examples(10, 10)
    @given(large)
    def check(batch):
        assert ways.compare(batch) == [], batch
    check()
