"""What an accountant agrees upon in Tryton: part payments, terms, delegated and grouped debts."""
import pytest

from tests.module.accountant import FIRST, SECOND
from tests.module.portal import bill, gone, line, note, payment


def test_portal_pays_the_rest_of_a_bill_paid_in_part_in_tryton(portal, accountant):
    accountant.pay('30.00')
    assert portal.open() == {('bill', '1'): '70.00'}
    portal.send(payment('1', '70.01', '2026-02-10', ('1', '70.01')))
    assert portal.states() == {'1': 'paid'}
    assert portal.open() == {('payment', '1'): '0.01'}
    assert portal.excess() == {'1': {'1': '0.01'}}


def test_ledger_pays_the_rest_of_a_bill_paid_in_part_in_tryton(portal, accountant):
    accountant.pay('30.00')
    portal.send(payment('1', '80.00', '2026-02-10', allocations=None))
    assert portal.allocations() == {'1': {'1': '70.00'}}
    assert portal.states() == {'1': 'paid'}
    assert portal.open() == {('payment', '1'): '10.00'}


def test_rescheduled_bill_is_paid_term_by_term(portal, accountant):
    accountant.reschedule((FIRST, '40.00'), (SECOND, '60.00'))
    assert portal.open() == {('bill', '1'): '100.00'}
    portal.send(payment('1', '40.00', '2026-02-10', ('1', '40.00')))
    assert (portal.open(), portal.states()) == ({('bill', '1'): '60.00'}, {'1': 'posted'})
    portal.send(payment('2', '60.00', '2026-03-10', allocations=None))
    assert (portal.open(), portal.states()) == ({}, {'1': 'paid'})
    portal.send(gone('payment', '1'))
    assert (portal.open(), portal.states()) == ({('bill', '1'): '40.00'}, {'1': 'posted'})
    portal.send(payment('3', '40.00', '2026-03-11', ('1', '40.00')))
    assert (portal.open(), portal.states()) == ({}, {'1': 'paid'})


def test_terms_stay_when_the_portal_changes_a_label(portal, accountant):
    accountant.reschedule((FIRST, '40.00'), (SECOND, '60.00'))
    changed = {'lines': [line('100.00', label="Accès en fibre")]}
    portal.send(bill('1', '100.00', '2026-01-05', **changed))
    portal.send(bill('1', '100.00', '2026-01-05', due='2026-04-01', **changed))
    assert accountant.terms() == [(FIRST, '40.00'), (SECOND, '60.00')]


def test_date_that_a_person_has_set_stays_until_the_portal_sets_another(portal, accountant):
    def put_off():
        line, = accountant.open_lines()
        line.__class__.write([line], {'maturity_date': SECOND})
    accountant.act(put_off)
    changed = {'lines': [line('100.00', label="Accès en fibre")]}
    portal.send(bill('1', '100.00', '2026-01-05', **changed))
    assert accountant.terms() == [(SECOND, '100.00')]
    portal.send(bill('1', '100.00', '2026-01-05', due='2026-02-09', **changed))
    assert accountant.terms() == [(FIRST, '100.00')]


def test_bill_lettered_by_hand_with_another_is_left_alone(portal, accountant, ledger):
    portal.send(bill('2', '50.00', '2026-01-06'))

    def letter():
        accountant.letter(*(
                accountant.bill(number).lines_to_pay[0] for number in ['F-1', 'F-2']))
    accountant.act(letter)
    portal.send(payment('9', '10.00', '2026-02-10', ('1', '10.00')))
    assert portal.open() == {('payment', '9'): '10.00'}
    assert portal.send(gone('bill', '1'))['1'] == 'bill_lettered'
    assert portal.states() == {'1': 'paid', '2': 'paid'}


@pytest.mark.parametrize('paid', [True, False])
def test_rescheduled_bill_is_deleted_and_restored(portal, accountant, paid):
    accountant.reschedule((FIRST, '40.00'), (SECOND, '60.00'))
    if paid:
        portal.send(payment('1', '40.00', '2026-02-10', ('1', '40.00')))
    portal.send(gone('bill', '1'))
    assert portal.open() == ({('payment', '1'): '40.00'} if paid else {})
    portal.send(bill('1', '100.00', '2026-01-05'))
    assert portal.balances()['1'] == ('-60.00' if paid else '-100.00')
    assert accountant.terms() == [(FIRST, '40.00'), (SECOND, '60.00')]


def test_bill_delegated_to_another_is_owed_by_that_one(portal, accountant):
    accountant.delegate('Morin 2')
    assert portal.balances() == {'1': '0.00', '2': '-100.00'}
    portal.send(
        payment('1', '100.00', '2026-02-10', ('1', '100.00')),
        payment('2', '100.00', '2026-02-10', allocations=None),
        payment('3', '100.00', '2026-02-10', member='2', allocations=None))
    assert portal.allocations() == {'1': {}, '2': {}, '3': {}}
    assert portal.balances() == {'1': '200.00', '2': '0.00'}


def test_grouped_bill_is_open_until_the_group_is_paid(portal, accountant):
    portal.send(
        bill('2', '50.00', '2026-01-06'),
        payment('1', '30.00', '2026-02-10', ('1', '30.00')))
    accountant.group('F-1', 'F-2')
    portal.send(gone('payment', '1'))
    assert portal.states() == {'1': 'posted', '2': 'posted'}
    assert portal.balances() == {'1': '-150.00', '2': '0.00'}


def test_rescheduled_bill_is_open_again_when_its_term_is_unlettered(portal, accountant, ledger):
    from trytond_asso_members.books.door import Books
    from trytond_asso_members.books.periods import Calendar
    accountant.reschedule((FIRST, '100.00'))

    reconciliation = accountant.act(lambda: accountant.letter(*accountant.open_lines()))
    assert portal.states() == {'1': 'paid'}

    def unletter():
        feed, = portal.feed.search([])
        with feed.association.own_context():
            Books(Calendar(feed.company)).unletter({reconciliation})
    ledger.run(unletter)
    assert portal.states() == {'1': 'posted'}


@pytest.mark.postgresql("what is left is a query in SQL")
def test_rescheduled_note_is_given_by_its_copy(portal, accountant):
    portal.send(note('7', '50.00', '2026-02-01', '1', number='A-7'))
    accountant.reschedule((FIRST, '-20.00'), (SECOND, '-30.00'), number='A-7')
    assert portal.open() == {('bill', '1'): '100.00', ('credit_note', '7'): '50.00'}
    assert portal.residuals('credit_note') == {'7': '50.00'}
    portal.send(note('7', '50.00', '2026-02-01', '1', ('1', '20.00'), number='A-7'))
    assert portal.open() == {('bill', '1'): '80.00', ('credit_note', '7'): '30.00'}
    assert portal.allocations('credit_note') == {'7': {'1': '20.00'}}
    assert portal.residuals('credit_note') == {'7': '30.00'}


@pytest.mark.postgresql("what is left is a query in SQL")
def test_delegated_payment_has_the_same_left_with_others_as_alone(portal, accountant, ledger):
    portal.send(
        payment('1', '40.00', '2026-02-01'), payment('2', '7.00', '2026-02-02', member='2'))
    Payment = ledger.get('asso.payment')

    def delegate():
        first, _ = Payment.search([], order=[('date', 'ASC')])
        line, = first.lines
        move = accountant.wizard('account.move.line.delegate').delegate_lines(
            [line], accountant.party('Morin 2'), accountant.journal(), FIRST)
        move.post()
    accountant.act(delegate)
    with ledger.transaction():
        first, second = Payment.search([], order=[('date', 'ASC')])
        alone = [str(Payment.get_residual([p], 'residual')[p.id]) for p in [first, second]]
        together = Payment.get_residual([first, second], 'residual')
        assert alone == [str(together[p.id]) for p in [first, second]] == ['0.00', '7.00']
    assert portal.balances() == {'1': '-100.00', '2': '47.00'}
