"""Batches of documents: the tables are the same as Tryton's own models leave them."""
from dataclasses import replace

import pytest
from hypothesis import given

from .batches import Batch, Bill, Item, unpaid
from .examples import examples
from .play import Maker
from .world import FIRST, SUMMER

pytestmark = pytest.mark.postgresql(
    "COPY, and types that each database reads back its own way")
BILL = Bill('plain', 'members', 'invoice', 'F', 0, 0, None, None, ())
SPRING = (SUMMER - FIRST).days - 20
# What some hundreds of random batches seldom have
RARE = {
    # Rounded together: 0.81 by the low rate, where each alone makes 0.40
    'same taxes in another order': [replace(BILL, items=(
                Item('revenue', '1', '7.35', ('normal', 'low')),
                Item('revenue', '1', '7.35', ('low', 'normal'))))],
    'tax of the day of its accounting': [replace(BILL, day=SPRING, shift=40, items=(
                Item('revenue', '1', '10', ('from summer', 'until summer')),))],
    'computed tax of nothing': [replace(BILL, items=(
                Item('revenue', '1', '0', ('low', 'discount')),
                Item('revenue', '1', '10')))],
    'label of several lines': [replace(BILL, items=(
                Item('revenue', '1', '10', label="Accès\n\tfibre "),))],
    'texts with blanks around': [replace(BILL, number=' F ', description=" Objet ", items=(
                Item('revenue', '1', '10', label=" Accès "),))],
    'taxes of nothing of two parties': [
        replace(BILL, party=party, number=party, items=(
                Item('of parties', '1', '0', ('by party',)), Item('revenue', '1', '10')))
        for party in ['french', 'plain']],
    }


def test_bills_of_several_items_and_taxes_leave_the_same_rows_both_ways(ways):
    @examples(14, 5)
    @given(unpaid)
    def check(batch):
        assert ways.compare(batch) == [], batch
    check()


@pytest.mark.parametrize('rounding', ['document', pytest.param('line', marks=pytest.mark.stress)])
@pytest.mark.parametrize('rare', RARE)
def test_rare_bills_leave_the_same_rows_both_ways(ways, rare, rounding):
    assert ways.compare(Batch(tuple(RARE[rare]), rounding)) == []


@pytest.mark.parametrize('price', ['10', '0', '-10'])
def test_tax_of_the_portal_is_on_the_account_that_tryton_would_choose(ways, price):
    bill = replace(BILL, items=(Item('revenue', '1', price, rate='low', tax='2.00'),))
    chosen = []

    def work(books, door):
        document = Maker(ways.world, books).document(bill)
        door.post_invoices([document])
        tax, = ways.world.get('account.invoice')(document.id).taxes
        account = tax.account
        tax.on_change_base()
        chosen.append((account, tax.account))
    ways.run(work, own=False)
    (ours, tryton), = chosen
    assert ours == tryton
