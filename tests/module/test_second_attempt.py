"""A batch that starts over because of one bad change does all of its other work again."""
import datetime as dt

import pytest

from tests.module.portal import Portal, bill, gone, member, note, offer, payment
from tests.module.ways import WatchedPortal


@pytest.fixture
def portal(ledger, by_sets, monkeypatch):
    portal = WatchedPortal(ledger, by_sets, monkeypatch)
    portal.send(
        offer(), member(email='ada@example.org', phone='0388000000'),
        bill('1', '30.00', '2026-01-05'),
        payment('1', '30.00', '2026-01-09', ('1', '30.00')))
    return portal


def too_late(portal):
    "A payment whose fault shows only after the rest of its batch is written."
    def give_up():
        feed, = portal.feed.search([])
        cash, = (m.method.debit_account for m in feed.payment_methods if m.means == 'cash')
        cash.__class__.write([cash], {'end_date': dt.date(2026, 2, 8)})
    portal.ledger.run(give_up, user=0)
    return payment('99', '99.00', '2026-02-09', means='cash')


@pytest.mark.postgresql("back to a savepoint")
def test_what_is_deleted_by_both_attempts_is_gone(portal):
    assert portal.send(member(email='', phone='0388000001'), too_late(portal)) == {
        '1': 'applied', '99': 'books_account_date'}
    with portal.ledger.transaction():
        Mechanism = portal.ledger.get('party.contact_mechanism')
        assert [(m.type, m.value) for m in Mechanism.search([
                        ('party.name', 'like', '%Morin%')])] == [('phone', '0388000001')]


@pytest.mark.stress
def test_lettering_that_both_attempts_take_back_is_gone(portal):
    moved = payment('1', '30.00', '2026-01-09', ('2', '30.00'))
    assert portal.send(bill('2', '30.00', '2026-03-05'), moved, too_late(portal)) == {
        '2': 'applied', '1': 'applied', '99': 'books_account_date'}
    assert portal.states() == {'1': 'posted', '2': 'paid'}


@pytest.mark.postgresql("back to a savepoint")
def test_transition_to_paid_is_noted_once(portal):
    portal.send(
        bill('2', '30.00', '2026-03-05'),
        payment('2', '30.00', '2026-03-09', ('2', '30.00')), too_late(portal))

    def paid():
        Log = portal.ledger.get('ir.model.log')
        return Log.search_count([
                ('event', '=', 'transition'), ('target', '=', 'state:paid')])
    assert portal.ledger.run(paid, user=0) == 2


@pytest.mark.sqlite("PostgreSQL estimates what is not counted")
def test_records_of_both_attempts_are_counted_once(portal):
    Invoice = portal.ledger.get('account.invoice')

    def counts():
        return Invoice.estimated_count(), Invoice.search_count([])
    assert portal.ledger.run(counts) == (1, 1)
    portal.send(bill('2', '30.00', '2026-03-05'), too_late(portal))
    assert portal.ledger.run(counts) == (2, 2)


def test_credit_note_on_an_account_given_up_since_is_named(portal):
    portal.send(bill('2', '30.00', '2026-03-05'))

    def give_up():
        feed, = portal.feed.search([])
        Account = portal.ledger.get('account.account')
        Account.write([feed.association.account_revenue], {'end_date': dt.date(2026, 3, 5)})
    portal.ledger.run(give_up, user=0)
    assert portal.send(
        note('2', '30.00', '2026-03-06', '2'),
        payment('3', '5.00', '2026-03-07', ('2', '5.00'))) == {
            '2': 'books_account_date', '3': 'applied'}


def test_bill_cancelled_in_tryton_is_left_alone(portal):
    portal.send(bill('2', '30.00', '2026-03-05'), bill('3', '7.00', '2026-03-06'))

    def cancel():
        Invoice = portal.ledger.get('account.invoice')
        feed, = portal.feed.search([])
        feed.company.cancel_invoice_out = True
        feed.company.save()
        Invoice.cancel(Invoice.search([('number', '=', 'F-2')]))
    portal.ledger.run(cancel, user=0, _skip_warnings=True)
    assert portal.send(
        payment('2', '30.00', '2026-03-09', ('2', '30.00')),
        payment('3', '7.00', '2026-03-09', ('3', '7.00'))) == {
            '2': 'applied', '3': 'applied'}
    assert portal.open() == {('payment', '2'): '30.00'}
    assert portal.states() == {'1': 'paid', '2': 'cancelled', '3': 'paid'}
    assert portal.send(gone('bill', '2')) == {'2': 'applied'}
    assert portal.send(bill('2', '30.00', '2026-03-05')) == {'2': 'bill_elsewhere'}
    assert portal.balances() == {'1': '30.00'}


def test_numbers_have_the_year_of_the_books(ledger):
    from tests.module.portal import fee
    portal = Portal(ledger)

    def prefix():
        feed, = portal.feed.search([])
        feed.association.sequence_bill.prefix = 'C${year}-'
        feed.association.sequence_bill.save()
    ledger.run(prefix, user=0)
    portal.send(
        member(), fee('1', '15.00', '2025-12-31'), fee('2', '15.00', '2026-01-01'),
        fee('3', '15.00', '2025-06-01'))
    with ledger.transaction():
        Invoice = ledger.get('account.invoice')
        assert {str(i.invoice_date): i.number[:6] for i in Invoice.search([])} == {
            '2025-12-31': 'C2025-', '2026-01-01': 'C2026-', '2025-06-01': 'C2025-'}


def test_fault_that_blames_no_change_of_the_batch_ends(portal, monkeypatch):
    from trytond_asso_members.changes import apply as applying
    from trytond_asso_members.exceptions import Guilty, Refusal

    def book(batch):
        raise Guilty({object(): Refusal('books_balance')})
    monkeypatch.setattr(applying, '_book', book)
    assert portal.send(bill('2', '30.00', '2026-03-05'), bill('3', '7.00', '2026-03-06')) == {
        '2': 'unforeseen', '3': 'unforeseen'}
