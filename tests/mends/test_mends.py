"""Each refusal is mended by doing what its words ask for, and the next run is right."""
import pytest

from tests.test_codes import messages

from .mend import MENDS, Scene
from .table import PAGE, page

# What nobody mends by words of ours
FAULTS_OF_THE_SOFTWARE = {'id_mismatch', 'books_balance', 'unforeseen'}
# Of these Tryton's own words say what to do
IN_WORDS_OF_TRYTON = {'tryton'}
# Tried with more than a balance in tests/module/test_other_accounts.py
ELSEWHERE = {'books_account_receivable'}
# The contract keeps these out; the door asks them of others: tests/same
NOT_OF_A_PORTAL = {
    'books_net', 'books_price', 'books_quantity', 'books_cents', 'books_text',
    'books_statement', 'books_term', 'books_payment_line', 'books_payment_mean',
    'books_lettering'}


@pytest.mark.parametrize('mend', MENDS, ids=lambda mend: mend.name)
def test_mend_that_is_followed_ends_well(make_ledger, mend):
    scene = Scene(make_ledger(mend.layer))
    steps = mend.steps(scene)
    next(steps)
    assert mend.code in scene.portal.quarantine().values()
    next(steps, None)
    assert scene.portal.quarantine() == {}
    assert scene.balances() == mend.balances
    assert scene.portal.faults() == []


def test_every_code_has_its_mend():
    assert messages() == {mend.code for mend in MENDS}.union(
        FAULTS_OF_THE_SOFTWARE, IN_WORDS_OF_TRYTON, ELSEWHERE, NOT_OF_A_PORTAL)


def test_page_is_what_is_tried():
    assert PAGE.read_text(encoding='utf-8') == page(), "run make mends"
