"""Income of the next year waits on an account of its own from one year to the other."""
from decimal import Decimal
from unittest.mock import patch

import pytest

from tests.module.portal import fee, note
from tests.module.subscriber import day


@pytest.fixture
def yearly(subscriber):
    "Ada has paid nothing yet of a year from October on: nine months are of 2027"
    subscription = subscriber.subscribe(subscriber.offer('120.00', months=12), '2026-10-01')
    subscriber.bill('2026-10-01')
    return subscription


def act(ledger, button='book', year='2026', user=None):
    "Let a person press the button; return the moves, and what the form showed"
    def work():
        Wizard = ledger.pool.get('asso.closing.defer', type='wizard')
        Start = ledger.get('asso.closing.deferral.start')
        wizard = Wizard(Wizard.create()[0])
        with patch.object(ledger.get('ir.date'), 'today', lambda *_, **__: day(f'{year}-12-31')):
            values = wizard.default_start([])
        Year = ledger.get('account.fiscalyear')
        wizard.start = Start(company=values['company'], currency=values['currency'])
        wizard.start.year, = Year.search([('name', '=', year)])
        wizard.start.on_change_year()
        shown = [
            (p.account.code, p.offer and p.offer.reference, p.lines, p.amount)
            for p in wizard.start.parts], wizard.start.total, wizard.start.booked
        getattr(wizard, f'transition_{button}')()
        return len(wizard.moves), *shown
    return ledger.run(work)


@pytest.mark.parametrize('today, year', [('2027-03-01', '2026'), ('2026-11-27', '2026')])
def test_year_that_is_proposed_is_the_one_to_close(ledger, portal, today, year):
    def work():
        Wizard = ledger.pool.get('asso.closing.defer', type='wizard')
        with patch.object(ledger.get('ir.date'), 'today', lambda *_, **__: day(today)):
            return Wizard(Wizard.create()[0]).default_start([])['year']
    assert ledger.run(lambda: ledger.get('account.fiscalyear')(work()).name) == year


def standing(ledger, on):
    "{code: balance} of the accounts of income and of 487, on a day"
    def work():
        from trytond.transaction import Transaction
        with Transaction().set_context(date=day(on)):
            return {
                a.code: a.balance for a in ledger.get('account.account').search([
                        ['OR', ('code', 'like', '70%'), ('code', 'like', '75%'),
                            ('code', 'like', '487%')], ('type', '!=', None)]) if a.balance}
    return ledger.run(work)


def test_days_of_the_next_year_wait_for_it(ledger, portal, yearly):
    part = Decimal('90.00')
    before = standing(ledger, '2026-12-31')['706']
    assert act(ledger) == (2, [('706', 'TEL', 1, part)], part, Decimal(0))
    assert standing(ledger, '2026-12-31') == {'706': before + part, '487': -part}
    assert standing(ledger, '2027-01-01') == {'706': before}
    assert portal.faults() == []


def test_second_time_books_nothing(ledger, yearly):
    act(ledger)
    after = standing(ledger, '2026-12-31')
    assert act(ledger) == (0, [('706', 'TEL', 1, Decimal('90.00'))], *[Decimal('90.00')] * 2)
    assert standing(ledger, '2026-12-31') == after


def test_it_is_taken_back_and_booked_again(ledger, yearly):
    before = standing(ledger, '2026-12-31')
    act(ledger)
    assert act(ledger, 'take_back')[0] == 2
    assert standing(ledger, '2026-12-31') == before
    assert act(ledger, 'take_back')[0] == 0
    assert act(ledger)[0] == 2
    assert standing(ledger, '2026-12-31')['487'] == Decimal('-90.00')


def test_bill_of_several_years_is_deferred_at_the_end_of_each(ledger, subscriber):
    subscriber.subscribe(subscriber.offer('360.00', months=36), '2026-01-01')
    subscriber.bill('2026-01-01')
    for year, left in [('2026', '240.00'), ('2027', '120.00')]:
        if year == '2027':
            subscriber.run(lambda: _next_year(ledger))
        assert act(ledger, year=year)[1] == [('706', 'TEL', 1, Decimal(left))]
        assert standing(ledger, f'{year}-12-31')['487'] == -Decimal(left)


def _next_year(ledger):
    "As the set-up makes it"
    last, = ledger.get('account.fiscalyear').search([('name', '=', '2027')])
    Renew = ledger.pool.get('account.fiscalyear.renew', type='wizard')
    wizard = Renew(Renew.create()[0])
    wizard.start = ledger.get('account.fiscalyear.renew.start')(
        name='2028', company=last.company, previous_fiscalyear=last, start_date=day('2028-01-01'),
        end_date=day('2028-12-31'), reset_sequences=True)
    wizard.create_fiscalyear()


def test_what_waits_moves_to_an_account_that_is_chosen_later(ledger, portal, yearly):
    act(ledger)

    def other():
        Account = ledger.get('account.account')
        was, = Account.search([('code', '=', '487')])
        new, = Account.copy([was], {'code': '4870', 'name': "PCA"})
        return new.id
    portal.settings(account_deferred=ledger.run(other))
    assert act(ledger)[0] == 2
    assert standing(ledger, '2026-12-31')['4870'] == Decimal('-90.00')
    assert '487' not in standing(ledger, '2026-12-31')
    assert act(ledger, 'take_back')[0] == 2
    assert standing(ledger, '2026-12-31') == {'706': standing(ledger, '2027-01-01')['706']}


def test_run_taken_back_defers_nothing(ledger, yearly):
    ledger.run(lambda: ledger.get('asso.billing')(1).undo("the price was wrong"))
    assert act(ledger)[:2] == (0, [])


def test_what_was_credited_in_the_year_is_none_of_the_next(ledger, subscriber, yearly):
    act(ledger)
    subscriber.write(yearly, end=day('2026-12-31'))
    assert subscriber.bill('2026-12-15') == [
        'Ada Morin 1 -90.00: 2027-01-01/2027-09-30 -90.00']
    assert act(ledger)[:2] == (2, [])
    assert '487' not in standing(ledger, '2026-12-31')


def test_what_is_credited_later_is_credited_in_the_next_year(ledger, subscriber, yearly):
    act(ledger)
    subscriber.write(yearly, end=day('2027-03-31'))
    assert len(subscriber.bill('2027-04-01')) == 1
    assert act(ledger)[0] == 0


def test_fees_with_income_on_the_call_are_deferred_too(ledger, portal):
    portal.settings(fee_income='call')
    dues = {'start': '2026-07-01', 'end': '2027-06-30'}
    portal.send(fee('7', '36.50', '2026-07-01', **dues))
    assert act(ledger)[1] == [('7561', None, 1, Decimal('18.25'))]
    portal.send(note('8', '18.25', '2026-11-01', '7'))
    assert act(ledger)[1] == [('7561', None, 1, Decimal('9.13'))]


def test_fees_that_are_income_when_paid_are_left_out(ledger, portal):
    portal.settings(fee_income='payment')
    portal.send(fee('7', '36.50', '2026-07-01', start='2026-07-01', end='2027-06-30'))
    assert act(ledger)[:2] == (0, [])


def close_month(ledger, last):
    def work():
        Period = ledger.get('account.period')
        Period.close(Period.search([('end_date', '=', day(last))]))
    ledger.run(work)


def test_it_is_given_back_on_the_first_day_that_is_open(ledger, portal, yearly):
    before = standing(ledger, '2026-12-31')['706']
    close_month(ledger, '2027-01-31')
    assert act(ledger)[0] == 2
    part = Decimal('90.00')
    assert standing(ledger, '2027-01-31') == {'706': before + part, '487': -part}
    assert standing(ledger, '2027-02-01') == {'706': before}
    assert act(ledger)[0] == 0


def test_year_whose_last_period_is_closed_says_so(ledger, yearly):
    close_month(ledger, '2026-12-31')
    from trytond_asso_members.exceptions import ClosingError
    with pytest.raises(ClosingError, match="is closed"):
        act(ledger)


def test_year_without_a_next_one_says_so(ledger, subscriber):
    subscriber.subscribe(subscriber.offer('120.00', months=12), '2027-10-01')
    subscriber.bill('2027-10-01')
    from trytond_asso_members.exceptions import ClosingError
    with pytest.raises(ClosingError, match="no fiscal year for 2028-01-01"):
        act(ledger, year='2027')


def test_association_without_the_account_is_told(ledger, portal, yearly):
    portal.settings(account_deferred=None)
    from trytond_asso_members.exceptions import ClosingError
    with pytest.raises(ClosingError, match="487"):
        act(ledger)
