"""Bills that an accountant has lettered, delegated or cancelled, when the portal goes on."""
import datetime as dt
from decimal import Decimal

import pytest

from tests.module.accountant import FIRST, SECOND
from tests.module.portal import bill, gone, line, note, payment

DAY = dt.timedelta(days=1)


@pytest.mark.postgresql("what is left is a query in SQL")
def test_bills_lettered_together_have_no_room(portal, accountant):
    portal.send(
        bill('2', '50.00', '2026-01-06'), payment('1', '30.00', '2026-01-09', ('1', '30.00')))
    accountant.group('F-1', 'F-2', with_payments=True)
    portal.send(payment('2', '40.00', '2026-02-10', allocations=None))
    assert portal.allocations() == {'1': {'1': '30.00'}, '2': {}}
    assert portal.open()['payment', '2'] == '40.00'


def test_bill_lettered_with_another_and_its_payment_is_full(portal, accountant):
    portal.send(
        gone('bill', '1'), bill('2', '20.00', '2026-01-06'), bill('3', '10.00', '2026-01-07'),
        payment('1', '6.00', '2026-01-09', ('2', '6.00')))
    accountant.act(lambda: accountant.letter(
        *accountant.open_lines('F-2'), *accountant.bill('F-2').payment_lines,
        *accountant.open_lines('F-3')))
    assert portal.states() == {'2': 'paid', '3': 'paid'}
    portal.send(payment('2', '5.00', '2026-02-21', ('3', '5.00')))
    portal.send(payment('3', '5.00', '2026-02-21', allocations=None))
    assert portal.allocations() == {'1': {'2': '6.00'}, '2': {}, '3': {}}
    assert portal.excess() == {'2': {'3': '5.00'}}


def test_payment_lettered_by_hand_with_a_delegated_debt_may_change_its_label(
        portal, accountant):
    accountant.delegate('Morin 2')
    portal.send(payment('2', '100.00', '2026-02-10', member='2'))
    accountant.act(lambda: accountant.reconcile_all('Morin 2'))
    alone = payment('2', '100.00', '2026-02-10', member='2', label="VIR MORIN")
    assert portal.send(alone) == {'2': 'applied'}
    together = payment('2', '100.00', '2026-02-10', member='2', label="VIR ADA MORIN")
    assert portal.send(together, bill('3', '1.00', '2026-01-05')) == {
        '2': 'applied', '3': 'applied'}
    assert portal.allocations() == {'2': {}}
    assert portal.balances() == {'1': '-1.00', '2': '0.00'}


@pytest.mark.postgresql("what is left is a query in SQL")
def test_payment_of_another_payee_does_not_take_the_room_of_the_bill(portal, accountant):
    accountant.reschedule((FIRST, '40.00'), (SECOND, '60.00'))
    accountant.delegate('Morin 2', SECOND)
    accountant.attach_payment('Morin 2', '60.00')
    assert portal.send(
        payment('1', '40.00', '2026-02-10', ('1', '40.00')),
        payment('2', '1.00', '2026-02-10', member='2')) == {'1': 'applied', '2': 'applied'}
    theirs = portal.snapshot()['members'][1]['entries']
    assert sorted((entry['type'], entry['residual']) for entry in theirs) == [
        ('other', '-60.00'), ('other', '60.00'), ('payment', '1.00')]


def test_payment_of_a_bill_delegated_since_may_change_its_label(portal, accountant):
    portal.send(payment('1', '30.00', '2026-02-10', ('1', '30.00')))
    accountant.delegate('Morin 2')
    again = payment('1', '30.00', '2026-02-10', ('1', '30.00'), label="VIR MORIN")
    assert portal.send(again) == {'1': 'applied'}
    assert portal.send(payment('1', '30.01', '2026-02-10', ('1', '30.01'))) == {
        '1': 'payment_frozen'}


def test_paid_bill_that_is_open_again_has_its_new_due_date(portal, accountant):
    portal.send(payment('1', '30.00', '2026-02-10', ('1', '30.00')))
    portal.send(payment('2', '70.00', '2026-02-10', ('1', '70.00')))
    portal.send(bill('1', '100.00', '2026-01-05', due='2026-12-31'))
    portal.send(gone('payment', '2'))
    assert accountant.terms() == [(dt.date(2026, 12, 31), '100.00')]
    with portal.ledger.transaction():
        assert [line.maturity_date for line in accountant.bill().payment_lines] == [
            dt.date(2026, 12, 31)]


def test_restored_bill_has_the_changes_of_the_portal(portal, accountant):
    portal.send(gone('bill', '1'))
    restored = bill(
        '1', '100.00', '2026-01-05', due='2026-05-01', disputed=True,
        lines=[line('100.00', label="Accès en fibre")])
    assert portal.send(restored) == {'1': 'applied'}
    assert accountant.terms() == [(dt.date(2026, 5, 1), '100.00')]
    with portal.ledger.transaction():
        invoice = accountant.bill()
        assert (invoice.disputed, invoice.payment_term_date, invoice.portal_deleted) == (
            True, dt.date(2026, 5, 1), False)
        assert [line.description for line in invoice.lines] == ["Accès en fibre"]
    assert portal.send(restored) == {'1': 'unchanged'}


def test_bill_no_longer_lettered_with_its_reversal_is_not_restored(portal, accountant):
    portal.send(gone('bill', '1'))
    accountant.act(accountant.unletter)
    back = bill('1', '100.00', '2026-01-05')
    assert [portal.send(back) for _ in range(2)] == [{'1': 'bill_reversal'}] * 2
    accountant.act(lambda: accountant.reconcile_all('Morin 1'))
    assert portal.send(back) == {'1': 'applied'}
    assert portal.open() == {('bill', '1'): '100.00'}


@pytest.mark.stress
def test_deleted_bill_partly_paid_by_another_note_is_not_restored(portal, accountant):
    accountant.reschedule((FIRST, '40.00'), (SECOND, '60.00'))
    portal.send(gone('bill', '1'))
    accountant.act(accountant.unletter)
    note = accountant.invoice('-40.00')
    accountant.act(lambda: accountant.reconcile([
        *accountant.open_lines(note), accountant.open_lines()[0]]))
    assert portal.send(bill('1', '100.00', '2026-01-05')) == {'1': 'bill_reversal'}


def test_note_on_a_cancelled_bill_is_refused(portal, accountant):
    accountant.cancel()
    assert portal.send(note('1', '100.00', '2026-02-01', '1')) == {'1': 'bill_elsewhere'}
    assert portal.balances() == {'1': '0.00', '2': '0.00'}


@pytest.mark.postgresql("what is overdue is a query in SQL")
def test_rescheduled_bill_is_overdue_by_what_its_terms_have_left(portal, accountant):
    accountant.reschedule((FIRST, '40.00'), (SECOND, '60.00'))
    portal.send(payment('1', '40.00', '2026-02-10', ('1', '40.00')))
    assert accountant.overdue() == Decimal('60.00')
    assert accountant.dunned(FIRST + DAY) == []
    assert accountant.dunned(SECOND + DAY) == [(SECOND, Decimal('60.00'))]


@pytest.mark.parametrize('left_alone', ['disputed', 'donation'])
def test_terms_of_disputed_bills_and_gifts_are_not_dunned(portal, accountant, left_alone):
    values = {'disputed': True} if left_alone == 'disputed' else {'kind': 'donation'}
    portal.send(bill('2', '50.00', '2026-01-06', **values))
    accountant.reschedule((FIRST, '20.00'), (SECOND, '30.00'), number='F-2')
    assert [date for date, _ in accountant.dunned(SECOND + DAY)] == [dt.date(2026, 1, 5)]


def test_bill_in_another_currency_is_not_paid(portal, accountant):
    accountant.invoice('50.00', accountant.dollar())
    portal.send(payment('1', '190.00', '2026-02-10', allocations=None))
    assert portal.allocations() == {'1': {'1': '100.00'}}
    assert portal.open()['payment', '1'] == '90.00'


def test_line_breaks_and_tabs_are_blanks_where_tryton_wants_one_line(portal, accountant):
    assert portal.send(
        bill('2', '5.00', '2026-01-06', number='F-2\t', lines=[
            line('5.00', label="Accès\tfibre\nen janvier")]),
        payment('1', '5.00', '2026-02-10', ('2', '5.00'), label="VIR\nMORIN\tADA\n")) == {
            '2': 'applied', '1': 'applied'}
    with portal.ledger.transaction():
        invoice = accountant.bill('F-2')
        assert [line.description for line in invoice.lines] == ["Accès fibre\nen janvier"]
        assert invoice.description == "Accès fibre"
        assert [p.label for p in portal.ledger.get('asso.payment').search([])] == [
            "VIR MORIN ADA"]


@pytest.fixture
def lettered(ledger, portal, accountant):
    "What a person has lettered: a bill that payment 2 pays in part, payment 1, what is too much"
    portal.send(
        payment('1', '100.00', '2026-02-10'),
        payment('2', '9.00', '2026-02-10', allocations=None))

    def letter():
        advance, = ledger.get('account.move.line').search([
            ('move.origin', 'like', 'asso.payment,%'), ('credit', '=', 100)])
        accountant.letter(
            *accountant.open_lines(), *accountant.bill().payment_lines, advance)
    accountant.act(letter)


def lacking(ledger):
    "What the log of allocations lacks"
    from trytond_asso_members.settlement import decisions
    with ledger.transaction():
        payments = ledger.get('asso.payment').search([])
        return decisions.differences(payments[0].company, payments, None)


def test_portal_undoes_no_lettering_in_which_a_person_has_used_a_payment(
        ledger, portal, accountant, lettered):
    lettering = accountant.ledger.run(accountant.last_lettering, 'F-1').id
    portal.send(note('3', '100.00', '2026-02-11', '1', allocations=None))
    assert portal.send(gone('payment', '2')) == {'2': 'payment_lettered'}
    assert accountant.ledger.run(accountant.last_lettering, 'F-1').id == lettering
    assert portal.allocations() == {'1': {}, '2': {'1': '9.00'}}
    assert portal.residuals() == {'1': '0.00', '2': '0.00'}
    assert portal.residuals('credit_note') == {'3': '100.00'}
    assert lacking(ledger) == []


def test_payment_used_in_a_lettering_is_free_once_a_person_undoes_it_by_allocating_another(
        ledger, portal, accountant, lettered):
    def free():
        other, = ledger.get('asso.payment').search([('amount', '=', 9)])
        other.allocate_by_hand({}, "it was said so")
    for _ in range(2):
        accountant.act(free)
    assert portal.residuals() == {'1': '100.00', '2': '9.00'}
    assert lacking(ledger) == []
