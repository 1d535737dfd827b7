"""Bills with what pays them: the tables are the same as Tryton's own models leave them."""
import pytest
from hypothesis import given

from tests.rows import difference

from .batches import large, settled
from .examples import examples
from .test_refusals import Scene

pytestmark = pytest.mark.postgresql(
    "COPY, and types that each database reads back its own way")


def test_bills_paid_lettered_and_taken_back_leave_the_same_rows_both_ways(ways):
    @examples(8, 3)
    @given(settled)
    def check(batch):
        assert ways.compare(batch) == [], batch
    check()


@pytest.mark.stress
def test_bills_of_all_kinds_paid_and_taken_back_leave_the_same_rows_both_ways(ways):
    @examples(3, 2)
    @given(large)
    def check(batch):
        assert ways.compare(batch) == [], batch
    check()


def test_line_that_pays_nothing_is_taken_off_a_paid_bill_both_ways(ways):
    def work(books, door):
        scene = Scene(ways.world, books)
        bill = scene.bill()
        door.post_invoices([bill])
        stray, whole = scene.lines(('customers', 'plain', '-5'), ('customers', 'plain', '-20'))
        door.attach([(bill.id, stray, None)])
        door.letter([[bill.line.id, whole]])
        door.refresh({bill.id})
    by_sets, tryton = (ways.run(work, own) for own in [False, True])
    assert difference(ways.tables, by_sets, tryton) == []
    assert by_sets.get('account.invoice-account.move.line', []) == []
