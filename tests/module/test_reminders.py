"""Members are reminded of what they owe, less all that is on their account."""
import datetime as dt
from decimal import Decimal

import pytest

from tests.module.accountant import FIRST, SECOND
from tests.module.portal import Portal, bill, gift, member, payment

LATER = dt.date(2026, 6, 1)


@pytest.mark.parametrize('paid, dunned, overdue', [
    ('150.00', [], '0.00'), ('100.00', [], '0.00'), ('130.00', [], '0.00'),
    ('60.00', ['40.00'], '40.00'), ('0.01', ['99.99'], '99.99')])
def test_what_is_on_account_counts_against_what_is_due(
        portal, accountant, paid, dunned, overdue):
    portal.send(payment('1', paid, '2026-02-01'))
    assert [str(amount) for _, amount in accountant.dunned(LATER)] == dunned
    assert str(accountant.overdue()) == overdue


@pytest.mark.postgresql("what is left of each line is read in SQL")
def test_what_is_on_account_counts_first_against_the_oldest(portal, accountant):
    portal.send(
        bill('2', '50.00', '2026-03-01'), payment('1', '20.00', '2026-03-02', ('2', '20.00')),
        payment('2', '110.00', '2026-03-03'))
    assert [str(amount) for _, amount in accountant.dunned(LATER)] == ['20.00']
    assert str(accountant.overdue()) == '20.00'


def test_what_was_paid_back_is_not_on_account(portal, accountant):
    portal.send(
        payment('1', '30.00', '2026-02-01'), payment('2', '-20.00', '2026-02-02'))
    assert [str(amount) for _, amount in accountant.dunned(LATER)] == ['90.00']
    assert str(accountant.overdue()) == '90.00'


def test_gifts_leave_what_is_on_account_to_bills(portal, accountant):
    portal.send(gift('2', '50.00', '2025-12-01'), payment('1', '100.00', '2026-02-01'))
    assert accountant.dunned(LATER) == []


@pytest.mark.postgresql("what is left of each line is read in SQL")
def test_terms_are_paid_in_their_order(portal, accountant):
    accountant.reschedule((FIRST, '40.00'), (SECOND, '60.00'))
    portal.send(payment('1', '50.00', '2026-02-01'))
    assert accountant.dunned(LATER) == [(SECOND, Decimal('50.00'))]


def test_reminder_is_not_raised_once_the_member_is_ahead(portal, accountant):
    def remind(date):
        def work():
            Dunning = portal.ledger.get('account.dunning')
            Dunning.generate_dunnings(date)
            Dunning.process(Dunning.search([('state', '=', 'draft')]))
            return [d.level.overdue.days for d in Dunning.search([])]
        return accountant.act(work)

    def procedure():
        party = accountant.party('Morin 1')
        party.dunning_procedure, = portal.ledger.get('account.dunning.procedure').create([{
                'name': "Relance", 'levels': [('create', [
                            {'sequence': days, 'overdue': dt.timedelta(days)}
                            for days in (10, 30)])]}])
        party.save()
    accountant.act(procedure)
    assert remind(dt.date(2026, 1, 20)) == [10]
    portal.send(payment('1', '150.00', '2026-02-01'))
    assert remind(LATER) == [10]


def test_amount_in_the_second_currency_is_what_is_left_too(portal, accountant):
    portal.send(payment('1', '60.00', '2026-02-01'))

    def amounts():
        Dunning = portal.ledger.get('account.dunning')
        procedure, = portal.ledger.get('account.dunning.procedure').create([{
                'name': "Relance", 'levels': [('create', [{'overdue': dt.timedelta()}])]}])
        dunning = Dunning(
            line=accountant.bill().lines_to_pay[0], procedure=procedure,
            level=procedure.levels[0], company=accountant.bill().company)
        dunning.save()
        found = [str(dunning.amount), str(dunning.amount_second_currency)]
        Dunning.delete([dunning])
        return found
    assert accountant.act(amounts) == ['40.00', '40.00']


@pytest.mark.stress
def test_letters_take_off_once_what_is_on_account(make_ledger):
    "Four members: three owe 40.00, be it allocated or not, one is ahead"
    portal = Portal(make_ledger('letters'))
    portal.send(*(member(id_) for id_ in '1234'), *(
            bill(id_, '100.00', '2026-01-05', member=id_) for id_ in '1234'),
        payment('1', '60.00', '2026-02-01', ('1', '60.00'), member='1'),
        payment('2', '60.00', '2026-02-01', member='2'),
        payment('3', '60.00', '2026-02-01', allocations=None, member='3'),
        payment('4', '160.00', '2026-02-01', member='4'))

    def letters():
        get = portal.ledger.get
        procedure, = get('account.dunning.procedure').create([{
                'name': "Relance", 'levels': [('create', [
                            {'overdue': dt.timedelta(), 'print_on_letter': True}])]}])
        get('party.party').write(
            get('party.party').search([]), {'dunning_procedure': procedure.id})
        Dunning = get('account.dunning')
        Dunning.generate_dunnings(LATER)
        dunnings = Dunning.search([])
        Dunning.process(dunnings)
        Letter = portal.ledger.pool.get('account.dunning.letter', type='report')
        found = Letter.get_context(
            dunnings, {'company': dunnings[0].company}, {})['letters']
        return sorted(
            (party.name, str(sum(d.amount for d in letter.dunnings)), letter.payments)
            for party, letter in found.items())
    assert portal.ledger.run(letters) == [
        (f"Ada Morin {id_}", '40.00', []) for id_ in '123']
