"""Whether what is in a file adds up, and what is said if it does not."""
import pytest

from tests.bank.reading import read_file, read_text

RUNNING = 'Date;Libellé;Montant;Solde\n'


def checked(text):
    "(opening, closing, whether it adds up, what does not)"
    account, = read_text(text).accounts
    return (
        str(account.opening), str(account.closing), account.adds_up,
        [str(found) for found in account.discrepancies])


@pytest.mark.parametrize('rows', [
        '05/01/2026;A;35,00;135,00\n14/01/2026;B;-10,00;125,00\n14/01/2026;C;-1,00;124,00\n',
        '14/01/2026;C;-1,00;124,00\n14/01/2026;B;-10,00;125,00\n05/01/2026;A;35,00;135,00\n',
        '14/01/2026;C;-1,00;124,00\n14/01/2026;B;-10,00;124,00\n05/01/2026;A;35,00;135,00\n',
        '05/01/2026;A;35,00;\n14/01/2026;B;-10,00;125,00\n14/01/2026;C;-1,00;124,00\n',
        ], ids=['oldest first', 'newest first', 'at the end of the day', 'not on each row'])
def test_balance_that_runs_gives_opening_and_closing(rows):
    assert checked(RUNNING + rows) == ('100.00', '124.00', True, [])


def test_row_that_is_missing_between_balances_is_told():
    assert checked(
        RUNNING + '05/01/2026;A;35,00;135,00\n14/01/2026;B;-10,00;125,00\n'
        '15/01/2026;C;-1,00;99,00\n16/01/2026;D;-9,00;90,00\n') == (
        '100.00', '90.00', False, [
            "Line 4: the balance is 99.00 where 124.00 was to be expected. Movements are "
            "missing or twice there: export the period again."])


def test_opening_and_movements_that_do_not_make_the_closing_balance_are_told():
    assert checked(
        'Solde initial;100,00\nDate;Libellé;Montant\n15/01/2026;A;35,00\nSolde final;130,00\n'
        ) == ('100.00', '130.00', False, [
            "100.00 at the beginning and movements of 35.00 do not make the balance of 130.00. "
            "Movements are missing or twice: export the period again."])


def test_rows_are_counted_where_the_bank_says_how_many_there_are():
    assert checked(
        '="012345678901";01/01/2026;31/01/2026;3;31/01/2026;1913,45 EUR\n\n'
        "Date de l'opération;Libellé;Détail de l'écriture;Montant de l'opération;Devise\n"
        '30/01/2026;A;A B;35,00;EUR\n') == ('None', '1913.45', False, [
            "The bank announces 3 movements, and 1 are there. Export the period again."])


def test_nothing_is_said_of_what_cannot_be_checked():
    assert checked('Date;Libellé;Montant\n15/01/2026;A;35,00\n') == ('None', 'None', None, [])


def test_single_row_has_a_balance_and_proves_nothing():
    assert checked(RUNNING + '15/01/2026;A;35,00;135,00\n') == ('100.00', '135.00', None, [])


def test_balance_has_its_day():
    days = {
        name: (str(account.opening_date), str(account.closing_date))
        for name in ('lcl.csv', 'credit-mutuel.csv', 'credit-agricole.csv', 'banque-postale.tsv')
        for account in read_file(name).accounts[:1]}
    assert days == {
        'lcl.csv': ('2026-01-02', '2026-01-31'),
        'credit-mutuel.csv': ('2026-01-05', '2026-01-14'),
        'credit-agricole.csv': ('None', '2026-02-02'),
        'banque-postale.tsv': ('None', '2026-01-31')}


@pytest.mark.parametrize('first, last', [
        ("SOLDE AU 01/01/2026", "SOLDE AU 31/01/2026"), ("Ancien solde", "Nouveau solde"),
        ("Opening balance", "Closing balance"), ("Solde précédent", "Solde final"),
        ("Anfangssaldo", "Endsaldo"),
        ])
def test_rows_that_state_a_balance_are_no_movements(first, last):
    file = read_text(
        f'Date;Libellé;Montant\n01/01/2026;{first};100,00\n05/01/2026;A;-3,00\n'
        f'31/01/2026;{last};97,00\n')
    account, = file.accounts
    assert [(str(r.amount), r.label) for r in account.rows] == [('-3.00', 'A')]
    assert (str(account.opening), str(account.closing)) == ('100.00', '97.00')
    assert account.adds_up
    assert [(i.line, i.why) for i in file.ignored] == [(2, 'total'), (4, 'total')]


def test_payment_of_a_balance_is_a_movement():
    file = read_text('Date;Libellé;Montant\n31/01/2026;SOLDE STAGE TAHRI;100,00\n')
    assert [str(r.amount) for r in file.accounts[0].rows] == ['100.00']


def test_line_with_a_day_and_an_amount_is_no_balance():
    account, = read_text(
        'Date;Libellé;Débit;Crédit\n31/01/2026;A;3,00;\n30/01/2026;B;;5,00\n'
        'Total au 31/01/2026;;3,00;5,00\nEncours carte au 31/01/2026 : 123,45 €\n').accounts
    assert (account.opening, account.closing) == (None, None)
