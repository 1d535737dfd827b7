"""A fee is paid with money: what was credited or written off is settled, and not paid."""
import datetime as dt
from decimal import Decimal

import pytest

from tests.module.portal import fee, note, payment

END = '2099-12-31'


@pytest.fixture
def until(portal, accountant):
    "What the first member's fee of 15.00 is paid until, after some work in Tryton"
    portal.send(fee('2', '15.00', '2026-01-06', member='2', start='2026-01-06', end=END))

    def until(work=None):
        if work:
            accountant.act(work)
        with portal.ledger.transaction():
            Member = portal.ledger.get('asso.member')
            found, = Member.search([('portal_id', '=', '2')])
            states = {
                state: Member.search_count([
                        ('id', '=', found.id), ('membership_state', '=', state)])
                for state in ['current', 'never']}
            assert states == {
                'current': found.membership_state == 'current',
                'never': found.membership_state == 'never'}
            return str(found.membership_until)
    return until


@pytest.fixture
def write_off(portal, accountant):
    "Letter all that is open of the second member, and write off what is missing"
    def write_off():
        get, association = portal.ledger.get, portal.feed.search([])[0].association
        Line, Move = get('account.move.line'), get('account.move')
        journal, = get('account.journal').search(
            [('type', 'in', ['write-off', 'general'])], limit=1)
        loss = next(a for a in get('account.account').search([
                    ('code', 'like', '65%'), ('type.statement', '=', 'income'),
                    ('closed', '=', False)]) if not a.party_required)
        way, = get('account.move.reconcile.write_off').create([{
                    'name': "Pertes", 'company': association.company.id,
                    'journal': journal.id,
                    'credit_account': loss.id, 'debit_account': loss.id}])
        Line.reconcile(Line.search([
                    ('party', '=', accountant.party('Morin 2').id),
                    ('account.type.receivable', '=', True), ('reconciliation', '=', None)]),
            writeoff=way, date=dt.date(2026, 2, 9))
        Move.post(Move.search([('state', '=', 'draft')]))
    return write_off


def test_fee_paid_with_money_is_paid(portal, until):
    portal.send(payment('1', '15.00', '2026-01-10', ('2', '15.00'), member='2'))
    assert until() == END


@pytest.mark.postgresql("what settled a fee is a query in SQL")
def test_fee_written_off_is_not_paid(until, write_off):
    assert until(write_off) == 'None'


@pytest.mark.parametrize('paid, expected', [('5.00', 'None'), ('14.50', END)])
def test_fee_of_which_a_part_was_written_off_is_paid_but_for_small_change(
        portal, until, write_off, paid, expected):
    portal.send(payment('1', paid, '2026-01-10', ('2', paid), member='2'))
    assert until(write_off) == expected


@pytest.mark.postgresql("what settled a fee is a query in SQL")
def test_fee_credited_in_part_and_paid_is_paid(portal, until):
    portal.send(
        note('1', '10.00', '2026-01-08', '2', ('2', '10.00'), member='2'),
        payment('1', '5.00', '2026-01-10', ('2', '5.00'), member='2'))
    assert until() == END


@pytest.mark.postgresql("what settled a fee is a query in SQL")
def test_fee_lettered_by_hand_with_a_note_of_the_portal_and_money_is_paid(
        portal, accountant, until):
    portal.send(note('1', '10.00', '2026-01-08', '2', member='2'))

    def letter():
        found, credit = portal.ledger.get('account.invoice').search(
            [('party', '=', accountant.party('Morin 2').id)], order=[('id', 'ASC')])
        paid = accountant.post(found.party, found.account, -Decimal('5.00'))
        accountant.reconcile([*found.lines_to_pay, *credit.lines_to_pay, paid])
    assert until(letter) == END


def test_fee_credited_in_tryton_is_not_paid(portal, accountant, until):
    def credit():
        found, = portal.ledger.get('account.invoice').search([
                ('party', '=', accountant.party('Morin 2').id)])
        invoice, = found.__class__.credit([found])
        invoice.invoice_date = found.invoice_date
        invoice.save()
        found.__class__.post([invoice])
        accountant.reconcile([*found.lines_to_pay, *invoice.lines_to_pay])
    assert until(credit) == 'None'


def test_fee_paid_in_terms_is_paid(portal, accountant, until):
    def number():
        found, = portal.ledger.get('account.invoice').search([
                ('party', '=', accountant.party('Morin 2').id)])
        return found.number
    with portal.ledger.transaction():
        found = number()
    accountant.reschedule(
        (dt.date(2026, 2, 9), '5.00'), (dt.date(2026, 3, 9), '10.00'), number=found)
    portal.send(payment('1', '15.00', '2026-01-10', ('2', '15.00'), member='2'))
    assert until() == END


def test_fee_lettered_by_hand_with_a_line_of_the_bank_is_paid(accountant, portal, until):
    def letter():
        found, = portal.ledger.get('account.invoice').search([
                ('party', '=', accountant.party('Morin 2').id)])
        paid = accountant.post(found.party, found.account, -Decimal('15.00'))
        accountant.reconcile([*found.lines_to_pay, paid])
    assert until(letter) == END
