import datetime as dt
import json
from decimal import Decimal

import pytest

from asso_bridge import sync
from asso_bridge.comparison.check import check
from asso_bridge.comparison.income import income_differences
from asso_bridge.comparison.laying import TABLES
from asso_bridge.comparison.staging import Staging
from tests.bridge.dumps import find, payment, row, rows, write

pytestmark = pytest.mark.usefixtures('in_english')


def differences(settings):
    return [(d.type, d.id, d.what, d.decided) for d in check(settings).differences]


@pytest.mark.parametrize('settings', ['embedded', pytest.param(
    'remote', marks=pytest.mark.postgresql("digests are made of values read back"))], indirect=True)
def test_check_of_two_sides_that_agree(settings):
    sync.run(settings)
    result = check(settings)
    assert (result.checked, result.differences, result.exit_code) == (
        {'member': 2, 'bill': 3, 'credit_note': 1, 'payment': 3}, [], 0)


def test_ledger_keeps_what_a_check_has_found(ledger, embedded):
    def kept():
        found = ledger.get('asso.feed.check').search([])
        return [(c.compared, c.wrong, c.waiting, c.drift, c.differences) for c in found]
    check(embedded)
    (compared, wrong, waiting, drift, told), = ledger.run(kept)
    assert (compared, wrong, waiting, drift) == (9, 0, 9, Decimal(0))
    assert len(told.splitlines()) == 9


def test_check_before_the_first_run(embedded):
    result = check(embedded)
    assert [(d.type, d.id) for d in result.differences] == [
        ('member', '1'), ('member', '2'), ('bill', '1'), ('bill', '2'), ('bill', '3'),
        ('payment', '4'), ('payment', '1'), ('credit_note', '3'), ('payment', '2')]
    assert result.exit_code == 2


def test_check_names_what_changed_in_the_portal(embedded):
    sync.run(embedded)
    changed = rows()
    find(changed, 'billing.bill', 2)['date'] = '2026-01-08'
    find(changed, 'billing.payment', 2)['amount'] = '25.00'
    find(changed, 'billing.paymentallocation', 2)['amount'] = '14.00'
    changed = [r for r in changed if r != payment(4, None, '8.00', label="VIR DE M. X")]
    changed.append(payment(5, 1, '2.00'))
    write(embedded.dump, changed)
    assert differences(embedded) == [
        ('payment', '5', "The payment 5 of the portal is not in the books.", False),
        ('payment', '4', "The payment 4 is in the books and not in the portal.", False),
        ('bill', '2',
            "The date of the bill 2 is 2026-01-08 in the portal, 2026-01-06 in the books.",
            False),
        ('payment', '2',
            "The amount of the payment 2 is 25.00 in the portal, 20.00 in the books.", False),
        ('payment', '1',
            "The payment 1 pays 14.00 of the bill 2 in the portal, 15.00 in the books.", False),
        ('member', '1',
            "The balance of the member 1 is 2.00 in the portal, 0.00 in the books.", False),
        ('member', '2',
            "The balance of the member 2 is -15.00 in the portal, -20.00 in the books.", False)]


@pytest.mark.stress
def test_check_leaves_out_what_is_skipped_and_knows_what_is_not(embedded):
    "A payment of 0.00 is, a bill of 0.00 with VAT is not"
    changed = [*rows(), payment(5, 1, '0.00'), *(
        row('billing.invoicedetail', pk, invoice=4, label="Tunnel", amount=amount,
            quantity='1', tax=tax, offersubscription=None, period_from=None, period_to=None)
        for pk, amount, tax in [(4, '100.00', '20.0'), (5, '-120.00', '0.0')]),
        row('billing.bill', 4, member=1, date='2026-01-08', status='open'),
        row('billing.invoice', 4, validated=True, number='202601-000004', date_due=None)]
    write(embedded.dump, changed)
    sync.run(embedded)
    assert differences(embedded) == []
    assert check(embedded).checked['bill'] == 4


def test_check_says_what_is_in_quarantine(embedded):
    changed = rows()
    find(changed, 'billing.payment', 2)['amount'] = '0.00'
    write(embedded.dump, changed)
    sync.run(embedded)
    found, = [d for d in check(embedded).differences if d.type == 'payment']
    assert found.what == "The payment 2 of the portal is not in the books."
    assert found.mend.startswith("It is in quarantine: ")


@pytest.mark.stress
def test_check_of_a_balance_that_the_portal_shows_wrong(embedded):
    changed = rows()
    find(changed, 'members.member', 1)['balance'] = '4.00'
    find(changed, 'members.member', 2)['balance'] = '-20.00'
    write(embedded.dump, changed)
    sync.run(embedded)
    assert differences(embedded) == [
        ('member', '1', "The portal shows the member 1 a balance of 4.00, but its own bills and "
            "payments sum to 0.00.", False)]


@pytest.mark.parametrize('amount', [pytest.param('18.00', marks=pytest.mark.stress), '10.00'])
def test_check_of_what_was_undone_in_the_books(embedded, ledger, amount):
    sync.run(embedded)
    with ledger.transaction() as transaction:
        PaymentLine = ledger.get('account.invoice-account.move.line')
        PaymentLine.delete(PaymentLine.search([('invoice.number', '=', '202601-000001')]))
        transaction.commit()
    found = {d.type for d in check(embedded).differences}
    assert found == {'payment'}


@pytest.mark.stress
def test_check_names_each_change_in_quarantine(embedded):
    sync.run(embedded)
    changed = rows()
    find(changed, 'billing.invoicedetail', 1)['amount'] = '3.00'
    find(changed, 'billing.invoicedetail', 1)['quantity'] = '5.00'
    find(changed, 'billing.payment', 4)['date'] = '1999-01-01'
    find(changed, 'offers.offer', 1)['reference'] = 'x' * 300
    changed = [r for r in changed if (r['model'], r['pk']) != ('billing.membershipfee', 2)]
    changed.append(row('billing.donation', 2, _amount='15.00'))
    write(embedded.dump, changed)
    sync.run(embedded)
    found = {(d.type, d.id): d for d in check(embedded).differences}
    assert found.keys() == {
        ('bill', '1'), ('bill', '2'), ('payment', '4'), ('offer', '1')}
    assert found['bill', '2'].what == (
        "The kind of the bill 2 is donation in the portal, membership fee in the books.")
    assert found['bill', '1'].what == "A change of the bill 1 is not in the books."
    assert {d.mend.split(':')[0] for d in found.values()} == {"It is in quarantine"}


def test_check_of_a_balance_that_the_quarantine_explains(embedded):
    changed = rows()
    find(changed, 'billing.payment', 1)['date'] = '1999-01-01'
    write(embedded.dump, changed)
    sync.run(embedded)
    found = {(d.type, d.id): d.mend for d in check(embedded).differences}
    by_the_payment = "What is in quarantine explains it: payment 1."
    assert found.pop(('payment', '1')).startswith("It is in quarantine: ")
    assert found == dict.fromkeys(
        [('bill', '1'), ('bill', '2'), ('member', '1')], by_the_payment)


def test_check_of_a_change_that_was_set_aside_is_a_decision(embedded, ledger):
    changed = rows()
    find(changed, 'billing.payment', 4)['date'] = '1999-01-01'
    write(embedded.dump, changed)
    sync.run(embedded)
    entry, = json.loads(ledger.run(ledger.get('asso.feed').quarantine, 'portal'))['changes']
    ledger.run(
        ledger.get('asso.feed').set_aside, 'portal', json.dumps([entry['id']]), "a test of 2019")
    result = check(embedded)
    assert [(d.type, d.id, d.what, d.mend, d.decided) for d in result.differences] == [
        ('payment', '4', "The payment 4 of the portal is not in the books.",
            "A person has set it aside: a test of 2019", True)]
    assert result.exit_code == 0


def test_check_does_not_advise_to_run_where_a_run_changes_nothing(embedded, ledger):
    sync.run(embedded)
    with ledger.transaction() as transaction:
        Invoice = ledger.get('account.invoice')
        table = Invoice.__table__()
        transaction.connection.cursor().execute(*table.update(
            [table.bill_kind], ['donation'], where=table.bill_kind == 'membership_fee'))
        transaction.commit()
    sync.run(embedded)
    assert [(d.type, d.id, d.mend) for d in check(embedded).differences] == [
        ('bill', '2', "Someone changed it in Tryton: correct it there, or in the portal.")]


def test_check_names_income_that_is_not_what_the_lettering_says():
    with Staging() as staging:
        staging.db.executescript(TABLES)
        staging.db.executemany("insert into book values ('bill', ?, ?)", [
            ('1', '{"income": "50.00", "earned": "50.00"}'), ('2', '{"state": "paid"}'),
            ('3', '{"income": "0.00", "earned": "50.00"}')])
        found, = income_differences(staging)
    assert (found.type, found.id, found.what, found.decided) == (
        'bill', '3',
        "The bill 3 is income of 50.00 by its lettering, of 0.00 in the books.", False)
    assert found.mend.startswith("Press *Book Income* ")


def test_check_of_what_a_treasurer_did_in_tryton_is_a_decision(embedded, ledger):
    from trytond_asso_members.acts import attach, receive, write_off
    changed = rows()
    for pk in [1, 2]:
        changed.remove(row('billing.paymentallocation', pk, **find(
            changed, 'billing.paymentallocation', pk)))
    changed = [r for r in changed if (r['model'], r['pk']) != ('billing.payment', 1)]
    write(embedded.dump, changed)
    sync.run(embedded)

    def work():
        Invoice, Payment = ledger.get('account.invoice'), ledger.get('asso.payment')
        bill, = Invoice.search([('number', '=', '202601-000001')])
        unknown, = Payment.search([('state', '=', 'unmatched')])
        day, party, company = dt.date(2026, 1, 20), bill.party.id, bill.company
        receive.receive(
            company, party, Decimal(10), day, 'cash', wish={('bill', bill.id): Decimal(10)})
        write_off.write_off(company, {bill: Decimal(8)}, day, "parti")
        attach.attach(unknown, party, "son virement")
    ledger.run(work)
    result = check(embedded)
    assert {(d.type, d.id) for d in result.differences} == {
        ('payment', '4'), ('bill', '1'), ('member', '1')}
    assert [d.what for d in result.differences if not d.decided] == []
    assert result.exit_code == 0
