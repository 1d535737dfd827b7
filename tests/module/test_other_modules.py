"""Where other modules hook in, documents are as those modules want them."""
import datetime as dt
import logging
from decimal import Decimal

import pytest

from tests.module.portal import Portal, bill, member, payment
from tests.module.ways import CREATED, count, form, found, send_paid_bill, the
from trytond_asso_members import guard

ANALYTIC = [
    'analytic_account: account.invoice.line (default_analytic_accounts)',
    'analytic_invoice: account.invoice.line (__setup__, _credit, get_move_lines)',
    'analytic_account: account.move (_cancel_default, post)',
    'account_product + analytic_account: account.move.line (product)',
    'analytic_account: account.move.line (__setup__, default_analytic_state)',
    ]
HISTORY = ['account_invoice_history: account.invoice (__setup__, draft, set_number)']


@pytest.fixture
def analytic(make_ledger):
    return Portal(make_ledger('analytic'))


@pytest.fixture
def history(make_ledger):
    return Portal(make_ledger('history'))


@pytest.mark.stress
def test_what_hooks_in_is_named(analytic):
    assert found(analytic) == ANALYTIC
    assert form(analytic) == '\n'.join(ANALYTIC)


@pytest.mark.stress
def test_what_hooks_in_is_told_once(analytic, caplog):
    guard._told.clear()
    with caplog.at_level(logging.WARNING, guard.__name__):
        send_paid_bill(analytic)
        analytic.send(payment('2', '1.00', '2026-01-11'))
    message, = (r.getMessage() for r in caplog.records if r.name == guard.__name__)
    assert message.splitlines()[1:] == ANALYTIC


def open_analytic_account(portal):
    "Open an analytic account, and make a rule that gives it to what is posted on 706."
    def make():
        Account = portal.ledger.get('analytic_account.account')
        root, = Account.create([{'name': "Projets", 'type': 'root', 'state': 'opened'}])
        account, = Account.create([{
                    'name': "Réseau", 'root': root.id, 'parent': root.id, 'state': 'opened'}])
        portal.ledger.get('analytic_account.rule').create([{
                    'account': the(portal, 'account.account', code='706').id,
                    'analytic_accounts': [
                        ('create', [{'root': root.id, 'account': account.id}])]}])
    portal.ledger.run(make)


def post_by_hand(portal, like, number):
    "Post an invoice as a person does in the client."
    def make():
        Invoice = portal.ledger.get('account.invoice')
        bill = the(portal, 'account.invoice', number=like)
        invoice, = Invoice.create([{
                    'type': 'out', 'number': number, 'party': bill.party.id,
                    'invoice_address': bill.invoice_address.id, 'account': bill.account.id,
                    'journal': bill.journal.id, 'invoice_date': bill.invoice_date,
                    'currency': bill.currency.id, 'lines': [('create', [{
                                    'type': 'line', 'description': "Accès", 'quantity': 1,
                                    'unit_price': bill.untaxed_amount,
                                    'currency': bill.currency.id,
                                    'account': bill.lines[0].account.id}])]}])
        Invoice.post([invoice])
    portal.ledger.run(make)


def analysis(portal, number):
    "The analytic accounts of an invoice's items, and the analytic lines of its move."
    with portal.ledger.transaction():
        invoice = the(portal, 'account.invoice', number=number)
        return [
            (entry.root.name, entry.account)
            for item in invoice.lines for entry in item.analytic_accounts], [
            (line.account.code, line.analytic_state, [
                (a.account.name, a.debit, a.credit, a.date) for a in line.analytic_lines])
            for line in sorted(invoice.move.lines, key=lambda line: line.account.code)]


@pytest.mark.stress
def test_bill_has_its_analytic_lines_like_an_invoice_of_the_client(analytic):
    open_analytic_account(analytic)
    analytic.send(member(), bill('1', '20.00', '2026-01-05'))
    post_by_hand(analytic, 'F-1', 'F-2')
    items, lines = analysis(analytic, 'F-1')
    assert (items, lines) == analysis(analytic, 'F-2')
    assert items == [("Projets", None)]
    assert lines == [
        ('4112', 'valid', []),
        ('706', 'valid', [("Réseau", Decimal(0), Decimal(20), dt.date(2026, 1, 5))])]


@pytest.mark.stress
def test_payments_are_written_by_sets_as_far_as_nothing_hooks_in(
        analytic, history, monkeypatch):
    for portal, moves in [(analytic, 2), (history, 1)]:
        counts = count(monkeypatch, portal.ledger, *CREATED)
        assert set(send_paid_bill(portal).values()) == {'applied'}
        assert counts == dict(zip(CREATED, [1, moves, 1, 0], strict=True))
        assert portal.states() == {'1': 'paid'}


@pytest.mark.stress
def test_bill_with_history_keeps_the_party_of_its_day(history):
    assert found(history) == HISTORY
    history.send(member(last_name="Morin"), bill('1', '20.00', '2026-01-05'))
    history.send(member(last_name="Lovelace"))
    with history.ledger.transaction():
        party = the(history, 'account.invoice', number='F-1').party
        assert [party.name, party.__class__(party.id).name] == ["Ada Morin", "Ada Lovelace"]
