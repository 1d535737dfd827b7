"""What another module of Tryton may do otherwise, by extending a documented method."""
import datetime as dt
from decimal import Decimal

import pytest

from tests.module.accountant import Accountant
from tests.module.portal import Portal, bill, line, member, payment

TODAY = dt.date(2026, 3, 1)


@pytest.fixture
def portal(ledger):
    portal = Portal(ledger)
    portal.send(member())
    return portal


def extend(monkeypatch, portal, model, name, method):
    monkeypatch.setattr(portal.ledger.get(model), name, method)


def test_order_in_which_bills_are_paid_is_extended(portal, monkeypatch):
    extend(
        monkeypatch, portal, 'asso.association', 'bills_to_pay',
        lambda self, payment, bills: list(reversed(bills)))
    portal.send(
        bill('1', '10.00', '2026-01-05'), bill('2', '10.00', '2026-02-05'),
        payment('1', '15.00', '2026-03-01', allocations=None))
    assert portal.allocations() == {'1': {'1': '5.00', '2': '10.00'}}


def test_account_of_a_bill_is_extended(portal, monkeypatch):
    extend(
        monkeypatch, portal, 'asso.association', 'bill_account',
        lambda self, kind: self.account_donation)
    portal.send(bill('1', '10.00', '2026-01-05'))
    with portal.ledger.transaction():
        invoice, = portal.ledger.get('account.invoice').search([])
        assert [item.account.code for item in invoice.lines] == ['7541']


def test_description_of_a_bill_is_extended(portal, monkeypatch):
    extend(
        monkeypatch, portal, 'account.invoice', 'bill_description',
        classmethod(lambda cls, labels: ' / '.join(labels)))
    portal.send(bill('1', '30.00', '2026-01-05', lines=[
                line('10.00', label="Accès"), line('20.00', label="Machine")]))
    with portal.ledger.transaction():
        invoice, = portal.ledger.get('account.invoice').search([])
        assert invoice.description == "Accès / Machine"


def test_what_is_never_dunned_is_extended(portal, monkeypatch):
    accountant = Accountant(portal.ledger, portal)
    portal.send(bill('1', '10.00', '2024-01-05'), bill('2', '20.00', '2024-01-05'))
    assert [amount for _, amount in accountant.dunned(TODAY)] == [Decimal(10), Decimal(20)]
    extend(
        monkeypatch, portal, 'account.invoice', 'never_dunned',
        classmethod(lambda cls, invoice: invoice.number == 'F-1'))
    assert [amount for _, amount in accountant.dunned(TODAY)] == [Decimal(20)]
