"""Numbers of the portal and of the books: no two documents of the books have the same."""
import re

import pytest

from tests.module.portal import bill, fee, gone, note


def _numbers(portal):
    with portal.ledger.transaction():
        return [
            i.number for i in portal.ledger.get('account.invoice').search(
                [], order=[('id', 'ASC')])]


@pytest.mark.postgresql("numbers are looked up in SQL")
def test_ledger_gives_no_number_that_the_portal_has_given(portal):
    portal.send(fee('2', '15.00', '2026-01-06'))
    *_, given = _numbers(portal)
    digits = re.search(r'\d+$', given).group()
    following = [
        given.removesuffix(digits) + str(int(digits) + n).zfill(len(digits))
        for n in range(1, 5)]
    portal.send(*(
            bill(str(n), '10.00', '2026-01-07', number=number)
            for n, number in enumerate([following[0], following[1]], 3)))
    portal.send(fee('5', '15.00', '2026-01-08'), fee('6', '15.00', '2026-01-09'))
    assert _numbers(portal)[-2:] == following[2:]


@pytest.mark.postgresql("numbers are looked up in SQL")
def test_number_of_a_deleted_bill_comes_again(portal):
    portal.send(gone('bill', '1'))
    again = bill('2', '22.00', '2026-01-06', number='F-1')
    assert portal.send(again) == {'2': 'applied'}
    assert portal.balances()['1'] == '-22.00'
    assert _numbers(portal)[-1] == 'F-1 bis'
    # What the portal and the members see is the portal's own number
    assert [r['number'] for r in portal.records('bill')] == ['F-1']
    entry, = portal.snapshot()['members'][0]['entries']
    assert entry['number'] == 'F-1'
    # The number belongs to the new bill now
    assert portal.send(bill('3', '10.00', '2026-01-07', number='F-1')) == {
        '3': 'number_taken'}
    assert portal.send(bill('1', '100.00', '2026-01-05')) == {'1': 'number_taken'}
    assert portal.send(gone('bill', '2'))['2'] == 'applied'
    assert portal.quarantine() == {('bill', '1'): 'number_taken', ('bill', '3'): 'number_taken'}
    portal.call('retry', '[]')
    assert portal.quarantine() == {('bill', '3'): 'number_taken'}


def test_bill_replaced_in_one_batch_keeps_its_number(portal):
    assert portal.send(bill('2', '22.00', '2026-01-06', number='F-1'), gone('bill', '1')) == {
        '1': 'applied', '2': 'applied'}
    assert portal.balances()['1'] == '-22.00'
    assert [(r['id'], r['number']) for r in portal.records('bill')] == [('2', 'F-1')]


def test_number_with_the_mark_of_another_is_marked_too(portal):
    portal.send(gone('bill', '1'))
    portal.send(bill('2', '22.00', '2026-01-06', number='F-1'))
    assert portal.send(bill('3', '10.00', '2026-01-07', number='F-1 bis')) == {
        '3': 'applied'}
    assert _numbers(portal)[-1] == 'F-1 bis bis'


def test_number_of_a_credit_note_is_its_own(portal):
    def numbered(id_):
        return note(id_, '10.00', '2026-02-01', '1', number='A-1')
    assert portal.send(numbered('1'), numbered('2')) == {
        '1': 'applied', '2': 'number_taken'}
    portal.send(gone('credit_note', '1'))
    assert portal.send(numbered('2')) == {'2': 'applied'}
    assert [r['number'] for r in portal.records('credit_note')] == ['A-1']
    assert _numbers(portal)[-1] == 'A-1 bis'
