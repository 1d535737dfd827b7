"""Bills that become income when paid, and keep to how they were booked."""
import datetime as dt

import pytest

from tests.module.earned import choose, end, fee, income_moves, promise, trial, wrong
from tests.module.portal import gone, note, payment


def test_income_is_not_counted_again_in_another_journal(portal, by_sets):
    portal.send(promise('2', '50.00'), payment('1', '20.00', '2026-02-10', ('2', '20.00')))
    choose(portal, 'journal_income')
    portal.send(payment('3', '30.00', '2026-03-10', ('2', '30.00')))
    assert trial(portal) == {'7541': '50.00'}
    assert income_moves(portal) == [('2026-02-10', 'MISC'), ('2026-03-10', 'PRO')]


def test_gift_keeps_to_its_accounts_when_the_association_has_others(portal, by_sets):
    portal.send(promise('2', '50.00'), payment('1', '20.00', '2026-02-10', ('2', '20.00')))
    choose(portal, 'account_donation_deferral')
    choose(portal, 'account_donation')
    portal.send(
        payment('3', '20.00', '2026-03-10', ('2', '20.00')), promise('4', '7.00'),
        payment('5', '7.00', '2026-03-11', ('4', '7.00')))
    codes = ['4672', '46729', '7541', '75419']
    assert trial(portal, *codes) == {'4672': '10.00', '7541': '40.00', '75419': '7.00'}
    # It can still be credited, on its own account
    assert portal.send(note('6', '10.00', '2026-03-12', '2', ('2', '10.00'))) == {'6': 'applied'}
    assert trial(portal, *codes) == {'7541': '40.00', '75419': '7.00'}
    portal.settings(donation_income='call')
    portal.send(gone('payment', '3'))
    assert trial(portal, *codes) == {'4672': '20.00', '7541': '20.00', '75419': '7.00'}


def test_gift_whose_income_account_was_closed_goes_to_the_new_one(portal):
    portal.send(promise('2', '50.00'), payment('1', '20.00', '2026-02-10', ('2', '20.00')))
    choose(portal, 'account_donation')
    end(portal, '7541', dt.date(2026, 2, 28))
    assert portal.send(payment('3', '30.00', '2026-03-10', ('2', '30.00'))) == {'3': 'applied'}
    assert trial(portal, '4672', '7541', '75419') == {'7541': '20.00', '75419': '30.00'}


# -- before the cut-over ----------------------------------------------------

@pytest.fixture
def opening(portal):
    portal.settings(cutover=dt.date(2026, 2, 1))
    portal.send(gone('bill', '1'), promise('2', '50.00', '2026-01-10'))
    return portal


def test_gift_of_before_the_cutover_is_income_when_it_is_paid_after(opening):
    assert trial(opening) == {'4672': '50.00'}
    opening.send(payment('1', '50.00', '2026-02-10', ('2', '50.00')))
    assert trial(opening) == {'7541': '50.00'}
    opening.send(note('3', '50.00', '2026-03-10', '2'))
    assert trial(opening) == {}


def test_gift_of_before_the_cutover_paid_in_part_before_is_income_for_the_rest(opening):
    opening.send(payment('1', '20.00', '2026-01-15', ('2', '20.00')))
    assert trial(opening) == {'4672': '30.00'}
    opening.send(payment('3', '30.00', '2026-02-10', ('2', '30.00')))
    assert trial(opening) == {'7541': '30.00'}
    assert wrong(opening) == {}


def test_note_on_a_gift_paid_before_the_cutover_reduces_the_income_of_now(opening):
    opening.send(payment('1', '50.00', '2026-01-15', ('2', '50.00')))
    assert trial(opening) == {}
    opening.send(note('3', '50.00', '2026-03-10', '2'))
    assert trial(opening) == {'7541': '-50.00'}


def test_gift_of_before_the_cutover_lettered_by_hand(opening, accountant):
    opening.send(
        payment('1', '20.00', '2026-01-15'), payment('3', '30.00', '2026-02-15'))
    accountant.act(accountant.reconcile_all, 'Morin 1')
    assert trial(opening) == {'7541': '30.00'}


def test_dues_of_before_the_cutover_stand_on_the_opening_account(opening):
    opening.send(
        fee('3', '15.00', '2026-01-11'), payment('1', '15.00', '2026-02-10', ('3', '15.00')))
    assert trial(opening) == {'4672': '50.00', '890': '15.00'}


# -- older databases --------------------------------------------------------

@pytest.mark.postgresql("tables are altered")
def test_upgrade_remembers_the_accounts_and_the_next_run_books_what_lacks(portal, accountant):
    from trytond.transaction import Transaction
    portal.send(
        gone('bill', '1'), promise('2', '50.00'), promise('3', '30.00'),
        payment('1', '20.00', '2026-02-10', ('2', '20.00')),
        payment('4', '30.00', '2026-02-11'))
    choose(portal, 'account_donation_deferral')

    def go_back():
        "As the release of before would have left it: lettered by hand, no income"
        with Transaction().set_context(_asso_feed=True):
            accountant.reconcile([
                *accountant.open_lines('F-3'),
                *(line for line in portal.ledger.get('account.move.line').search([
                    ('party', '=', accountant.party('Morin 1').id), ('credit', '=', 30)]))])
        cursor = Transaction().connection.cursor()
        cursor.execute('UPDATE asso_association SET income_booked = NULL')
        cursor.execute('UPDATE account_invoice_line SET income_account = NULL')

    def upgrade():
        from trytond_asso_members.bills.deferred import remember
        remember()
    portal.ledger.run(go_back)
    portal.ledger.run(upgrade)
    assert wrong(portal) == {'3': ('0.00', '30.00')}
    portal.call('finish', str(portal.run), '{"state": "done"}')
    assert wrong(portal) == {}
    assert trial(portal) == {'4672': '30.00', '7541': '50.00'}


def test_income_taken_off_the_books_is_named_and_booked_again(portal):
    from trytond.transaction import Transaction
    portal.send(promise('2', '50.00'), payment('1', '50.00', '2026-02-10', ('2', '50.00')))

    def cancel():
        Move = portal.ledger.get('account.move')
        move, = Move.search([('lines.account.code', '=', '7541')])
        with Transaction().set_context(_asso_feed=True):
            Move.post([move.cancel()])
    portal.ledger.run(cancel)
    assert wrong(portal) == {'2': ('0.00', '50.00')}

    def press():
        association = portal.feed.search([('code', '=', 'portal')])[0].association
        association.book_income([association])
    portal.ledger.run(press)
    assert wrong(portal) == {}
    assert trial(portal) == {'7541': '50.00'}
