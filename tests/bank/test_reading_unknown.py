"""Exports of banks that nobody has written a profile for, from several countries."""
import pytest

from tests.bank.reading import accounts, read_file, read_text, rows
from trytond_asso_members.bank.reading.errors import BadFile

# {file: accounts}
UNKNOWN = {
    'american.csv': [
        ('', '', '1012.50', '1035.00', True, [
            ('2026-01-30', '35.00', 'ZELLE FROM ANN LEE'),
            ('2026-01-12', '-12.50', 'BOOKSHOP')])],
    'belgian-preamble.csv': [
        ('BE00999999990001', 'EUR', None, '1035.00', None, [
            ('2026-01-30', '35.00', 'Cotisation 2026'),
            ('2026-01-12', '-12.50', 'Facture 12')])],
    'british.csv': [
        ('', 'GBP', None, None, None, [
            ('2026-01-12', '-12.50', 'BOOKSHOP LONDON'),
            ('2026-01-30', '35.00', 'Membership')])],
    'dutch-direction.csv': [
        ('NL00INGB0000000001', 'EUR', '1012.50', '1035.00', True, [
            ('2026-01-30', '35.00', 'Contributie'),
            ('2026-01-12', '-12.50', 'Factuur 12')])],
    'dutch-plus-signs.csv': [
        ('NL00RABO0000000001', 'EUR', '1012.50', '1035.00', True, [
            ('2026-01-12', '-12.50', 'Factuur 12'),
            ('2026-01-30', '35.00', 'Contributie')])],
    'dutch-two-balances.tab': [
        ('', 'EUR', '1012.50', '1035.00', True, [
            ('2026-01-12', '-12.50', 'SEPA Overboeking Drukker BV'),
            ('2026-01-30', '35.00', 'SEPA Overboeking J Visser contributie')])],
    'french-balance-rows.csv': [
        ('12345678901', '', '1012.50', '1035.00', True, [
            ('2026-01-12', '-12.50', 'CB PAPETERIE'),
            ('2026-01-30', '35.00', 'VIR DE MME BLANC IRIS')])],
    'french-plain.csv': [
        ('', '', None, None, None, [
            ('2026-01-30', '35.00', 'VIR DE MME BLANC IRIS'),
            ('2026-01-12', '-12.50', 'CB PAPETERIE')])],
    'german-pending-words.csv': [
        ('', 'EUR', '1012.50', '1035.00', True, [
            ('2026-01-30', '35.00', 'Auftraggeber: Ada Kern Buchungstext: Beitrag'),
            ('2026-01-12', '-12.50', 'Stadtwerke')])],
    'german-twice-currency.csv': [
        ('', 'EUR', '1012.50', '1035.00', True, [
            ('2026-01-30', '35.00', 'Beitrag'),
            ('2026-01-12', '-12.50', 'Strom')])],
    'italian.csv': [
        ('', '', None, None, None, [
            ('2026-01-30', '35.00', 'BONIFICO DA ANNA BIANCHI QUOTA 2026'),
            ('2026-01-12', '-12.50', 'BOLLETTA LUCE')])],
    'polish.csv': [
        ('', '', None, None, None, [
            ('2026-01-30', '35.00', 'PRZELEW OD ANNA NOWAK'),
            ('2026-01-12', '-12.50', 'KSIEGARNIA')])],
    'portuguese.csv': [
        ('', '', '1012.50', '1035.00', True, [
            ('2026-01-30', '35.00', 'TRF DE ANA'),
            ('2026-01-12', '-12.50', 'COMPRA LIVRARIA')])],
    'spanish.csv': [
        ('', '', '1012.50', '1035.00', True, [
            ('2026-01-30', '35.00', 'TRANSFERENCIA DE ANA PRADO'),
            ('2026-01-12', '-12.50', 'RECIBO LUZ')])],
    'swedish.csv': [
        ('', '', '1012.50', '1035.00', True, [
            ('2026-01-30', '35.00', 'Anna Berg'),
            ('2026-01-12', '-12.50', 'Bokhandel')])],
    'swiss-apostrophes.csv': [
        ('CH0099999000000000001', 'CHF', '1012.50', '2035.00', True, [
            ('2026-01-30', '1035.00', 'GUTSCHRIFT VON ADA KERN'),
            ('2026-01-12', '-12.50', 'KAUF BUCHLADEN')])],
    }


@pytest.mark.parametrize('name', UNKNOWN)
def test_export_of_an_unknown_bank_is_read(name):
    file = read_file(f'unknown/{name}')
    assert accounts(file) == UNKNOWN[name]
    assert (file.bank, file.questions) == ('', ())


def test_header_without_a_known_word_is_read_by_its_cells():
    file = read_text(
        'Kiedy;Co;Ile;Potem\n'
        '31.01.2026;Nowak Anna;35,00;135,00\n'
        '30.01.2026;Ksiegarnia;-3,00;100,00\n')
    assert rows(file) == [
        ('2026-01-31', '35.00', 'Nowak Anna'), ('2026-01-30', '-3.00', 'Ksiegarnia')]
    assert file.accounts[0].rows[0].information['Potem'] == '135,00'


@pytest.mark.parametrize('written, amount', [
        ('35,00', '35.00'), ('-1 234,50', '-1234.50'), ('1\u202f234,5', '1234.5'),
        ('1.234,50', '1234.50'), ("1'234.50", '1234.50'), ('1,234.50', '1234.50'),
        ('12.345.678', '12345678'), ('35', '35'), ('+35,00', '35.00'), ('−35,00', '-35.00'),
        ('35,00-', '-35.00'), ('(35.00)', '-35.00'), ('35,00 S', '-35.00'), ('35,00 H', '35.00'),
        ('12.00 DR', '-12.00'), ('EUR 35,00', '35.00'), ('-35,00 €', '-35.00'),
        ('0,500', '0.500'),
        ])
def test_amount_however_written_is_read(written, amount):
    assert rows(read_text(f'Date;Libellé;Montant\n31/01/2026;Tahri;"{written}"\n')) == [
        ('2026-01-31', amount, 'Tahri')]


@pytest.mark.parametrize('written', [
        '31/01/2026', '31-01-2026', '31.01.2026', '31/01/26', '2026-01-31', '2026/01/31',
        '20260131', '01/31/2026', '31 janv. 2026', '31-Jan-26', '"Jan 31, 2026"',
        '31. Januar 2026', 'sam. 31 janvier 2026', '2026-01-31T10:00:00.123Z',
        '31/01/2026 10:00', '31-01-2026 10:00:00', '01/31/2026 10:00 AM',
        '2026-01-31 10:00:00+01:00',
        ])
def test_date_however_written_is_read(written):
    assert rows(read_text(f'Date;Libellé;Montant\n{written};Tahri;35,00\n')) == [
        ('2026-01-31', '35.00', 'Tahri')]


@pytest.mark.parametrize('encoding, found', [
        ('utf-8', 'utf-8'), ('utf-8-sig', 'utf-8-sig'), ('cp1252', 'cp1252'), ('utf-16', 'utf-16'),
        ('utf-16-le', 'utf-16-le'), ('utf-16-be', 'utf-16-be'),
        ])
def test_encoding_is_found_out(encoding, found):
    file = read_text('Date;Libellé;Montant\n31/01/2026;Café – 2 €;35,00\n', encoding)
    assert (file.encoding, rows(file)) == (found, [('2026-01-31', '35.00', 'Café – 2 €')])


@pytest.mark.parametrize('delimiter', ';\t,|')
def test_delimiter_is_found_out(delimiter):
    text = 'Date;Libellé;Montant\n31/01/2026;"a, b | c";35.00\n'.replace(';', delimiter)
    file = read_text(text)
    assert (file.delimiter, rows(file)) == (delimiter, [('2026-01-31', '35.00', 'a, b | c')])


def test_delimiter_that_the_file_declares_is_taken():
    file = read_text('sep=;\nDate;Libellé;Montant\n31/01/2026;Tahri;35,00\n')
    assert (file.delimiter, file.accounts[0].rows[0].line) == (';', 3)


@pytest.mark.parametrize('end', ['\n', '\r\n', '\r'])
def test_lines_end_in_any_way(end):
    file = read_text(f'Date;Libellé;Montant{end}31/01/2026;Tahri;35,00{end}')
    assert [row.line for row in file.accounts[0].rows] == [2]


def test_entities_that_were_encoded_again_and_again_are_resolved():
    file = read_text(
        'Date;Libellé;Montant\n31/01/2026;"CAF&amp;amp;amp;Eacute; &amp;lt;3";35,00\n')
    assert rows(file) == [('2026-01-31', '35.00', 'CAFÉ <3')]


def test_currency_that_nothing_says_is_not_guessed():
    file = read_text('Date;Libellé;Montant\n31/01/2026;Tahri;35,00\n')
    assert [account.currency for account in file.accounts] == ['']


def test_row_in_another_currency_is_of_an_account_of_its_own():
    file = read_text(
        'Date;Libellé;Montant;Devise\n31/01/2026;Tahri;35,00;EUR\n30/01/2026;Reed;10,00;USD\n')
    assert [(a.currency, len(a.rows)) for a in file.accounts] == [('EUR', 1), ('USD', 1)]


def test_label_with_a_delimiter_and_no_quotes_is_put_together():
    file = read_text(
        'Date;Libellé;Montant\n31/01/2026;VIR; REF 12;35,00\n30/01/2026;Tahri;35,00\n'
        '30/01/2026;Tahri;35,00\n')
    assert rows(file)[0] == ('2026-01-31', '35.00', 'VIR; REF 12')


def test_quotation_mark_that_is_never_closed_swallows_nothing():
    file = read_text(
        'Date;Libellé;Montant\n31/01/2026;"Tahri;35,00\n30/01/2026;Roche;3,00\n'
        '29/01/2026;Savary;2,00\n')
    assert [row[:2] for row in rows(file)] == [
        ('2026-01-31', '35.00'), ('2026-01-30', '3.00'), ('2026-01-29', '2.00')]


def test_formula_in_a_label_stays_text():
    label = "=cmd|' /C calc'!A0"
    file = read_text(f'Date;Libellé;Montant\n31/01/2026;{label};35,00\n')
    assert rows(file) == [('2026-01-31', '35.00', label)]


def test_lines_of_files_with_two_encodings_are_read_each_by_itself():
    text = 'Date;Libellé;Montant\n'.encode() + '31/01/2026;Adhésion;35,00\n'.encode('cp1252')
    file = read_text(text.decode('latin-1'), 'latin-1')
    assert (file.encoding, rows(file)) == (
        'utf-8, cp1252', [('2026-01-31', '35.00', 'Adhésion')])


def test_text_that_was_encoded_twice_is_read():
    twice = 'Date;Libellé;Montant\n31/01/2026;Adhésion;35,00\n'.encode().decode('cp1252')
    assert rows(read_text(twice)) == [('2026-01-31', '35.00', 'Adhésion')]


# {what is peculiar: (the file, its account)}
PECULIAR = {
    'columns of what came in and went out': (
        'Date;Contrepartie;Montant entrant;Montant sortant\n'
        '30/01/2026;Nadia Ould;35,00;\n19/01/2026;Eau du Moulin;;31,40\n', ''),
    'a direction in words': (
        "Date d'exécution;Statut;Sens;Nom du tiers;Montant\n"
        '30/01/2026;Exécuté;Entrant;Nadia Ould;35,00\n'
        '19/01/2026;Exécuté;Sortant;Eau du Moulin;31,40\n', ''),
    'a sign in letters': (
        'Date;Libellé;Montant\n30/01/2026;Nadia Ould;35,00 CR\n'
        '19/01/2026;Eau du Moulin;31,40 DB\n', ''),
    'the name of the account before its number': (
        'Compte;RIB;Date opération;Libellé;Débit EUR;Crédit EUR\n'
        'C/C ASSO;10278 01234 00012345601 45;30/01/2026;Nadia Ould;;35,00\n'
        'C/C ASSO;10278 01234 00012345601 45;19/01/2026;Eau du Moulin;-31,40;\n',
        '10278012340001234560145'),
    }


@pytest.mark.parametrize('what', PECULIAR)
def test_peculiar_export_is_read(what):
    text, identifier = PECULIAR[what]
    file = read_text(text)
    account, = file.accounts
    assert (account.identifier, file.questions) == (identifier, ())
    assert rows(file) == [
        ('2026-01-30', '35.00', 'Nadia Ould'), ('2026-01-19', '-31.40', 'Eau du Moulin')]


def test_list_of_payouts_is_all_received():
    file = read_text(
        'Date du versement;Numéro de versement;Montant;Statut\n'
        '30/01/2026;VER-1001;134,50 €;Versé\n15/01/2026;VER-1000;20,00 €;Versé\n')
    assert file.questions == ()
    assert rows(file) == [
        ('2026-01-30', '134.50', 'VER-1001'), ('2026-01-15', '20.00', 'VER-1000')]


def test_row_whose_amount_is_in_another_column_of_amounts_is_not_left_out():
    with pytest.raises(BadFile, match='Line 3'):
        read_text(
            'Date;Libellé;Montant facturé;Montant réglé\n'
            '30/01/2026;Nadia Ould;35,00;\n19/01/2026;Eau du Moulin;;31,40\n')
