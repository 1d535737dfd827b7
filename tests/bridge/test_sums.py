"""The ledger alone judges the sums of a bill, and refuses it in its own words."""
import pytest
from pydantic import SecretStr

from asso_bridge import sync
from tests.bridge.scripted import NONE_YET, TOKEN, Scripted, answer, item, page

MEMBER = {'id': '1', 'kind': 'natural', 'status': 'member', 'last_name': "Huß"}
LINE = {
    'label': "Tunnel", 'quantity': '3', 'unit_price': '5.00', 'tax_rate': '0.00', 'net': '15.00',
    'tax': '0.00', 'gross': '15.00'}
BILL = {
    'id': '1', 'kind': 'invoice', 'member': '1', 'number': 'F1', 'date': '2026-01-31',
    'total': '15.00', 'lines': [LINE]}
OTHER = BILL | {'id': '2', 'number': 'F2'}


@pytest.fixture
def run(embedded):
    "Run the bridge between a portal that holds these two bills and a real ledger"
    def run(*bills):
        changes = page(item(1, MEMBER, 'member'), *(
            item(seq, bill, 'bill') for seq, bill in enumerate(bills, 2)))
        scripted = Scripted(changes, NONE_YET, NONE_YET, answer({}))
        try:
            return sync.run(embedded.model_copy(update={
                'source': 'portal', 'portal_url': scripted.url,
                'portal_token': SecretStr(TOKEN)}))
        finally:
            scripted.close()
    return run


@pytest.mark.parametrize('wrong, code, named', [
    ({'total': '15.01'}, 'bill_total', ['15.01', '15.00']),
    ({'lines': [LINE | {'net': '14.00', 'gross': '14.00'}]}, 'line_net',
        ["Tunnel", '14.00', '15.00']),
    ({'lines': [LINE | {'gross': '16.00'}]}, 'line_gross', ["Tunnel", '16.00', '15.00']),
    ({'number': None}, 'bill_number_missing', []),
    ])
def test_bill_whose_sums_disagree_is_refused_by_name_and_stops_nothing_else(
        run, wrong, code, named):
    result = run(BILL | wrong, OTHER)
    assert result.outcomes == {
        'member': {'applied': 1}, 'bill': {'refused': 1, 'applied': 1}}
    held, = result.quarantine.changes
    assert (held.type, held.record, held.op, held.code) == ('bill', '1', 'upsert', code)
    assert [name for name in named if name not in held.reason] == []
    assert result.balances.total == '-15.00'


def test_bill_is_booked_once_its_sums_agree(run):
    run(BILL | {'total': '15.01'}, OTHER)
    result = run(BILL, OTHER)
    assert (result.quarantine.changes, result.balances.total) == ([], '-30.00')


def test_bills_of_the_largest_amount_stop_no_publication(run):
    largest = '999999999999.99'
    line = LINE | {'quantity': '1', 'unit_price': largest, 'net': largest, 'gross': largest}
    result = run(*(
        BILL | {'id': id, 'number': f'F{id}', 'total': largest, 'lines': [line]} for id in '12'))
    assert result.exit_code == 0
    assert result.balances.total == '-1999999999999.98'
