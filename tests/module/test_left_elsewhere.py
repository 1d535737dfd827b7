"""Payments and notes of which lines stand with another member, or stood there."""
import pytest

from tests.module.accountant import cancel_move
from tests.module.portal import bill, gone, note, payment


@pytest.fixture
def log(ledger):
    "What the log of allocations lacks, and whose rest is not what there is to give: nothing"
    def wrong():
        from trytond_asso_members.books.periods import Calendar
        from trytond_asso_members.settlement import decisions
        from trytond_asso_members.settlement.act import Act
        from trytond_asso_members.settlement.positions import Positions
        with ledger.transaction():
            association, = ledger.get('asso.association').search([])
            company = association.company
            payments = ledger.get('asso.payment').search([('state', '=', 'booked')])
            standing = Positions.of(
                Act(association, Calendar(company)), {p.party.id for p in payments}).payments
            return decisions.differences(company, payments, None) + [
                p.rec_name for p in payments
                if p.residual != sum(f.amount for f in standing[p.id].free)]
    return wrong


def lines(ledger, *domain):
    return ledger.get('account.move.line').search([
        ('account.type.receivable', '=', True), *domain], order=[('id', 'ASC')])


def test_note_that_is_delegated_has_nothing_left(portal, accountant, log):
    # Both members are read together, as one pays for the other
    portal.send(
        bill('2', '3.00', '2026-01-06', member='2'),
        payment('5', '3.00', '2026-01-07', ('2', '3.00')), note('9', '5.00', '2026-02-01', '1'))
    accountant.delegate('Morin 2', number='AV-000001')
    assert portal.residuals('credit_note') == {'9': '0.00'}
    assert log() == []
    assert portal.balances() == {'1': '-100.00', '2': '5.00'}


def test_deleted_note_that_is_lettered_again_pays_nothing(ledger, portal, accountant, log):
    portal.send(note('9', '5.00', '2026-02-01', '1', ('1', '5.00')))
    portal.send(gone('credit_note', '9'))

    def again():
        line, = accountant.bill('AV-000002').lines_to_pay
        lettered = list(line.reconciliation.lines)
        line.reconciliation.__class__.delete([line.reconciliation])
        accountant.reconcile(lettered)
    accountant.act(again)
    assert log() == []
    assert portal.balances() == {'1': '-100.00', '2': '0.00'}


def test_note_of_which_another_member_has_a_part_is_deleted_once_that_is_back(
        ledger, portal, accountant, log):
    portal.send(bill('2', '3.00', '2026-01-06', member='2'))
    portal.send(note('9', '5.00', '2026-02-01', '1', ('2', '3.00')))

    def take_off():
        paid = accountant.bill('F-2')
        for line in paid.payment_lines:
            line.reconciliation.__class__.delete([line.reconciliation])
        paid.__class__.remove_payment_lines([
                line for line in lines(ledger, ('party', '=', paid.party.id))
                if line.invoice_payments])
    accountant.act(take_off)
    assert log() == []
    assert portal.send(gone('credit_note', '9')) == {'9': 'payment_lettered'}

    def mend():
        "As the refusal says: undo the lettering, cancel the entry that took the money elsewhere"
        elsewhere, = lines(
            ledger, ('party', '=', accountant.party('Morin 2').id), ('credit', '=', 3))
        lettered = {line.reconciliation for line in elsewhere.move.lines} - {None}
        for reconciliation in lettered:
            reconciliation.__class__.delete([reconciliation])
        cancel_move(ledger, elsewhere.move)
    accountant.act(mend)
    portal.call('retry', '[]')
    assert portal.quarantine() == {}
    assert portal.balances() == {'1': '-100.00', '2': '-3.00'}
    assert portal.faults() == []


def test_repayment_that_a_person_cancelled_and_then_lettered_otherwise_is_deleted(
        ledger, portal, accountant, log):
    portal.send(
        gone('bill', '1'), payment('1', '5.00', '2026-02-01', allocations=None))
    portal.send(payment('2', '-5.00', '2026-02-02', allocations=None))

    def cancel_after_all():
        "The repayment is cancelled, and yet lettered with the payment, as it was before"
        back, = lines(ledger, ('debit', '=', 5), ('move.origin', '=', 'asso.payment,2'))
        lettered = list(back.reconciliation.lines)
        back.reconciliation.__class__.delete([back.reconciliation])
        cancel_move(ledger, back.move)
        back = back.__class__(back.id)
        back.reconciliation.__class__.delete([back.reconciliation])
        accountant.reconcile(lettered)
    accountant.act(cancel_after_all)
    assert portal.send(gone('payment', '2')) == {'2': 'applied'}
    assert log() == []
    assert portal.balances() == {'1': '5.00', '2': '0.00'}
    assert portal.open() == {('payment', '1'): '5.00'}


def test_payment_comes_back_to_what_a_person_made_of_its_lines(ledger, portal, log):
    portal.send(payment('5', '30.00', '2026-02-01', allocations=None))
    portal.send(payment('5', '30.00', '2026-02-01', member='2', allocations=None))

    def write_off():
        reversal, = lines(ledger, ('debit', '=', 30))
        reversal.reconciliation.__class__.delete([reversal.reconciliation])
        association, = ledger.get('asso.association').search([])
        account = association.account_revenue.id
        journal, = ledger.get('account.journal').create([{'name': "Loss", 'type': 'write-off'}])
        way, = ledger.get('account.move.reconcile.write_off').create([{
            'name': "Loss", 'company': association.company.id, 'journal': journal.id,
            'credit_account': account, 'debit_account': account}])
        reversal.__class__.reconcile([reversal], writeoff=way, date=reversal.date)
    ledger.run(write_off, _skip_warnings=True)
    assert portal.send(payment('5', '30.00', '2026-02-01', allocations=None)) == {'5': 'applied'}
    assert log() == []


def attach(ledger, accountant, name, number):
    "Say on the first credit that is open of the member that it pays the bill"
    line = lines(
        ledger, ('party', '=', accountant.party(name).id), ('reconciliation', '=', None),
        ('credit', '>', 0))[0]
    line.invoice_payment = accountant.bill(number)
    line.save()


@pytest.mark.parametrize('taken_off', [
    gone('payment', '5'),
    payment('5', '30.00', '2026-02-01', member=None),
    payment('5', '30.00', '2026-02-01', member='2')], ids=['deleted', 'unmatched', 'moved'])
def test_line_that_a_payment_has_left_behind_pays_no_bill(
        ledger, portal, accountant, log, taken_off):
    from trytond_asso_members.exceptions import AllocationError
    portal.send(payment('5', '30.00', '2026-02-01'))
    portal.send(taken_off)

    def unletter():
        lettered = lines(ledger, ('reconciliation', '!=', None))
        Reconciliation = ledger.get('account.move.reconciliation')
        Reconciliation.delete(list({line.reconciliation for line in lettered}))
    accountant.act(unletter)
    for _ in range(2):
        with pytest.raises(AllocationError, match="has been taken off this party"):
            accountant.act(attach, ledger, accountant, 'Morin 1', 'F-1')
    assert portal.send(payment('5', '30.00', '2026-02-01', ('1', '30.00'))) == {'5': 'applied'}
    assert portal.allocations() == {'5': {'1': '30.00'}}
    assert log() == []


def test_line_delegated_to_another_member_pays_the_bill_of_that_one(
        ledger, portal, accountant, log):
    portal.send(bill('2', '50.00', '2026-01-06', member='2'), payment('5', '30.00', '2026-02-01'))

    def delegate():
        credit, = lines(ledger, ('credit', '=', 30))
        accountant.wizard('account.move.line.delegate').delegate_lines(
            [credit], accountant.party('Morin 2'), accountant.journal(), credit.date).post()
    accountant.act(delegate)
    accountant.act(attach, ledger, accountant, 'Morin 2', 'F-2')
    assert (log(), portal.allocations()) == ([], {'5': {'2': '30.00'}})
    assert portal.balances() == {'1': '-100.00', '2': '-20.00'}

    def give_back():
        Payment = ledger.get('asso.payment')
        Payment.give_back(Payment.search([]))
    ledger.run(give_back)
    portal.send(payment('5', '30.00', '2026-02-01', ('1', '20.00')))
    assert (log(), portal.allocations()) == ([], {'5': {'1': '20.00'}})
    assert portal.balances() == {'1': '-70.00', '2': '-50.00'}
