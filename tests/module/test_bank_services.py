"""The export of a payment service: members are credited with what they paid, fees are expenses."""
import pytest
from trytond.exceptions import UserError

from .portal import bill, member, payment
from .treasurer import file

STRIPE = b'''\
id,Type,Source,Amount,Fee,Net,Currency,Created (UTC),Available On (UTC),Description
txn_1,charge,ch_1,30.00,0.70,29.30,eur,2026-01-28 10:12,2026-01-31 00:00,MORIN 2 ADA FACTURE F-2
txn_2,charge,ch_2,12.00,0.43,11.57,eur,2026-01-29 10:12,2026-01-31 00:00,Inconnue
txn_3,payout,po_1,-40.87,0.00,-40.87,eur,2026-01-31 02:00,2026-01-31 00:00,STRIPE PAYOUT
'''


@pytest.fixture
def service(treasurer):
    "A journal of the service, on an account of its own"
    def work(association, journal):
        account, = treasurer.ledger.get('account.account').search([
                ('code', '=', '517'), ('company', '=', association.company.id)]) or [None]
        account = account or association.account_internal
        other, = journal.copy([journal], default={
                'name': "Stripe", 'account': account.id, 'of_service': True})
        return other.id
    return treasurer.run(work)


def balances(treasurer, service):
    "What stands on the account of the service, on fees and on internal transfers"
    def work(association, journal):
        Line = treasurer.ledger.get('account.move.line')
        Journal = treasurer.ledger.get('account.statement.journal')
        return [
            f'{sum(line.debit - line.credit for line in Line.search([("account", "=", a)])):.2f}'
            for a in [
                Journal(service).account.id, association.account_fees.id,
                association.account_internal.id]]
    return treasurer.run(work)


def test_member_is_credited_with_what_was_paid(portal, treasurer, service):
    portal.send(member('2'), bill('2', '30.00', '2026-01-20', member='2'))
    found, _ = treasurer.import_file(STRIPE)
    assert set(found.values()) == {'matched', 'waiting', 'rule'}
    assert portal.states()['2'] == 'paid'
    assert balances(treasurer, service) == ['0.00', '1.13', '40.87']
    assert {left for _, left, _ in treasurer.waits().values()} == {'12.00'}
    origin = treasurer.origin(next(iter(treasurer.waits())))
    treasurer.divide(origin, ('12.00', '1', None))
    assert portal.balances()['1'] == '-88.00'
    treasurer.take_back(origin)
    assert balances(treasurer, service) == ['0.00', '0.00', '0.00']
    assert portal.balances() == {'1': '-100.00', '2': '-30.00'}


def test_export_of_a_service_needs_a_journal_of_its_own(portal, treasurer):
    with pytest.raises(UserError, match='517'):
        treasurer.import_file(STRIPE)
    assert treasurer.statements() == []


def test_file_of_a_bank_goes_to_the_journal_of_the_bank(portal, treasurer, service):
    treasurer.import_file(file((3, 'VIR', '5.00'), (25, 'VIR', '1.00')))
    assert treasurer.bank_balance() == '6.00'


def card(portal, date):
    "The portal tells of the payment of 30.00 by card"
    portal.send(payment('7', '30.00', date, ('2', '30.00'), member='2', means='card'))


@pytest.mark.parametrize('told_first', [True, False])
def test_payment_by_card_is_credited_once_whoever_tells_it_first(
        portal, treasurer, service, told_first):
    portal.send(member('2'), bill('2', '30.00', '2026-01-20', member='2'))
    if told_first:
        card(portal, '2026-01-28')
    treasurer.import_file(STRIPE)
    if not told_first:
        card(portal, '2026-01-29')
    assert portal.balances()['2'] == '0.00'
    assert portal.allocations() == {'7': {'2': '30.00'}}
    assert balances(treasurer, service) == ['0.00', '1.13', '40.87']
