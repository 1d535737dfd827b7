"""An association that chooses other accounts and journals: what is booked keeps to its own."""
import datetime as dt

import pytest

from tests.module.portal import bill, fee, gone, note, payment


class Settings:
    "Chooses accounts and journals of the association, by field: another, or the first again"

    def __init__(self, portal):
        self.portal = portal
        self.first = {}

    def choose(self, *names):
        "Choose another account, or journal, made like the present one."
        def write():
            association = self._association()
            for name in names:
                now = getattr(association, name)
                self.first.setdefault(name, now.id)
                other, = now.copy([now], {'code': f'{now.code}9'})
                setattr(association, name, other)
            association.save()
        self.portal.ledger.run(write)

    def choose_first(self, *names):
        self.portal.settings(**{name: self.first[name] for name in names})

    def _association(self):
        feed, = self.portal.feed.search([('code', '=', 'portal')])
        return feed.association


@pytest.fixture
def settings(portal):
    return Settings(portal)


def balances(portal, *codes):
    "{code: debit less credit} of accounts."
    with portal.ledger.transaction():
        accounts = portal.ledger.get('account.account').search([('code', 'in', codes)])
        return {a.code: str(a.balance) for a in accounts}


def moves(portal):
    with portal.ledger.transaction():
        return portal.ledger.get('account.move').search_count([])


def test_old_bill_is_paid_by_new_money_on_its_own_account(portal, settings):
    settings.choose('account_receivable')
    before = moves(portal)
    portal.send(payment('1', '130.00', '2026-02-10', ('1', '100.00')))
    assert moves(portal) == before + 1
    assert portal.states() == {'1': 'paid'}
    assert portal.open() == {('payment', '1'): '30.00'}
    assert balances(portal, '4112', '41129') == {'4112': '0.00', '41129': '-30.00'}


def test_money_of_before_pays_a_bill_on_the_new_account(portal, settings):
    portal.send(payment('1', '130.00', '2026-02-10', allocations=None))
    settings.choose('account_receivable')
    portal.send(bill('2', '20.00', '2026-03-01'))
    assert portal.states() == {'1': 'paid', '2': 'paid'}
    assert portal.open() == {('payment', '1'): '10.00'}
    assert balances(portal, '4112', '41129') == {'4112': '-10.00', '41129': '0.00'}


def test_member_with_a_bill_on_the_old_account_is_not_deactivated(portal, settings):
    settings.choose('account_receivable')
    assert portal.send(gone('member', '1')) == {'1': 'member_open_entries'}


def test_what_is_on_the_old_account_can_be_taken_back(portal, settings):
    portal.send(
        payment('1', '70.00', '2026-02-10', ('1', '60.00')),
        note('2', '40.00', '2026-02-11', '1', ('1', '40.00')))
    settings.choose('account_receivable')
    portal.send(gone('payment', '1'), gone('credit_note', '2'))
    assert portal.open() == {('bill', '1'): '100.00'}
    portal.send(gone('bill', '1'))
    assert portal.open() == {}
    portal.send(bill('1', '100.00', '2026-01-05'))
    assert portal.open() == {('bill', '1'): '100.00'}
    assert balances(portal, '4112', '41129') == {'4112': '100.00', '41129': '0.00'}


def test_credit_note_stands_on_the_account_of_its_bill(portal, settings):
    settings.choose('account_receivable')
    portal.send(
        bill('2', '20.00', '2026-02-01'),
        note('3', '50.00', '2026-02-11', '1', ('1', '10.00'), ('2', '20.00')))
    assert portal.open() == {('bill', '1'): '90.00', ('credit_note', '3'): '20.00'}
    assert balances(portal, '4112', '41129') == {'4112': '70.00', '41129': '0.00'}
    # What the other bill had goes back to the account of the note
    portal.send(note('3', '50.00', '2026-02-11', '1', ('1', '10.00')))
    assert balances(portal, '4112', '41129') == {'4112': '50.00', '41129': '20.00'}
    portal.send(gone('credit_note', '3'))
    assert portal.open() == {('bill', '1'): '100.00', ('bill', '2'): '20.00'}


def test_money_of_before_is_paid_back_on_the_new_account(portal, settings):
    portal.send(payment('1', '120.00', '2026-02-10', ('1', '100.00')))
    settings.choose('account_receivable')
    portal.send(payment('2', '-15.00', '2026-03-10'))
    assert portal.open() == {('payment', '1'): '5.00'}
    portal.send(gone('payment', '2'))
    assert portal.open() == {('payment', '1'): '20.00'}


def test_payment_in_parts_on_two_accounts_moves_to_another_member(portal, settings):
    portal.send(payment('1', '70.00', '2026-02-10', ('1', '60.00')))
    settings.choose('account_receivable')
    portal.send(bill('2', '10.00', '2026-03-01'))
    portal.send(payment('1', '70.00', '2026-02-10', ('1', '50.00'), ('2', '10.00')))
    portal.send(payment('1', '70.00', '2026-02-10', member='2'))
    assert portal.balances() == {'1': '-110.00', '2': '70.00'}
    assert balances(portal, '4112', '41129') == {'4112': '100.00', '41129': '-60.00'}


def test_portal_and_form_and_reminders_agree_on_an_old_bill(portal, settings, accountant):
    settings.choose('account_receivable')
    portal.send(payment('1', '40.00', '2026-02-10', ('1', '40.00')))
    with portal.ledger.transaction():
        ada, = portal.ledger.get('asso.member').search([('number', '=', '1')])
        assert [str(ada.balance), str(ada.overdue)] == ['-60.00', '60.00']
    assert portal.balances()['1'] == '-60.00'
    assert portal.residuals('bill') == {'1': '60.00'}
    assert [str(amount) for _, amount in accountant.dunned(dt.date(2026, 4, 1))] == ['60.00']


def test_old_bill_counts_though_its_account_is_no_receivable_any_more(portal, settings):
    settings.choose('account_receivable')

    def retype():
        Account = portal.ledger.get('account.account')
        account, = Account.search([('code', '=', '4112')])
        account.type.template_override = True
        account.type.receivable = False
        account.type.save()
    portal.ledger.run(retype)
    assert portal.balances()['1'] == '-100.00'
    portal.send(payment('1', '100.00', '2026-02-10', ('1', '100.00')))
    assert portal.states() == {'1': 'paid'}


@pytest.mark.postgresql("sums in SQL")
def test_payments_that_wait_on_another_suspense_account(portal, settings):
    portal.send(
        payment('1', '60.00', '2026-03-10', member=None),
        payment('2', '30.00', '2026-03-11', member=None),
        payment('3', '-5.00', '2026-03-12', member=None))
    settings.choose('account_suspense')
    assert {e['id']: e['residual'] for e in portal.snapshot()['unmatched']} == {
        '1': '60.00', '2': '30.00', '3': '-5.00'}
    assert portal.residuals() == {'1': '60.00', '2': '30.00', '3': '-5.00'}
    portal.send(payment('1', '60.00', '2026-03-10'), gone('payment', '2'))
    portal.send(payment('3', '-5.00', '2026-03-12'))
    assert portal.snapshot()['unmatched'] == []
    assert portal.balances()['1'] == '-45.00'
    # What is taken off its member again waits on the one that is chosen now
    portal.send(payment('1', '60.00', '2026-03-10', member=None))
    assert balances(portal, '471', '4719') == {'471': '0.00', '4719': '-60.00'}
    portal.send(gone('payment', '1'))
    assert balances(portal, '471', '4719', '5121') == {
        '471': '0.00', '4719': '0.00', '5121': '-5.00'}


def test_deletion_takes_the_money_from_the_account_it_came_on(portal, settings):
    "Also where another means account was chosen since, and suspense is what was the bank"
    portal.send(
        payment('1', '20.00', '2026-03-10', member=None),
        payment('2', '30.00', '2026-03-10', ('1', '30.00')))

    def choose_bank():
        Account = portal.ledger.get('account.account')
        bank, = Account.search([('code', '=', '5121')])
        feed, = portal.feed.search([])
        bank.reconcile, bank.template_override = True, True
        bank.save()
        feed.association.account_suspense = bank
        feed.association.save()
    portal.ledger.run(choose_bank)
    portal.send(gone('payment', '1'), gone('payment', '2'))
    assert balances(portal, '471', '5121') == {'471': '0.00', '5121': '0.00'}


@pytest.fixture
def opened(portal):
    "The portal, whose bill O-1 of 50.00 and payment of 80.00 are older than the cut-over"
    portal.settings(cutover=dt.date(2024, 1, 1))
    portal.send(
        fee('8', '50.00', '2021-06-01', start='2021-06-01', end='2022-05-31'),
        payment('8', '80.00', '2021-07-01', ('8', '50.00')))
    return portal


@pytest.mark.stress
def test_opening_entries_keep_to_their_accounts(opened, settings):
    names = ['account_opening', 'journal_opening', 'account_fee_deferral', 'journal_bill']
    settings.choose(*names)
    opened.send(note('9', '20.00', '2024-07-01', '8', number='A-9'))
    opened.send(gone('payment', '8'))
    assert balances(opened, '890', '8909', '7561') == {
        '890': '-50.00', '8909': '0.00', '7561': '20.00'}
    opened.send(gone('credit_note', '9'), gone('bill', '8'))
    assert balances(opened, '890', '8909', '7561') == {
        '890': '0.00', '8909': '0.00', '7561': '0.00'}


def test_accounts_know_after_an_upgrade_what_they_were(opened, settings):
    portal = opened
    settings.choose('account_receivable', 'account_opening')
    ledger = portal.ledger

    def upgrade():
        from trytond.transaction import Transaction
        Transaction().connection.cursor().execute(
            'UPDATE account_account SET of_members = NULL, called = NULL')
        ledger.get('asso.association').__register__('asso_members')
    before = roles(portal)
    ledger.run(upgrade)
    assert roles(portal) == before == [{'4112', '41129'}, {'890', '8909', '4671', '4672'}]


def test_account_that_was_never_used_is_forgotten(portal, settings):
    settings.choose('account_receivable', 'account_opening')
    assert roles(portal) == [{'4112', '41129'}, {'8909', '4671', '4672'}]
    settings.choose_first('account_receivable', 'account_opening')
    assert roles(portal) == [{'4112'}, {'890', '4671', '4672'}]


def roles(portal):
    "The codes of the accounts of members, and of those on which calls stand."
    with portal.ledger.transaction():
        Account = portal.ledger.get('account.account')
        return [
            {a.code for a in Account.search([(role, '=', True)])}
            for role in ['of_members', 'called']]


def test_copy_of_an_account_was_nothing_to_the_association(portal):
    def copy():
        Account = portal.ledger.get('account.account')
        account, = Account.search([('code', '=', '4112')])
        other, = Account.copy([account])
        return other.of_members, account.of_members
    assert portal.ledger.run(copy) == (False, True)


def test_invoice_of_another_receivable_account_is_left_to_the_accountant(portal, accountant):
    def copy():
        Account = portal.ledger.get('account.account')
        return Account.copy(Account.search([('code', '=', '4112')]))[0].id
    accountant.invoice('30.00', account=portal.ledger.run(copy))
    portal.send(payment('5', '200.00', '2026-03-01', allocations=None))
    assert portal.allocations() == {'5': {'1': '100.00'}}
    assert portal.residuals() == {'5': '100.00'}
    assert portal.balances()['1'] == '70.00'
