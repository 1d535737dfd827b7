"""What members have owed for long: a loss at the end of a year, adjusted at the end of the next."""
from decimal import Decimal

import pytest
from trytond.exceptions import UserError

from tests.module.portal import bill, fee, gift, line, payment
from tests.module.test_deferral import day

EUROS = Decimal('0.00')


@pytest.fixture
def owing(portal):
    "In 2025: 100.00 + 20.00 of VAT, dues, a gift; of the first, 60.00 are paid"
    portal.send(
        bill('20', '120.00', '2025-03-01', member='2', lines=[line('100.00', '20.00', '20.00')]),
        fee('21', '50.00', '2025-03-01', member='2', start='2025-01-01', end='2025-12-31'),
        gift('22', '30.00', '2025-03-01', member='2'),
        payment('19', '100.00', '2026-03-01', ('1', '100.00')),
        payment('20', '60.00', '2025-06-01', ('20', '60.00'), member='2'))


@pytest.fixture
def act(ledger):
    "Press a button of the wizard; return (moves, [(owed, of it income, loss)])"
    def press(button='book', year='2026', months=12, rate=Decimal(100)):
        def work():
            Wizard = ledger.pool.get('asso.closing.doubt', type='wizard')
            wizard = Wizard(Wizard.create()[0])
            company, = ledger.get('company.company').search([])
            Start, Year = ledger.get('asso.closing.doubtful.start'), ledger.get(
                'account.fiscalyear')
            wizard.start = Start(
                company=company, currency=company.currency, months=months, rate=rate,
                year=Year.search([('name', '=', year)])[0])
            wizard.start.on_change_rate()
            shown = [(p.owed, p.net, p.amount) for p in wizard.start.parts]
            getattr(wizard, f'transition_{button}')()
            return len(wizard.moves), shown
        return ledger.run(work)
    return press


@pytest.fixture
def standing(ledger):
    "{code: balance} of the accounts of depreciation at the end of a year, and what members owe"
    def look(year):
        def work():
            from trytond.transaction import Transaction
            with Transaction().set_context(date=day(f'{year}-12-31')):
                return {a.code: a.balance for a in ledger.get('account.account').search([
                            ('code', 'in', ['491', '68174', '78174'])]) if a.balance}
        return ledger.run(work)
    return look


def test_loss_is_what_was_income_and_booked_once(portal, owing, act, standing):
    # Of 200.00 that are left, 60.00 are of the bill: 50.00 without VAT; dues are income at once
    shown = [(Decimal('140.00'), Decimal('100.00'), Decimal('100.00'))]
    assert act() == (1, shown)
    assert standing('2026') == {'491': Decimal('-100.00'), '68174': Decimal('100.00')}
    assert act() == (0, shown)
    assert portal.faults() == []


def test_next_year_books_the_difference_alone(portal, owing, act, standing):
    act()
    assert act(year='2027')[0] == 0
    portal.send(payment('21', '60.00', '2027-03-01', ('20', '60.00'), member='2'))
    assert act(year='2027') == (1, [(Decimal('80.00'), Decimal('50.00'), Decimal('50.00'))])
    assert standing('2027') == {
        '491': Decimal('-50.00'), '68174': Decimal('100.00'), '78174': Decimal('-50.00')}
    assert act('take_back', year='2027')[0] == 1
    assert standing('2027') == standing('2026')


def test_loss_is_taken_back_and_booked_at_another_rate(owing, act, standing):
    act()
    assert [act('take_back')[0] for _ in range(2)] == [1, 0]
    assert standing('2026') == {}
    assert act(rate=Decimal('50'))[0] == 1
    assert standing('2026') == {'491': Decimal('-50.00'), '68174': Decimal('50.00')}
    # Whoever owes for less than that long is left out
    assert act(months=36)[1] == []
    assert standing('2026') == {}


def test_accounts_that_are_not_set_are_asked_for(portal, owing, act):
    portal.settings(account_doubtful=None)
    with pytest.raises(UserError) as raised:
        act()
    assert '491' in raised.value.message


def test_list_of_the_year_shows_what_is_to_be_booked(ledger, owing, act):
    def points():
        def work():
            Closing, Year = ledger.get('asso.closing'), ledger.get('account.fiscalyear')
            year, = Year.search([('name', '=', '2026')])
            found = Closing.search([('year', '=', year.id)]) or Closing.create([{'year': year.id}])
            point, = [p for p in found[0].points if p.kind == 'doubtful']
            return point.count, point.amount, point.state
        return ledger.run(work)
    assert points() == (1, Decimal('100.00'), 'shown')
    act()
    assert points() == (0, EUROS, 'done')
