"""What treasurers do beside the screens of the bank, with Tryton's own."""
import pytest
from trytond.exceptions import UserError

from .treasurer import file


@pytest.fixture
def lettered(portal, treasurer, since):
    "Two rows that wait, lettered with each other by hand; and a third"
    def work(association, journal):
        Line = treasurer.ledger.get('account.move.line')
        Line.reconcile([line for line in Line.search([
                        ('account', '=', association.account_suspense.id),
                        ('reconciliation', '=', None)]) if line.debit + line.credit == 7])
    treasurer.import_file(file(
        (3, 'VIR X', '100.00'), (5, 'VIR Y', '7.00'), (6, 'ACHAT', '-7.00')))
    treasurer.run(work)
    return [treasurer.origin(label) for label in ['VIR X', 'VIR Y', 'ACHAT']]


def test_rows_lettered_by_hand_wait_no_longer(portal, treasurer, lettered):
    assert treasurer.left(*lettered) == ['100.00', '0.00', '0.00']
    assert list(treasurer.waits()) == ['VIR X']


def test_file_with_rows_lettered_by_hand_is_not_taken_back(portal, treasurer, lettered):
    with pytest.raises(UserError, match='VIR Y'):
        treasurer.take_back(lettered[0])
    assert treasurer.bank_balance() == '100.00'

    def unletter(association, journal):
        Reconciliation = treasurer.ledger.get('account.move.reconciliation')
        Reconciliation.delete(Reconciliation.search([]))
    treasurer.run(unletter)
    treasurer.take_back(lettered[0])
    assert treasurer.bank_balance() == '0.00'


def test_file_for_a_journal_in_another_currency_is_refused(portal, treasurer):
    def work(association, journal):
        dollar, = treasurer.ledger.get('currency.currency').create([{
                    'name': "Dollar", 'symbol': '$', 'code': 'USD'}])
        journal.__class__.write([journal], {'currency': dollar.id})
    treasurer.run(work)
    with pytest.raises(UserError, match='USD'):
        treasurer.import_file(file((3, 'VIR X', '100.00')))
    assert treasurer.statements() == []


def test_amount_beyond_all_sense_is_refused(portal, treasurer):
    with pytest.raises(UserError, match='(L|l)i(n|gn)e 2'):
        treasurer.import_file(file((3, 'VIR X', '9999999999999999999999.99')))


@pytest.mark.stress
def test_thousands_of_equal_rows_are_all_booked_once(portal, treasurer):
    content = file(*[(3, 'QUETE', '1.00')] * 2000)
    treasurer.import_file(content)
    assert treasurer.bank_balance() == '2000.00'
    assert treasurer.import_file(content) == ({}, 2000)


def test_label_without_end_is_kept(portal, treasurer):
    label = 'X' * 5000
    treasurer.import_file(file((3, label, '1.00')))
    assert list(treasurer.waits()) == [label]


def test_file_is_booked_whatever_the_journal_validates(portal, treasurer):
    def validation(association, journal, way):
        journal.__class__.write([journal], {'validation': way})
    for day, way in enumerate(['balance', 'amount', 'number_of_lines'], 3):
        treasurer.run(lambda association, journal, way=way: validation(
                association, journal, way))
        treasurer.import_file(file((day, f'VIR {way}', f'{day}.00')))
    assert treasurer.bank_balance() == '12.00'


def test_row_that_a_rule_booked_waits_once_that_is_undone(portal, treasurer):
    def account(code):
        return treasurer.ledger.get('account.account').search([
                ('code', 'like', code), ('closed', '=', False), ('type', '!=', None)],
            limit=1)[0]

    def work(association, journal):
        treasurer.ledger.get('account.statement.rule').create([{
                    'name': "Frais", 'company': association.company.id,
                    'description': '(?i)edf', 'lines': [('create', [
                                {'amount': 'pending', 'account': account('627%').id}])]}])
    treasurer.run(work)
    treasurer.import_file(file((3, 'PRLV EDF', '-2.50')))
    origin = treasurer.origin('PRLV EDF')

    def balance(association, journal):
        return f"{account('627%').balance:.2f}", account('658%').id
    assert treasurer.run(balance)[0] == '2.50'
    treasurer.undo(origin)
    for _ in range(2):
        assert treasurer.left(origin) == ['-2.50']
        found, other = treasurer.run(balance)
        assert found == '0.00'
        treasurer.divide(origin, ('-2.50', other, False), kind='account')
        assert treasurer.waits() == {}
        treasurer.undo(origin)
    treasurer.take_back(origin)
    assert treasurer.bank_balance() == '0.00'
    assert treasurer.run(balance)[0] == '0.00'


def test_accountants_read_the_log_of_decisions_and_nobody_writes_it(portal, treasurer):
    def accountant(association, journal):
        group = treasurer.ledger.get('ir.model.data').get_id('account', 'group_account')
        user, = treasurer.ledger.get('res.user').create([{
                    'name': "Trésorière", 'login': 'treasurer',
                    'companies': [('add', [association.company.id])],
                    'company': association.company.id, 'groups': [('add', [group])]}])
        return user.id
    treasurer.import_file(file((3, 'VIR X', '3.00')))
    user = treasurer.run(accountant)

    def access():
        names = ['asso.bank.decision', 'asso.bank.proposal']
        found = treasurer.ledger.get('ir.model.access').get_access(names)
        return [{mode for mode, may in found[name].items() if may} for name in names]

    def read():
        return [d.kind for d in treasurer.ledger.get('asso.bank.decision').search([])]
    assert treasurer.ledger.run(access, user=user) == [{'read'}, {'read'}]
    assert treasurer.ledger.run(read, user=user, _check_access=True) == ['waits']

    def accept():
        Origin = treasurer.ledger.get('account.statement.origin')
        Origin.accept(Origin.search([('proposals', '!=', None)]))
    treasurer.import_file(file((4, 'VIR M MORIN 1 ADA', '45.00')))
    treasurer.ledger.run(accept, user=user, _check_access=True)
    assert portal.balances()['1'] == '-55.00'
