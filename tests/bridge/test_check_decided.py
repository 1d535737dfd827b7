"""What was booked in Tryton alone is told by `check` as a decision, with who and why."""
import datetime as dt
import json
from decimal import Decimal

import pytest

from asso_bridge import sync
from asso_bridge.comparison import differences, laying
from asso_bridge.comparison.check import check
from asso_bridge.comparison.staging import Staging
from tests.bridge.dumps import allocation, find, payment, rows, write
from tests.module.accountant import Accountant, cancel_move
from tests.module.portal import Portal

pytestmark = pytest.mark.usefixtures('in_english')
NOTHING = "It was decided in Tryton: nothing is to be done."


@pytest.fixture
def accountant(embedded, ledger):
    "An accountant beside a portal whose bills 1 and 2 are paid by nobody, and whose run is done."
    return employ(embedded, ledger, unpaid())


def employ(settings, ledger, changed):
    write(settings.dump, changed)
    sync.run(settings)
    return Accountant(ledger, Portal(ledger))


def unpaid():
    return [r for r in rows() if r not in (
        payment(1, 1, '33.00'), allocation(1, 1, 1, '18.00'), allocation(2, 1, 2, '15.00'))]


def told(settings):
    result = check(settings)
    assert [(d.mend, d.cents) for d in result.decided] == [(NOTHING, 0)] * len(result.decided)
    return result.exit_code, [d.what for d in result.decided], [
        (d.type, d.id) for d in result.wrong]


def enter(accountant, amount, why=None):
    "An entry by hand of what Huß owes."
    def work():
        party = accountant.party('Huß')
        line = accountant.post(
            party, accountant.bill('202601-000001').account, Decimal(amount))
        if why:
            table = line.__table__()
            from trytond.transaction import Transaction
            Transaction().connection.cursor().execute(*table.update(
                [table.description], [why], where=table.id == line.id))
        return line.move.number
    return accountant.act(work)


def test_entry_by_hand_is_a_decision_with_who_and_why(embedded, accountant):
    number = enter(accountant, '7.50', "Clé perdue")
    assert told(embedded) == (0, [
        "The balance of the member 1 is -33.00 in the portal, -40.50 in the books, -7.50 of it "
        f"booked in Tryton alone: entry {number} of -7.50 (Administrator, Clé perdue)."], [])


def test_bills_from_before_the_cutover_have_their_totals_alone(embedded, ledger):
    def begin():
        Association = ledger.get('asso.association')
        Association.write(Association.search([]), {'cutover': dt.date(2026, 7, 1)})
    ledger.run(begin)
    employ(embedded, ledger, rows())
    assert told(embedded) == (0, [], [])


@pytest.mark.stress
def test_bill_of_tryton_is_a_decision(embedded, accountant):
    number = accountant.invoice('12.00', of='Huß')
    assert told(embedded) == (0, [
        "The balance of the member 1 is -33.00 in the portal, -45.00 in the books, -12.00 of it "
        f"booked in Tryton alone: bill {number} of -12.00 (Administrator)."], [])


@pytest.mark.stress
def test_credit_note_in_tryton_is_a_decision_of_the_bill_and_of_the_balance(
        embedded, accountant):
    def credit():
        bill = accountant.bill('202601-000001')
        bill.credit([bill], refund=True, invoice_date=dt.date(2026, 2, 9))
    accountant.act(credit)
    exit_code, decided, wrong = told(embedded)
    assert (exit_code, wrong) == (0, [])
    assert decided[0] == "The bill 1 has 18.00 left to pay in the portal, 0.00 in the books."
    assert decided[1].startswith(
        "The balance of the member 1 is -33.00 in the portal, -15.00 in the books, 18.00 of it "
        "booked in Tryton alone: bill ")


def test_what_the_portal_deleted_is_no_decision(embedded, ledger):
    note = payment(9, 1, '5.00', payment_mean='creditnote', bill=1)
    write(embedded.dump, [*unpaid(), note])
    sync.run(embedded)
    number = enter(employ(embedded, ledger, unpaid()), '7.50')
    assert told(embedded) == (0, [
        "The balance of the member 1 is -33.00 in the portal, -40.50 in the books, -7.50 of it "
        f"booked in Tryton alone: entry {number} of -7.50 (Administrator)."], [])


def test_bill_paid_in_tryton_is_a_decision(embedded, accountant):
    accountant.pay('10.00', '202601-000001')
    exit_code, decided, wrong = told(embedded)
    assert (exit_code, wrong) == (0, [])
    assert decided[0] == "The bill 1 has 18.00 left to pay in the portal, 8.00 in the books."
    assert decided[1].startswith(
        "The balance of the member 1 is -33.00 in the portal, -23.00 in the books, 10.00 of it "
        "booked in Tryton alone: entry ")


@pytest.mark.stress
def test_bill_paid_in_tryton_that_the_portal_gives_to_another_is_a_decision(
        embedded, accountant):
    accountant.pay('10.00', '202601-000001')
    portal = accountant.portal
    portal.call('finish', str(portal.run), '{"state": "done"}')
    changed = unpaid()
    find(changed, 'billing.bill', 1)['member'] = 2
    write(embedded.dump, changed)
    sync.run(embedded)
    _, decided, wrong = told(embedded)
    assert decided[0] == "The bill 1 has 18.00 left to pay in the portal, 8.00 in the books."
    assert wrong == []


def test_payment_that_a_bill_settled_in_tryton_cannot_take_is_a_decision(embedded, accountant):
    accountant.pay('10.00', '202601-000001')
    portal = accountant.portal
    portal.call('finish', str(portal.run), '{"state": "done"}')
    write(embedded.dump, [*unpaid(), payment(9, 1, '18.00'), allocation(9, 9, 1, '18.00')])
    sync.run(embedded)
    exit_code, decided, wrong = told(embedded)
    assert (exit_code, wrong) == (0, [])
    assert decided[0] == (
        "The payment 9 pays 18.00 of the bill 1 in the portal, 8.00 in the books.")


def test_payment_that_a_bill_paid_by_hand_cannot_take_is_a_decision(embedded, ledger):
    changed = [*unpaid(), payment(9, 1, '18.00')]
    accountant = employ(embedded, ledger, changed)

    def allocate():
        paid, = ledger.get('asso.payment').search([('portal_id', '=', '9')])
        bill = accountant.bill('202601-000001')
        paid.allocate_by_hand({('bill', bill.id): Decimal('18.00')}, "il l'a dit")
    accountant.act(allocate)
    portal = accountant.portal
    portal.call('finish', str(portal.run), '{"state": "done"}')
    write(embedded.dump, [*changed, payment(10, 1, '18.00'), allocation(10, 10, 1, '18.00')])
    for _ in range(2):
        sync.run(embedded)
        assert told(embedded) == (0, [
            "The payment 9 pays 0.00 of the bill 1 in the portal, 18.00 in the books.",
            "The payment 10 pays 18.00 of the bill 1 in the portal, 0.00 in the books."], [])


@pytest.mark.parametrize('paid_by, decided', [
    ({'by': 'ledger', 'member_by': 'person'}, True),
    ({'by': 'person', 'member_by': 'portal'}, True),
    ({'by': 'ledger', 'member_by': 'portal'}, False),
    ])
def test_payment_that_a_bill_cannot_take_is_a_decision_if_a_person_decided_of_what_pays_it(
        paid_by, decided):
    "Payment 9 pays bill 1 for good, as of a closed year; the portal gives the bill payment 10."
    given = [{'bill': '1', 'amount': '18.00'}]
    records = [
        ('bill', '1', {
            'total': '18.00', 'draft': False, 'lines': [{'net': '18.00', 'tax': '0.00'}]},
            {'total': '18.00', 'residual': '0.00'}),
        ('payment', '9', {'amount': '18.00', 'allocations': None},
            {**paid_by, 'allocations': given}),
        ('payment', '10', {'amount': '18.00', 'allocations': given},
            {'by': 'portal', 'member_by': 'portal', 'excess': given})]
    with Staging() as staging:
        staging.db.executescript(laying.TABLES)
        for number, (kind, id_, portal, book) in enumerate(records):
            staging.db.execute(
                "insert into change values (?, ?, ?, 'upsert', '', ?, '')",
                (number, kind, id_, json.dumps(portal)))
            laying._lay_record(staging, kind, {'id': id_, **book})
        laying.lay_wishes(staging)
        assert [(d.id, d.decided) for d in differences.allocations(staging)] == [('10', decided)]


def test_payment_that_a_bill_cannot_take_as_the_portal_gives_it_too_much_is_wrong(embedded):
    write(embedded.dump, [
        *unpaid(), payment(9, 1, '18.00'), allocation(9, 9, 1, '18.00'),
        payment(10, 1, '5.00'), allocation(10, 10, 1, '5.00')])
    sync.run(embedded)
    assert told(embedded) == (2, [], [('payment', '10')])


@pytest.mark.stress
def test_payment_of_the_portal_for_a_bill_of_tryton_is_a_decision(embedded, accountant):
    accountant.invoice('18.00', of='Huß')
    portal = accountant.portal
    portal.call('finish', str(portal.run), '{"state": "done"}')
    write(embedded.dump, [*unpaid(), payment(9, 2, '18.00')])
    sync.run(embedded)

    def attach():
        from trytond_asso_members.acts.attach import attach
        paid, = accountant.ledger.get('asso.payment').search([('portal_id', '=', '9')])
        attach(paid, accountant.party('Huß').id, "il l'a dit")
    accountant.act(attach)
    exit_code, decided, wrong = told(embedded)
    assert (exit_code, wrong) == (0, [])
    assert decided[-1] == (
        "The balance of the member 2 is -2.00 in the portal, -20.00 in the books, -18.00 of it "
        "booked in Tryton alone: payment 9 of -18.00 (Administrator, il l'a dit).")


@pytest.mark.stress
def test_bill_delegated_in_tryton_is_a_decision_for_both(embedded, accountant):
    accountant.delegate("Atelier", number='202601-000001')
    exit_code, decided, wrong = told(embedded)
    assert (exit_code, wrong) == (0, [])
    assert sorted(what.partition(", ")[0] for what in decided if "balance" in what) == [
        "The balance of the member 1 is -33.00 in the portal",
        "The balance of the member 2 is -20.00 in the portal"]


def test_payment_delegated_in_tryton_is_a_decision_for_both(embedded, ledger):
    accountant = employ(embedded, ledger, [*unpaid(), payment(9, 1, '18.00')])

    def delegate():
        line, = accountant.ledger.get('account.move.line').search([
                ('credit', '=', 18), ('party', '=', accountant.party('Huß').id)])
        accountant.wizard('account.move.line.delegate').delegate_lines(
            [line], accountant.party('Atelier'), accountant.journal(), line.date).post()
    accountant.act(delegate)
    exit_code, decided, wrong = told(embedded)
    assert (exit_code, wrong) == (0, [])
    assert sorted(what.partition(", ")[0] for what in decided) == [
        "The balance of the member 1 is -15.00 in the portal",
        "The balance of the member 2 is -20.00 in the portal"]


def test_payment_for_the_bill_of_another_is_no_difference(embedded):
    write(embedded.dump, [
        *unpaid(), payment(9, 2, '18.00'), allocation(9, 9, 1, '18.00')])
    sync.run(embedded)
    assert told(embedded) == (0, [], [])


@pytest.mark.stress
def test_payment_that_was_cancelled_by_a_person_is_a_decision(embedded, ledger):
    free = [r for r in rows() if r not in (
        allocation(1, 1, 1, '18.00'), allocation(2, 1, 2, '15.00'))]
    accountant = employ(embedded, ledger, free)

    def cancel():
        paid, = ledger.get('asso.payment').search([('amount', '=', Decimal('33.00'))])
        cancel_move(ledger, paid.move)
    accountant.act(cancel)
    number, = ledger.run(lambda: [
            m.number for m in ledger.get('account.move').search([
                    ('origin', 'like', 'account.move,%')])])
    exit_code, decided, wrong = told(embedded)
    assert (exit_code, wrong) == (0, [])
    assert decided == [
        "The balance of the member 1 is 0.00 in the portal, -33.00 in the books, -33.00 of it "
        f"booked in Tryton alone: payment {number} of -33.00 (Administrator)."]


def test_what_nobody_decided_is_wrong_beside_what_was(embedded, ledger, accountant):
    enter(accountant, '7.50')
    changed = unpaid()
    find(changed, 'billing.bill', 2)['date'] = '2026-01-08'
    changed.append(payment(9, 1, '2.00'))
    write(embedded.dump, changed)
    result = check(embedded)
    assert [(d.type, d.id) for d in result.waiting] == [('payment', '9'), ('bill', '2')]
    assert [(d.type, d.id, d.cents) for d in result.wrong] == [('member', '1', 200)]
    assert [d.id for d in result.decided] == ['1']
    assert result.exit_code == 2
