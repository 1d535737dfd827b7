"""A treasurer's acts: booked as the portal's are, logged, and undone by one click."""
import datetime as dt

import pytest

from tests.module.clerk import Clerk
from tests.module.portal import OWING, bill, fee, gone, line, payment

OWED = OWING[-1]
on_postgresql = pytest.mark.postgresql("the log's queries, and acts that start again for a lock")


@pytest.fixture
def clerk(ledger, portal):
    return Clerk(ledger, portal)


def lock(ledger, portal):
    "Close the period of February"
    def work():
        Period = ledger.get('account.period')
        Period.close(Period.search([
                    ('start_date', '<=', dt.date(2026, 2, 10)),
                    ('end_date', '>=', dt.date(2026, 2, 10)), ('type', '=', 'standard')]))
    ledger.run(work)


def refusal(work, *arguments, **values):
    from trytond_asso_members.exceptions import ActError
    with pytest.raises(ActError) as error:
        work(*arguments, **values)
    return str(error.value)


@on_postgresql
def test_cash_for_two_bills_pays_them_and_the_rest_stays_ahead(portal, clerk):
    portal.send(bill('2', '30.00', '2026-01-06'), bill('3', '20.00', '2026-01-07'))
    clerk.receive('60.00', 'F-2', 'F-3', label="reçu 12")
    assert portal.residuals('bill') == {'1': '100.00', '2': '0.00', '3': '0.00'}
    assert portal.open() == {('bill', '1'): '100.00', ('payment', "reçu 12"): '10.00'}
    assert clerk.acts() == [('received', '60.00', "reçu 12", False)]
    clerk.undo()
    clerk.undo(checked=False)
    assert portal.residuals('bill') == {'1': '100.00', '2': '30.00', '3': '20.00'}
    assert clerk.acts() == [('received', '60.00', "reçu 12", True)]
    clerk.receive('60.00', 'F-2', 'F-3')
    assert portal.balances()['1'] == '-90.00'


def test_cheque_of_a_member_pays_the_oldest_bill_or_stays_ahead(portal, clerk):
    clerk.receive('40.00', means='check')
    assert portal.residuals('bill') == {'1': '60.00'}
    clerk.receive('10.00', pays='advance')
    assert portal.residuals('bill') == {'1': '60.00'}
    assert portal.balances()['1'] == '-50.00'


def test_refund_takes_what_is_ahead_and_no_more(portal, clerk):
    portal.send(payment('1', '130.00', '2026-02-01', ('1', '100.00')))
    clerk.receive('20.00', pays='advance')
    assert "50,00" in refusal(clerk.refund, '50.01')
    clerk.refund('45.00')
    assert portal.balances()['1'] == '5.00'
    assert portal.residuals() == {'1': '0.00'}
    assert refusal(clerk.refund, '45.00') != ''
    clerk.undo()
    assert portal.balances()['1'] == '50.00'
    clerk.refund('50.00')
    assert "rien d'avance" in refusal(clerk.refund, '1.00')
    clerk.undo()
    clerk.refund('45.00', means='transfer')
    assert portal.balances()['1'] == '5.00'


def test_refund_stands_as_the_portal_sends_its_payment_again(portal, clerk):
    portal.send(payment('1', '130.00', '2026-02-01', ('1', '100.00')))
    clerk.refund('30.00')
    portal.send(payment('1', '130.00', '2026-02-01', ('1', '100.00'), label="autre"))
    assert portal.open() == {}
    assert portal.residuals() == {'1': '0.00'}


@on_postgresql
def test_bill_written_off_is_given_up_and_due_again_once_undone(portal, clerk):
    clerk.write_off('F-1')
    assert portal.states() == {'1': 'paid'}
    entry = portal.entries()
    assert {(e['type'], e['kind'], e['amount']) for e in entry.values()} == {
        ('bill', 'invoice', '100.00'), ('other', 'write_off', '100.00')}
    assert "nothing to write off" in refusal(clerk.write_off, 'F-1')
    clerk.undo()
    clerk.undo(checked=False)
    assert portal.balances()['1'] == '-100.00'
    assert portal.states() == {'1': 'posted'}
    clerk.write_off('F-1')
    assert portal.balances()['1'] == '0.00'


def test_part_written_off_leaves_the_rest_to_be_paid(portal, clerk):
    clerk.write_off('F-1', amount='30.00')
    assert portal.residuals('bill') == {'1': '70.00'}
    portal.send(payment('1', '70.00', '2026-02-12', ('1', '70.00')))
    assert portal.states() == {'1': 'paid'}
    clerk.undo()
    assert portal.residuals('bill') == {'1': '30.00'}


def test_write_off_above_the_limit_is_refused(portal, clerk):
    portal.settings(write_off_limit=50)
    assert "F-1" in refusal(clerk.write_off, 'F-1')
    assert clerk.acts() == []
    assert portal.balances()['1'] == '-100.00'


def test_fee_called_and_written_off_is_neither_income_nor_loss(portal, clerk, treasurer):
    portal.settings(fee_income='payment')
    portal.send(fee('2', '15.00', '2026-02-01'))
    number = clerk.ledger.run(lambda: clerk.ledger.get('account.invoice').search([
                ('bill_kind', '=', 'membership_fee')])[0].number)
    clerk.write_off(number)
    assert [treasurer.balance(code) for code in ['6541', '7561', '4671']] == [
        '0.00', '0.00', '0.00']
    clerk.undo()
    portal.send(payment('1', '15.00', '2026-02-12', ('2', '15.00')))
    assert [treasurer.balance(code) for code in ['6541', '7561', '4671']] == [
        '0.00', '-15.00', '0.00']


@on_postgresql
def test_closed_period_refuses_an_act_and_its_undoing(ledger, portal, clerk):
    clerk.receive('20.00')
    clerk.write_off('F-1', amount='10.00')
    lock(ledger, portal)
    before = portal.balances()
    for work in [
            lambda: clerk.receive('20.00'), lambda: clerk.write_off('F-1'),
            lambda: clerk.undo(0), lambda: clerk.undo(1)]:
        assert "2026-02" in refusal(work)
    assert portal.balances() == before


def test_who_keeps_no_accounts_may_do_nothing(ledger, portal, clerk):
    from trytond.model.exceptions import AccessButtonError, AccessError

    company = ledger.company()

    def make():
        User, Group = ledger.get('res.user'), ledger.get('res.group')
        group, = Group.search([('name', '=', "Association: Members")])
        user, = User.create([{
                    'name': "Bénévole", 'login': 'volunteer', 'groups': [('add', [group.id])],
                    'companies': [('add', [company])], 'company': company}])
        return user.id
    user = ledger.run(make)
    clerk.write_off('F-1')
    with pytest.raises(AccessButtonError):
        clerk.undo(user=user)
    with pytest.raises(AccessError):
        clerk.do('refund', lambda: [clerk.member()], 'refund', lambda form: None, user=user)
    assert [undone for *_, undone in clerk.acts()] == [False]


def test_credit_note_pays_its_bill_and_its_undoing_opens_it_again(portal, clerk):
    clerk.credit('F-1', 'amount', amount=30)
    assert portal.residuals('bill') == {'1': '70.00'}
    clerk.credit('F-1')
    assert portal.states() == {'1': 'paid'}
    assert "0,00" in refusal(clerk.credit, 'F-1')
    note, = [e for e in portal.entries().values() if e['amount'] == '30.00']
    assert (note['type'], note['label']) == ('credit_note', "Avoir sur F-1 : geste")
    clerk.undo()
    clerk.undo(0)
    clerk.undo(0, checked=False)
    assert portal.balances()['1'] == '-100.00'
    clerk.credit('F-1')
    assert portal.balances()['1'] == '0.00'


def test_credit_note_by_line_credits_that_line_and_its_tax(portal, clerk):
    portal.send(bill('2', '36.00', '2026-01-06', lines=[
                line('20.00', '20.00', '4.00'), line('12.00')]))
    clerk.credit('F-2', 'lines', lines=['12.00', '12.00'])
    assert portal.residuals('bill') == {'1': '100.00', '2': '12.00'}
    assert "12,00" in refusal(clerk.credit, 'F-2', 'lines', lines=['12.01'])
    note = clerk.ledger.run(lambda: [
            (str(i.untaxed_amount), str(i.tax_amount)) for i in clerk.ledger.get(
                'account.invoice').search([('bill_kind', '=', 'credit_note')])])
    assert note == [('-22.00', '-2.00')]


def test_credit_note_on_a_paid_bill_is_ahead(portal, clerk):
    portal.send(payment('1', '100.00', '2026-02-01', ('1', '100.00')))
    clerk.credit('F-1', 'amount', amount=25)
    assert portal.balances()['1'] == '25.00'
    clerk.refund('25.00')
    assert portal.balances()['1'] == '0.00'


def test_bill_that_the_portal_deletes_is_credited_once(portal, clerk):
    clerk.credit('F-1', 'amount', amount=30)
    for _ in range(2):
        assert portal.send(gone('bill', '1')) == {'1': 'applied'}
        assert portal.balances()['1'] == '0.00'
        # A dump that was written in part: with the next one the bill is back, and its credit
        assert portal.send(OWED) == {'1': 'applied'}
        assert portal.balances()['1'] == '-70.00'
        assert portal.residuals('bill') == {'1': '70.00'}
    clerk.undo()
    assert portal.balances()['1'] == '-100.00'
    portal.send(gone('bill', '1'))
    portal.send(OWED)
    assert portal.balances()['1'] == '-100.00'


def test_bill_whose_credit_is_delegated_is_not_deleted(portal, clerk, accountant):
    portal.send(payment('1', '100.00', '2026-02-01', ('1', '100.00')))
    clerk.credit('F-1', 'amount', amount=30)
    accountant.delegate('Morin 2', number='AV-000001')
    assert portal.send(gone('bill', '1'), bill('2', '5.00', '2026-02-02')) == {
        '1': 'payment_lettered', '2': 'applied'}
    assert portal.balances() == {'1': '-5.00', '2': '30.00'}


def test_credit_undone_after_its_bill_was_deleted_stays_undone(portal, clerk):
    clerk.credit('F-1', 'amount', amount=30)
    portal.send(gone('bill', '1'))
    clerk.undo()
    assert portal.balances()['1'] == '0.00'
    portal.send(OWED)
    assert portal.balances()['1'] == '-100.00'


def test_payment_attached_in_tryton_stays_until_it_is_given_back(portal, clerk):
    sent = payment('1', '100.00', '2026-02-01', member=None, label="VIR ADA MORIN 1")
    portal.send(sent)
    clerk.attach('1')
    assert portal.balances() == {'1': '0.00', '2': '0.00'}
    assert portal.states() == {'1': 'paid'}
    portal.send(payment('1', '100.00', '2026-02-01', member='2', label="VIR ADA MORIN 1"))
    portal.send(sent)
    assert portal.balances() == {'1': '0.00', '2': '0.00'}
    clerk.give_back('1')
    clerk.give_back('1')
    clerk.undo(checked=False)
    assert [(kind, undone) for kind, _, _, undone in clerk.acts()] == [
        ('attached', False), ('given_back', False)]
    portal.send(payment('1', '100.00', '2026-02-01', member='2', label="VIR ADA MORIN 1"))
    assert portal.balances() == {'1': '-100.00', '2': '100.00'}
    clerk.undo(0)  # the portal has named its member since
    assert portal.balances() == {'1': '-100.00', '2': '100.00'}
    assert [undone for *_, undone in clerk.acts()] == [True, False]


def test_attached_payment_waits_again_once_undone(portal, clerk):
    portal.send(payment('1', '100.00', '2026-02-01', member=None))
    clerk.attach('1', '1')
    clerk.undo()
    clerk.undo(checked=False)
    assert portal.balances()['1'] == '-100.00'
    assert [p['residual'] for p in portal.snapshot()['unmatched']] == ['100.00']
    clerk.attach('1', '1')
    portal.send(gone('payment', '1'))
    for _ in range(2):
        assert portal.balances()['1'] == '-100.00'
        clerk.undo(checked=False)
    assert all(undone for *_, undone in clerk.acts())


def test_payment_attached_again_once_given_back_is_the_portals_when_undone(portal, clerk):
    sent = payment('1', '40.00', '2026-02-01', member=None)
    portal.send(sent)
    clerk.attach('1', '1')
    clerk.give_back('1')
    portal.send(sent)
    clerk.attach('1', '2')
    clerk.undo()
    clerk.undo(checked=False)
    portal.send(payment('1', '40.00', '2026-02-01'))
    assert portal.balances() == {'1': '-60.00', '2': '0.00'}


def test_second_move_of_a_payment_undone_leaves_the_first(portal, clerk):
    sent = payment('1', '40.00', '2026-02-01', member=None)
    portal.send(sent)
    clerk.attach('1', '1')
    clerk.attach('1', '2')
    assert "l'acte suivant" in refusal(clerk.undo, 0)
    clerk.undo()
    portal.send(payment('1', '40.00', '2026-02-01', member=None, label="autre"))
    assert portal.balances() == {'1': '-60.00', '2': '0.00'}
    clerk.undo(0)
    assert portal.balances() == {'1': '-100.00', '2': '0.00'}


def test_bill_written_off_in_part_is_credited_by_the_rest_alone(portal, clerk):
    clerk.write_off('F-1', amount='40.00')
    assert "60,00" in refusal(clerk.credit, 'F-1', how='amount', amount='60.01')
    clerk.credit('F-1')
    assert portal.balances() == {'1': '0.00', '2': '0.00'}
    assert portal.residuals('bill') == {'1': '0.00'}


@on_postgresql
def test_payment_moved_to_another_member_pays_the_bills_of_that_one(portal, clerk):
    portal.send(
        bill('2', '60.00', '2026-01-06', member='2'),
        payment('1', '100.00', '2026-02-01', ('1', '100.00')))
    clerk.attach('1', '2')
    assert portal.residuals('bill') == {'1': '100.00', '2': '0.00'}
    portal.send(payment('1', '100.00', '2026-02-01', ('1', '100.00'), label="autre"))
    assert portal.balances() == {'1': '-100.00', '2': '40.00'}
    portal.send(bill('3', '15.00', '2026-02-06', member='2'))
    assert portal.balances()['2'] == '25.00'
    clerk.undo()
    assert portal.balances() == {'1': '0.00', '2': '-75.00'}
    portal.send(payment('1', '100.00', '2026-02-01', ('1', '100.00')))
    assert portal.states() == {'1': 'paid', '2': 'posted', '3': 'posted'}
    assert [kind for kind, *_ in clerk.acts()] == ['moved']


def test_draft_and_several_members_are_refused(portal, clerk):
    portal.send(bill('2', '60.00', '2026-01-06', member='2'))
    assert "one member only" in refusal(clerk.receive, '10.00', 'F-1', 'F-2')
    clerk.credit('F-1')
    number = clerk.ledger.run(lambda: clerk.ledger.get('account.invoice').search([
                ('bill_kind', '=', 'credit_note')])[0].number)
    assert number in refusal(clerk.credit, number)
