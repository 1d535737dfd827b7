"""Batches of documents: the tables are the same as Tryton's own models leave them."""
from hypothesis import given

from .batches import unpaid
from .examples import examples


def test_bills_of_several_items_and_taxes_leave_the_same_rows_both_ways(ways):
    @examples(200, 120)
    @given(unpaid)
    def check(batch):
        assert ways.compare(batch) == [], batch
    check()
