"""What banks do in their files beside naming columns: totals, parts, days and labels elsewhere."""
import pytest

from tests.bank.reading import accounts, read_text, rows
from trytond_asso_members.bank.reading.errors import BadFile

OF_TWO = [('2026-01-30', '35.00', 'BLANC IRIS'), ('2026-01-12', '-12.50', 'EAU')]


@pytest.mark.parametrize('header, one, other', [
    ('Data di registrazione;Data valuta;Tipo di ordine;Testo;Importo di addebito (CHF)'
        ';Importo di accredito (CHF);Saldo (CHF)',
        '30.01.2026;30.01.2026;X;BLANC IRIS;;35.00;1035.00',
        '12.01.2026;13.01.2026;X;EAU;12.50;;1000.00'),
    ('Data;Testo di avviso;Accredito in CHF;Addebito in CHF',
        '30.01.2026;BLANC IRIS;35.00;', '12.01.2026;EAU;;12.50'),
    ('Buchungsdatum;Text;Belastungsbetrag (CHF);Gutschriftsbetrag (CHF)',
        '30.01.2026;BLANC IRIS;;35.00', '12.01.2026;EAU;12.50;'),
    ('Date comptable;Texte;Montant du crédit (CHF);Montant du débit (CHF)',
        '30.01.2026;BLANC IRIS;35.00;', '12.01.2026;EAU;;12.50'),
    ('Booked At;Text;Credit/Debit Amount;Balance;Valuta Date',
        '2026-01-30 00:00:00.0;BLANC IRIS;35.00;1035.00;2026-02-02 00:00:00.0',
        '2026-01-12 00:00:00.0;EAU;-12.50;1000.00;2026-01-13 00:00:00.0'),
    ('Buchungstag;Vorgang/Verwendungszweck;Währung;Umsatz; ',
        '30.01.2026;BLANC IRIS;EUR;35,00;H', '12.01.2026;EAU;EUR;12,50;S'),
    ('Date;Libellé;Montant;', '30/01/2026;BLANC IRIS;35,00;C', '12/01/2026;EAU;12,50;D'),
    ('Date;Libellé;Orig currency;Orig amount;Payment currency;Amount',
        '30/01/2026;BLANC IRIS;EUR;35,00;EUR;35,00', '12/01/2026;EAU;USD;-13,50;EUR;-12,50'),
    ], ids=['Italian', 'credit first', 'German', 'French', 'booked at', 'S and H', 'D and C',
        'currency of another'])
def test_columns_of_other_banks_are_known(header, one, other):
    file = read_text(f'{header}\n{one}\n{other}\n')
    assert (file.questions, rows(file), len(file.accounts)) == ((), OF_TWO, 1)


@pytest.mark.parametrize('header', [
    'Buchungstag;Verwendungszweck;Umsatz; ', 'Date;Libellé;Montant;'])
def test_word_below_no_name_says_that_all_was_paid_out(header):
    file = read_text(f'{header}\n30.01.2026;EAU;35,00;S\n12.01.2026;EAU;12,50;S\n')
    assert (file.questions, [amount for _, amount, _ in rows(file)]) == ((), ['-35.00', '-12.50'])


PAIR = 'Kdy;Popis;Sem;Ven{}\n30.01.2026;BLANC IRIS;35.00;{}\n12.01.2026;EAU;;{}\n'


def test_two_columns_that_no_word_tells_apart_are_asked():
    file = read_text(PAIR.format('', '', '12.50'))
    assert [(q.what, q.choices) for q in file.questions] == [('sign', (
        ('unsigned', "column 3, as 35.00 on line 2, was paid out"),
        ('reversed', "column 4, as 12.50 on line 3, was paid out")))]


def test_column_that_was_paid_out_is_kept_for_the_next_file():
    file = read_text(PAIR.format('', '', '12.50'), answers={'sign': 'reversed'})
    later = read_text(PAIR.format('', '', '12.50'), profile=file.profile)
    assert [(f.questions, rows(f)) for f in (file, later)] == [((), OF_TWO)] * 2


@pytest.mark.parametrize('text', [
    PAIR.format('', '', '-12.50'), PAIR.format(';Zbytek', ';1035.00', '12.50;1000.00')],
    ids=['minus', 'balance'])
def test_column_that_was_paid_out_is_proven(text):
    file = read_text(text)
    assert (file.questions, rows(file)) == ((), OF_TWO)


def test_columns_of_nothing_but_zeros_are_no_amounts():
    file = read_text(
        'Kdy;Kdo;Kus;Sleva;Kolik\n30.01.2026;BLANC IRIS;0.00;0.00;35.00\n'
        '12.01.2026;EAU;0.00;0.00;-12.50\n')
    assert (file.questions, rows(file)) == ((), OF_TWO)


@pytest.mark.parametrize('one, other', [
    ('30 janv. 2026', '1er janvier 2026'), ('30012026', '01012026'), ('30-jan-2026', '01-jan-26'),
    ('30JAN2026', '01JAN26'), ('30/janv./2026', '01/janv./2026'), ('30. 1. 2026', '1. 1. 2026'),
    ('30/01/2026 à 10h12', '01/01/2026 à 9h05'), ('2026-01-30 10:12 CET', '2026-01-01 10:12 CET')])
def test_day_is_read_however_it_is_written(one, other):
    file = read_text(f'Date;Libellé;Montant\n{one};A;35,00\n{other};B;-12,50\n')
    assert [day for day, *_ in rows(file)] == ['2026-01-30', '2026-01-01']


@pytest.mark.parametrize('one, other', [
    ('35.-', '-12.-'), ('35,--', '-12,--'), ('35.–', '12.00-'), ('CHF 35.—', 'CHF -12.—'),
    ("35.00", "-12.-"), ('35,- €', '-12,- €')])
def test_dash_for_the_cents_is_no_minus(one, other):
    file = read_text(f'Datum;Text;Betrag\n30.01.2026;A;{one}\n12.01.2026;B;{other}\n')
    assert [r.amount for r in file.accounts[0].rows] == [35, -12]


def test_dash_for_the_cents_does_not_say_what_was_paid_out():
    file = read_text('Kdy;Popis;Ven;Sem\n30.01.2026;A;;35.-\n12.01.2026;B;12.50;\n')
    assert [q.what for q in file.questions] == ['sign']


@pytest.mark.parametrize('mark', ["'", '’', '´', '`'])
def test_thousands_are_parted_by_any_apostrophe(mark):
    file = read_text(f'Datum;Text;Betrag\n30.01.2026;A;-1{mark}035.00\n')
    assert [amount for _, amount, _ in rows(file)] == ['-1035.00']


def test_day_under_another_name_comes_before_the_value_date():
    file = read_text(
        'Valeur;Opération;Libellé;Montant\n02/02/2026;30/01/2026;BLANC IRIS;35,00\n'
        '13/01/2026;12/01/2026;EAU;-12,50\n')
    assert (rows(file), file.accounts[0].rows[0].texts) == (OF_TWO, ('BLANC IRIS',))


UNDATED = (
    'Date de comptabilisation;Date de valeur;Libellé;Débit;Crédit;Solde\n'
    ';30/01/2026;BLANC IRIS;;35,00;{}\n12/01/2026;12/01/2026;EAU;12,50;;1000,00\n'
    '05/01/2026;05/01/2026;GAZ;7,50;;1012,50\n')


def test_row_without_a_day_that_is_in_the_balance_has_its_value_date():
    file = read_text(UNDATED.format('1035,00'))
    assert (rows(file)[:2], file.accounts[0].adds_up) == (OF_TWO, True)


def test_row_without_a_day_and_a_balance_is_refused():
    with pytest.raises(BadFile, match="Line 2 has an amount and no date"):
        read_text(UNDATED.format(''))


def test_sums_of_all_and_parts_of_one_amount_are_no_movements():
    file = read_text(
        'Buchungsdatum;Text;Betrag Einzelzahlung;Belastung;Gutschrift;Valuta;Saldo\n'
        'Umsatztotal;;;12.50;35.00;;\nSchlusssaldo;;;;;;1035.00\n'
        '30.01.2026;BLANC IRIS;;;35.00;30.01.2026;1035.00\n'
        '12.01.2026;EAU;;12.50;;12.01.2026;1000.00\n'
        '12.01.2026;Wasser;10.00;;;;\n12.01.2026;Abwasser;2.50;;;;\n')
    assert (rows(file), [i.why for i in file.ignored]) == (
        OF_TWO, ['total', 'no_movement', 'no_amount', 'no_amount'])


def test_balance_with_a_day_is_that_at_the_end():
    file = read_text(
        'Letzter Kontostand;;;1.012,50;EUR\nBuchungstag;Verwendungszweck;Soll;Haben;Währung\n'
        '30.01.2026;BLANC IRIS;;35,00;EUR\n12.01.2026;EAU;-12,50;;EUR\n'
        'Kontostand;31.01.2026;;1.035,00;EUR\n')
    assert accounts(file) == [('', 'EUR', None, '1035.00', None, OF_TWO)]


def test_payer_is_not_the_holder_who_is_on_each_row():
    file = read_text(
        'Numéro de compte;Nom;Date;Montant;Contrepartie;Communication structurée\n'
        'BE00999999990001;ASBL LAVOIR;30/01/2026;35,00;Blanc Iris;+++123/4567/89012+++\n'
        'BE00999999990001;ASBL LAVOIR;12/01/2026;-12,50;Eau;\n')
    assert [(r.counterparty, r.texts) for r in file.accounts[0].rows] == [
        ('Blanc Iris', ('+++123/4567/89012+++', 'Blanc Iris')), ('Eau', ('Eau',))]


def test_payer_of_one_row_is_the_other_and_not_a_name():
    file = read_text('Nom;Date;Montant;Contrepartie\nASBL LAVOIR;30/01/2026;35,00;Blanc Iris\n')
    assert file.accounts[0].rows[0].counterparty == 'Blanc Iris'


def test_account_is_known_by_its_number_and_not_by_what_it_is_called():
    file = read_text(
        'Date;Compte;IBAN;Libellé;IBAN contrepartie;Montant\n'
        '30/01/2026;Principal;FR7699999000099999999999901;A;FR7699999000099999999999999;35,00\n'
        '12/01/2026;Principal;FR7699999000099999999999901;B;FR7699999000099999999999998;-12,50\n')
    assert [(a.identifier, a.rows[0].iban) for a in file.accounts] == [
        ('FR7699999000099999999999901', 'FR7699999000099999999999999')]


def test_names_are_below_what_was_asked_of_the_bank():
    file = read_text(
        'Date from:;2026.01.01 (00:00);Amount from:;\nTotal amount (CHF):;Total costs (CHF):;;\n'
        '22.50;0.00;;\n\nDate;Text;Transaction amount (CHF);\n2026.01.30;BLANC IRIS;35.00;\n'
        '2026.01.12;EAU;-12.50;\n')
    assert (rows(file), file.accounts[0].currency) == (OF_TWO, 'CHF')


def test_label_goes_on_in_lines_that_have_nothing_else():
    file = read_text(
        'Date;Libellé;Débit;Crédit\n30/01/2026;VIR SEPA RECU;;35,00\n;/DE BLANC IRIS;;\n'
        ';/MOTIF COTISATION;;\n12/01/2026;EAU;12,50;\n;Total;;\n\n;Page 1;;\n')
    assert [label for *_, label in rows(file)] == [
        'VIR SEPA RECU /DE BLANC IRIS /MOTIF COTISATION', 'EAU']


def test_row_that_ends_before_its_label_is_given_one():
    file = read_text(
        'Date;Débit;Crédit;Libellé\n30/01/2026;;35,00\n;;;BLANC IRIS\n12/01/2026;12,50;;EAU\n')
    assert rows(file) == OF_TWO


@pytest.mark.parametrize('encoding', ['mac-roman', 'cp850', 'cp1252'])
def test_accents_are_those_that_were_written(encoding):
    file = read_text(
        'Date;Libellé;Débit;Crédit\n30/01/2026;VIR HÉLÈNE DÉSIRÉ reçu;;35,00\n'
        '12/01/2026;Prélèvement eau;12,50;\n', encoding)
    assert ([label for *_, label in rows(file)], file.encoding) == (
        ['VIR HÉLÈNE DÉSIRÉ reçu', 'Prélèvement eau'], encoding)


COMING = 'Date;Libellé;Débit;Crédit\n31/01/2026;PRLV GAZ;20,00;\n'
BOOKED = 'Date;Libellé;Débit;Crédit\n30/01/2026;BLANC IRIS;;35,00\n12/01/2026;EAU;12,50;\n'


@pytest.mark.parametrize('text', [
    f'Opérations à venir\n{COMING}\nOpérations passées\n{BOOKED}',
    f'{BOOKED}\nOpérations en cours\n{COMING}',
    f'{BOOKED}\nVos prélèvements en attente;;;\n31/01/2026;PRLV GAZ;20,00;\n'],
    ids=['above', 'below', 'without names'])
def test_rows_below_a_line_that_says_they_are_to_come_are_left_out(text):
    file = read_text(text)
    assert (rows(file), [i.why for i in file.ignored]) == (OF_TWO, ['pending'])


def test_amounts_in_cents_are_refused():
    with pytest.raises(BadFile, match="which the amounts"):
        read_text('date,label,amount_cents\n2026-01-30,A,3500\n2026-01-12,B,-1250\n')


def test_amount_without_its_sign_is_not_taken_where_another_has_it():
    file = read_text(
        'Date;Libellé;Montant absolu;Montant signé\n30/01/2026;BLANC IRIS;35,00;35,00\n'
        '12/01/2026;EAU;12,50;-12,50\n')
    assert rows(file) == OF_TWO
