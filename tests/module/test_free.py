"""What is left is what is free: whatever people did in Tryton counts once."""
import pytest

from tests.module.accountant import FIRST
from tests.module.portal import bill, gone, note, payment


def undo_and_letter_again(portal, accountant):
    def work():
        line, = accountant.bill().lines_to_pay
        lines = list(line.reconciliation.lines)
        line.reconciliation.delete([line.reconciliation])
        line.reconcile(lines)
    accountant.act(work)


def cancel_note(portal, accountant):
    def work():
        feed, = portal.feed.search([])
        feed.company.cancel_invoice_out = True
        feed.company.save()
        found, = portal.ledger.get('asso.payment').search([('kind', '=', 'credit_note')])
        found.credit_note.cancel([found.credit_note])
    accountant.act(work)


def test_credit_note_cancelled_in_tryton_gives_nothing(portal, accountant):
    portal.send(payment('1', '100.00', '2026-03-10', allocations=None))
    undo_and_letter_again(portal, accountant)
    portal.send(note('2', '10.00', '2026-04-01', '1', allocations=None))
    cancel_note(portal, accountant)
    assert portal.balances()['1'] == '0.00'
    assert portal.send(bill('2', '15.00', '2026-05-01')) == {'2': 'applied'}
    assert portal.balances()['1'] == '-15.00'
    assert portal.open() == {('bill', '2'): '15.00'}


@pytest.mark.postgresql("what is free is a query in SQL")
def test_part_payment_replaced_by_other_money_is_logged_and_kept_for_the_bill(
        portal, accountant):
    portal.send(
        payment('1', '60.00', '2026-03-10', ('1', '60.00')),
        payment('2', '100.00', '2026-03-11'))
    bill_line_and_money = ('100.00', '-100.00')

    def letter():
        Line = portal.ledger.get('account.move.line')
        Line.reconcile([
                line for line in Line.search([
                        ('account.type.receivable', '=', True),
                        ('reconciliation', '=', None)])
                if str(line.debit - line.credit) in bill_line_and_money])
    accountant.act(letter)
    assert portal.allocations() == {'1': {}, '2': {'1': '100.00'}}
    assert portal.excess() == {'1': {'1': '60.00'}}
    assert portal.deciders() == {'1': 'portal', '2': 'person'}
    assert portal.open() == {('payment', '1'): '60.00'}
    accountant.act(accountant.unletter)
    assert portal.deciders() == {'1': 'portal', '2': 'portal'}
    portal.send(payment('3', '1.00', '2026-03-12', ('1', '1.00')))
    assert portal.allocations() == {'1': {'1': '60.00'}, '2': {}, '3': {'1': '1.00'}}
    assert portal.excess() == {}


def test_bill_written_off_is_paid_after_all(portal, accountant):
    accountant.write_off()
    portal.send(payment('1', '100.00', '2026-03-10', ('1', '100.00')))
    assert portal.balances()['1'] == '100.00'
    assert portal.open() == {('payment', '1'): '100.00'}
    assert portal.excess() == {'1': {'1': '100.00'}}


@pytest.mark.parametrize('unlettered', [pytest.param(False, marks=pytest.mark.stress), True])
def test_payment_cancelled_in_tryton_is_not_reversed_twice(portal, accountant, unlettered):
    portal.send(payment('1', '100.00', '2026-03-10', ('1', '100.00'), means='check'))
    accountant.act(accountant.unletter)
    accountant.cancel_move(lambda: portal.ledger.get('asso.payment').search([])[0].move)
    assert portal.balances()['1'] == '-100.00'
    if unlettered:
        accountant.act(accountant.unletter_all)
    assert portal.send(gone('payment', '1')) == {'1': 'applied'}
    assert portal.balances()['1'] == '-100.00'
    assert portal.open() == {('bill', '1'): '100.00'}


def test_payment_cancelled_in_tryton_is_not_given_to_another_member(portal, accountant):
    portal.send(payment('1', '100.00', '2026-03-10'))
    accountant.cancel_move(lambda: portal.ledger.get('asso.payment').search([])[0].move)
    assert portal.send(payment('1', '100.00', '2026-03-10', member='2')) == {
        '1': 'payment_lettered'}


def delegate_payment(portal, accountant, to):
    def work():
        found, = portal.ledger.get('asso.payment').search([])
        line, = (line for line in found.lines if not line.reconciliation)
        accountant.wizard('account.move.line.delegate').delegate_lines(
            [line], accountant.party(to), accountant.journal(), FIRST).post()
    accountant.act(work)


def test_delegated_payment_is_of_the_other_party_alone(portal, accountant):
    portal.send(payment('1', '30.00', '2026-01-08', ('1', '30.00')))
    delegate_payment(portal, accountant, 'Morin 2')
    assert portal.balances() == {'1': '-100.00', '2': '30.00'}
    assert portal.allocations() == {'1': {}}
    assert portal.deciders() == {'1': 'person'}
    assert portal.send(
        bill('2', '5.00', '2026-05-01'), bill('3', '7.00', '2026-05-01', member='2'),
        payment('2', '20.00', '2026-05-02', ('1', '20.00'))) == {
            '2': 'applied', '3': 'applied'}
    assert portal.balances() == {'1': '-85.00', '2': '23.00'}
    assert portal.open('2') == {('bill', '3'): '7.00', ('other', None): '30.00'}
    assert portal.send(gone('payment', '1')) == {'1': 'payment_lettered'}


def test_repayment_that_a_person_delegated_takes_nothing(portal, accountant):
    portal.send(payment('1', '-30.00', '2026-01-08', allocations=None))
    delegate_payment(portal, accountant, 'Morin 2')
    portal.send(payment('2', '50.00', '2026-01-07', allocations=None))
    assert portal.allocations() == {'1': {}, '2': {'1': '50.00'}}
    assert portal.balances() == {'1': '-50.00', '2': '-30.00'}


def test_allocations_above_the_bill_go_to_the_oldest_payment_first(portal):
    late = payment('2', '60.00', '2026-03-11', ('1', '60.00'))
    early = payment('1', '60.00', '2026-03-10', ('1', '60.00'))
    portal.send(late)
    portal.send(early)
    assert portal.allocations() == {'1': {'1': '60.00'}, '2': {'1': '40.00'}}
    assert portal.excess() == {'2': {'1': '20.00'}}
    portal.send(gone('payment', '1'))
    assert portal.allocations() == {'2': {'1': '60.00'}}
    assert portal.excess() == {}


def test_lettering_and_unlettering_again_is_no_decision(portal, accountant):
    portal.send(payment('1', '100.00', '2026-03-10'))
    accountant.act(lambda: accountant.reconcile_all('Morin 1'))
    assert portal.deciders() == {'1': 'person'}
    accountant.act(accountant.unletter)
    assert portal.deciders() == {'1': 'portal'}
    assert portal.send(payment('1', '100.00', '2026-03-10')) == {'1': 'applied'}


def test_unlettering_and_lettering_again_is_a_decision_that_can_be_given_back(
        portal, accountant):
    portal.send(payment('1', '100.00', '2026-03-10', allocations=None))
    undo_and_letter_again(portal, accountant)
    assert portal.deciders() == {'1': 'person'}
    accountant.act(lambda: portal.ledger.get('asso.payment').give_back(
        portal.ledger.get('asso.payment').search([])))
    assert portal.deciders() == {'1': 'ledger'}


@pytest.mark.postgresql("what is open is a query in SQL")
def test_bill_that_only_a_draft_pays_is_not_paid_in_what_members_read(portal, accountant):
    portal.send(payment('1', '60.00', '2026-03-10', ('1', '60.00')))
    accountant.pay_by_draft()
    sound = portal.faults
    portal.faults = lambda: [f for f in sound() if f[0] not in {
        'a move is not posted', 'a number of a move is missing or there twice'}]
    assert portal.states() == {'1': 'paid'}
    assert portal.balances()['1'] == '-40.00'
    assert portal.open() == {('bill', '1'): '40.00'}
    assert accountant.overdue() == 40
    # Its room is taken
    portal.send(payment('2', '10.00', '2026-03-11', ('1', '10.00')))
    assert portal.balances()['1'] == '-30.00'
    assert portal.excess() == {'2': {'1': '10.00'}}


@pytest.mark.parametrize('unlettered', [pytest.param(False, marks=pytest.mark.stress), True])
def test_bill_whose_move_was_cancelled_is_not_credited_too(portal, accountant, unlettered):
    accountant.cancel_move(lambda: accountant.bill().move)
    if unlettered:
        accountant.act(accountant.unletter_all)
    assert portal.balances()['1'] == '0.00'
    portal.send(payment('1', '100.00', '2026-03-10', ('1', '100.00')))
    assert portal.balances()['1'] == '100.00'
    assert portal.send(gone('bill', '1')) == {'1': 'applied'}
    assert portal.balances()['1'] == '100.00'
    assert portal.open() == {('payment', '1'): '100.00'}


@pytest.mark.parametrize('unlettered', [pytest.param(False, marks=pytest.mark.stress), True])
def test_bill_delegated_to_another_cannot_be_deleted(portal, accountant, unlettered):
    accountant.delegate('Morin 2')
    if unlettered:
        accountant.ledger.run(accountant.unletter_all, _skip_warnings=True)
    for _ in range(2):
        assert portal.send(gone('bill', '1')) == {'1': 'bill_delegated'}
    accountant.cancel_move(lambda: accountant.bill().additional_moves[0])
    assert portal.send(gone('bill', '1')) == {'1': 'applied'}
    assert portal.balances() == {'1': '0.00', '2': '0.00'}


@pytest.mark.parametrize('unlettered', [pytest.param(False, marks=pytest.mark.stress), True])
def test_credit_note_cancelled_in_tryton_is_not_reversed_twice(portal, accountant, unlettered):
    portal.send(note('2', '10.00', '2026-04-01', '1'))
    cancel_note(portal, accountant)
    assert portal.deciders('credit_note') == {'2': 'person'}
    if unlettered:
        accountant.act(accountant.unletter_all)
    assert portal.balances()['1'] == '-100.00'
    portal.send(bill('2', '15.00', '2026-05-01'))
    assert portal.send(gone('credit_note', '2')) == {'2': 'applied'}
    assert portal.balances()['1'] == '-115.00'


def test_unmatched_payment_cancelled_in_tryton_is_not_reversed_twice(portal, accountant):
    portal.send(payment('1', '50.00', '2026-03-10', member=None))
    accountant.cancel_move(lambda: portal.ledger.get('asso.payment').search([])[0].move)
    assert portal.send(gone('payment', '1')) == {'1': 'applied'}
    assert portal.balances()['1'] == '-100.00'
    with portal.ledger.transaction():
        Move = portal.ledger.get('account.move')
        assert Move.search_count([('state', '=', 'posted')]) == 3


def test_credit_note_on_the_bill_of_another_is_refused(portal):
    assert portal.send(note('1', '10.00', '2026-03-10', '1', member='2')) == {
        '1': 'bill_of_another'}
