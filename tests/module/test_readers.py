"""Whoever reads with Tryton's own models sees at once what the sets have written."""
from decimal import Decimal

import pytest

from tests.module.portal import Portal, bill, line, member, offer, payment

pytestmark = pytest.mark.postgresql("sequences, estimated counts, and how text is compared")


@pytest.fixture
def portal(ledger):
    portal = Portal(ledger)
    portal.send(offer(), member())
    return portal


def test_record_read_before_is_read_again(portal, apply):
    def work():
        Invoice = portal.ledger.get('account.invoice')
        apply(bill('1', '30.00', '2026-01-05'))
        invoice, = Invoice.search([])
        seen = [(invoice.state, invoice.amount_to_pay, len(invoice.payment_lines))]
        apply(payment('1', '12.00', '2026-01-09', ('1', '12.00')))
        invoice = Invoice(invoice.id)
        seen.append((invoice.state, invoice.amount_to_pay, len(invoice.payment_lines)))
        apply(payment('2', '18.00', '2026-01-09', ('1', '18.00')))
        invoice = Invoice(invoice.id)
        seen.append((invoice.state, invoice.amount_to_pay, len(invoice.payment_lines)))
        return seen
    assert portal.ledger.run(work) == [
        ('posted', Decimal('30.00'), 0), ('posted', Decimal('18.00'), 1), ('paid', Decimal(0), 2)]


def test_counters_count_what_was_written(portal):
    names = [
        'account.invoice', 'account.move', 'account.move.line', 'asso.payment',
        'account.journal.period']

    def counts():
        models = [portal.ledger.get(name) for name in names]
        return [(m.estimated_count(), m.search_count([])) for m in models]
    assert portal.ledger.run(counts) == [(0, 0)] * 5
    portal.send(
        bill('1', '30.00', '2026-01-05'), payment('1', '30.00', '2026-01-09', ('1', '30.00')))
    assert portal.ledger.run(counts) == [
        (1, 1), (2, 2), (4, 4), (1, 1), (2, 2)]


def test_search_of_the_client_finds_the_bill(portal):
    portal.send(bill('1', '24.00', '2026-01-05', lines=[line('20.00', '20.00', '4.00')]))

    def found():
        Invoice = portal.ledger.get('account.invoice')
        return [Invoice.search_count([clause]) for clause in [
            ('rec_name', 'ilike', '%F-1%'), ('total_amount', '=', Decimal('24.00')),
            ('untaxed_amount', '=', Decimal('20.00')), ('tax_amount', '=', Decimal('4.00')),
            ('lines.account.code', '=', '706'), ('state', '=', 'posted'),
            ('party.name', 'ilike', '%Morin%')]]
    assert portal.ledger.run(found) == [1] * 7


def test_party_owes_what_is_not_paid(portal):
    portal.send(
        bill('1', '30.00', '2026-01-05'), payment('1', '12.00', '2026-01-09', ('1', '12.00')))

    def receivable():
        Member = portal.ledger.get('asso.member')
        found, = Member.search([])
        return found.party.receivable
    assert portal.ledger.run(receivable) == Decimal('18.00')


def test_tryton_goes_on_after_the_sets(portal):
    "Ids and numbers of what Tryton writes next follow those of the sets."
    portal.send(
        bill('1', '30.00', '2026-01-05'), payment('1', '30.00', '2026-01-09', ('1', '30.00')))

    def post():
        Move = portal.ledger.get('account.move')
        last, = Move.search([], order=[('id', 'DESC')], limit=1)
        feed, = portal.feed.search([])
        amounts = [
            {'account': feed.association.account_suspense.id, 'debit': debit, 'credit': 1 - debit}
            for debit in [0, 1]]
        made, = Move.create([{
            'journal': feed.association.journal_suspense.id,
            'period': last.period.id, 'date': last.date,
            'lines': [('create', amounts)]}])
        Move.post([made])
        return made.id > last.id, last.number, made.number
    assert portal.ledger.run(post) == (True, '2026-000002', '2026-000003')
    assert portal.send(bill('2', '5.00', '2026-02-05')) == {'2': 'applied'}


def test_note_on_a_lettering_goes_with_it(portal):
    portal.send(
        bill('1', '30.00', '2026-01-05'), payment('1', '30.00', '2026-01-09', ('1', '30.00')))

    def write():
        lettering, = portal.ledger.get('account.move.reconciliation').search([])
        portal.ledger.get('ir.note').create([{'resource': str(lettering), 'message': "Vu"}])

    def notes():
        return portal.ledger.get('ir.note').search_count([])
    portal.ledger.run(write)
    assert portal.ledger.run(notes) == 1
    portal.send(payment('1', '30.00', '2026-01-09', ('1', '20.00')))
    assert portal.ledger.run(notes) == 0


@pytest.fixture
def apply(portal):
    "Apply changes within the current transaction"
    import json

    def apply(*changes):
        batch = {'contract': 1, 'run': portal.run, 'changes': list(changes)}
        portal.feed.apply('portal', json.dumps(batch))
    return apply
