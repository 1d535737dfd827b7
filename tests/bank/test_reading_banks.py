"""The exports of the banks that are known, each with its traps, read with profiles and alone."""
import json

import pytest

from tests.bank.reading import accounts, read_file, read_text
from trytond_asso_members.bank.reading import profiles
from trytond_asso_members.bank.reading.profile import Profile

# {file: (bank, encoding, delimiter, accounts)}
BANKS = {
    'banque-populaire-old.csv': ("Banque Populaire", 'cp1252', ';', [
        ('12345678901', 'EUR', None, None, None, [
            ('2026-01-30', '35', 'VIR SAVARY TOM'),
            ('2026-01-16', '-6.4', 'CB LIBRAIRIE DES HALLES')]),
        ('98765432109', 'EUR', None, None, None, [
            ('2026-01-02', '12.5', 'INTERETS 2025')])]),
    'banque-postale-francs.csv': ("La Banque Postale", 'cp1252', ';', [
        ('1234567X020', 'EUR', None, '503.60', None, [
            ('2026-01-30', '35.00', 'VIREMENT DE MME TAHRI'),
            ('2026-01-14', '-31.40', 'ACHAT CB QUINCAILLERIE')])]),
    'banque-postale.tsv': ("La Banque Postale", 'cp1252', '\t', [
        ('1234567X020', 'EUR', None, '503.60', None, [
            ('2026-01-30', '35.00', 'VIREMENT DE MME TAHRI IMENE ADHESION'),
            ('2026-01-14', '-31.40', 'PRELEVEMENT DE EAU DU MOULIN'),
            ('2026-01-14', '-31.40', 'PRELEVEMENT DE EAU DU MOULIN')])]),
    'bnp-header.csv': ("BNP Paribas", 'utf-8', ';', [
        ('', 'EUR', None, None, None, [
            ('2026-01-30', '35.00', 'VIR SEPA RECU /DE M ROCHE PAUL /MOTIF COTIS'),
            ('2026-01-15', '-31.4', 'PRLV SEPA EAU DU MOULIN')])]),
    'bnp-no-header.csv': ("BNP Paribas", 'cp1252', ';', [
        ('****4321', 'EUR', None, '-123456.78', None, [
            ('2026-01-30', '35.00',
                'VIR SEPA RECU /DE MME IMèNE TAHRI /MOTIF ADHESION /REF '
                'NOTPROVIDED'),
            ('2026-01-19', '-1049.9', 'FACTURE CARTE DU 170126 QUINCAILLERIE')])]),
    'bourso-old.csv': ("BoursoBank", 'utf-8-sig', ';', [
        ('00011112222', 'EUR', '2500.05', '1430.10', True, [
            ('2026-01-30', '35.00', 'VIR INST M DUVAL'),
            ('2026-01-28', '-1104.95', 'PRLV LOYER LOCAL')]),
        ('00033334444', 'EUR', '500.00', '502.50', None, [
            ('2026-01-15', '2.50', 'INTERETS')])]),
    'boursobank.csv': ("BoursoBank", 'utf-8-sig', ';', [
        ('00011112222', 'EUR', '600.00', '1503.60', True, [
            ('2026-01-30', '1035.00', 'VIR INST MME TAHRI'),
            ('2026-01-30', '-31.40', 'CARTE 29/01/26 CAFE'),
            ('2026-01-14', '-100.00', 'PRLV LOYER')])]),
    'bpce-account-line.csv': ("Caisse d'Épargne, Banque Populaire", 'utf-8', ';', [
        ('12345678901', 'EUR', None, None, None, [
            ('2026-02-03', '120.00', 'REMISE DE CHEQUES 12'),
            ('2026-02-02', '-3', 'FRAIS DE TENUE DE COMPTE')])]),
    'bpce.csv': ("Caisse d'Épargne, Banque Populaire", 'utf-8', ';', [
        ('', 'EUR', None, None, None, [
            ('2026-01-28', '35.00', 'VIR INST NADIA OULD'),
            ('2026-01-20', '-29.99', 'PRLV SEPA OPERATEUR LIBRE')])]),
    'bunq.csv': ("bunq", 'utf-8', ',', [
        ('NL00BUNQ0000000001', 'EUR', None, None, None, [
            ('2026-01-05', '35.00', 'Contributie 2026'),
            ('2026-01-20', '-1250.00', 'Factuur 12')])]),
    'caisse-epargne-old.csv': ("Caisse d'Épargne", 'cp1252', ';', [
        ('08001234567', 'EUR', '1200.00', '1254.60', True, [
            ('2026-01-30', '-5.40', 'COTISATION BOUQUET'),
            ('2026-01-12', '35.00', 'VIR SEPA COLLET ANNE'),
            ('2026-01-12', '35.00', 'VIR SEPA COLLET ANNE'),
            ('2026-01-05', '-10.00', 'CB PAPETERIE DU PORT')])]),
    'cic.csv': ("Crédit Mutuel, CIC", 'cp1252', ';', [
        ('', 'EUR', '500.00', '503.60', True, [
            ('2026-01-30', '-31.40', 'Prlv Eau Du Moulin'),
            ('2026-01-20', '0.00', 'Nouveau Taux Livret'),
            ('2026-01-05', '35.00', 'Vir Mme Tahri Imène')])]),
    'credit-agricole.csv': ("Crédit Agricole", 'cp1252', ';', [
        ('12345678901', 'EUR', None, '1503.60', None, [
            ('2026-01-30', '1035.00', 'VIREMENT EN VOTRE FAVEUR MME TAHRI; IMENE "ADHESION"'),
            ('2026-01-14', '-31.40', 'PRELEVEMENT EAU DU MOULIN')]),
        ('98765432109', 'EUR', None, '512.35', None, [
            ('2026-01-31', '12.35', 'INTERETS')])]),
    'credit-cooperatif.csv': ("Crédit Coopératif", 'cp1252', ';', [
        ('', 'EUR', None, None, None, [
            ('2026-01-05', '35.00', 'VIR SEPA'),
            ('2026-01-14', '-1120.40', 'PRLV'),
            ('2026-01-15', '-80.00', 'CHEQUE')])]),
    'credit-mutuel-signed.csv': ("Crédit Mutuel, CIC", 'utf-8', ';', [
        ('', 'EUR', '500.00', '503.60', True, [
            ('2026-01-05', '35.00', 'VIR MME TAHRI IMENE'),
            ('2026-01-14', '-31.40', 'PRLV EAU DU MOULIN')])]),
    'credit-mutuel.csv': ("Crédit Mutuel, CIC", 'cp1252', ';', [
        ('', 'EUR', '500.00', '503.60', True, [
            ('2026-01-05', '35.00', 'VIR INST MME TAHRI IMENE'),
            ('2026-01-14', '-31.40', 'PRLV SEPA EAU DU MOULIN')])]),
    'dkb.csv': ("DKB", 'utf-8-sig', ';', [
        ('DE00999990000000000001', 'EUR', None, '1234.56', None, [
            ('2026-01-29', '1000', 'Beitrag 2026'),
            ('2026-01-12', '-12.34', 'Rechnung 5')])]),
    'fortuneo.zip': ("Fortuneo", 'cp1252', ';', [
        ('', 'EUR', None, None, None, [
            ('2026-01-30', '1035', 'VIR INST TAHRI IMENE'),
            ('2026-01-12', '-8.6', 'CARTE 11/01 CAFÉ DU PORT')])]),
    'gls-new.csv': ("GLS", 'utf-8', ';', [
        ('DE00999990000000000001', 'EUR', '1005.00', '1035.00', True, [
            ('2026-01-30', '35.00', 'Beitrag'),
            ('2026-01-12', '-5.00', 'Kontoführung')])]),
    'gls.csv': ("Sparkasse, GLS", 'cp1252', ';', [
        ('DE00999990000000000001', 'EUR', None, None, None, [
            ('2026-01-30', '35.00', 'Mitgliedsbeitrag ID 12'),
            ('2026-01-12', '-4.90', 'Kontoführung')])]),
    'lcl.csv': ("LCL", 'cp1252', ';', [
        ('00451 098285A', 'EUR', '1200.5', '1072.7', True, [
            ('2026-01-05', '35', 'VIR SEPA MME GALLET ROSE'),
            ('2026-01-14', '-12.8', 'CB LIBRAIRIE 13/01/26'),
            ('2026-01-20', '-150', 'CHEQUE 0000021')])]),
    'n26-old.csv': ("N26", 'utf-8', ',', [
        ('', 'EUR', None, None, None, [
            ('2026-01-05', '35.0', 'Beitrag 2026'),
            ('2026-01-19', '-12.34', 'RE 5')])]),
    'n26.csv': ("N26", 'utf-8', ',', [
        ('', 'EUR', None, None, None, [
            ('2026-01-05', '35.0', 'Beitrag 2026'),
            ('2026-01-19', '-12.34', 'Buchladen am Markt')])]),
    'qonto-en.csv': ("Qonto", 'utf-8', ',', [
        ('FR7699999000011111111111111', 'EUR', '1150.50', '135.00', True, [
            ('2026-01-30', '35.00', 'Ida Moreau'),
            ('2026-01-12', '-1050.50', 'Printer Ltd')])]),
    'qonto-fr.csv': ("Qonto", 'utf-8', ';', [
        ('FR7699999000011111111111111', 'EUR', '131.40', '135.00', True, [
            ('2026-02-01', '35.00', 'Imène Tahri'),
            ('2026-01-14', '-31.40', 'Eau du Moulin')])]),
    'revolut.csv': ("Revolut", 'utf-8', ',', [
        ('', 'EUR', '100.00', '114.50', True, [
            ('2026-01-05', '35.00', 'Payment from Ada Kern'),
            ('2026-01-20', '-20.50', 'To Ana Prado')]),
        ('', 'GBP', '10.00', '6.00', None, [
            ('2026-01-23', '-4.00', 'Tea')])]),
    'sg-savings.csv': ("Société Générale", 'cp1252', ';', [
        ('0123400099998888', 'EUR', None, '1000.00', None, [
            ('2026-01-31', '250.00', 'VIREMENT VERS LIVRET'),
            ('2026-01-02', '12.34', 'INTERETS 2025')])]),
    'shine.csv': ("Shine", 'cp1252', ';', [
        ('FR7699999000011111111111111', 'EUR', '100.00', '130.10', True, [
            ('2026-01-30', '35.00', 'Adhésion Ravel'),
            ('2026-01-15', '-4.90', 'Boulangerie')])]),
    'societe-generale.csv': ("Société Générale", 'cp1252', ';', [
        ('0123400012345678', 'EUR', None, '503.60', None, [
            ('2026-01-30', '35.00',
                'VIR RECU 770011 DE: MME TAHRI IMENE MOTIF: Adhésion n°12 '
                'REF: NOTPROVIDED'),
            ('2026-01-14', '-31.40', 'PRELEVEMENT EUROPEEN 11 DE: EAU DU MOULIN – FACT 5')])]),
    'triodos.csv': ("Triodos", 'utf-8', ',', [
        ('NL00TRIO0000000001', 'EUR', '1250.00', '35.00', True, [
            ('2026-01-05', '35.00', 'CONTRIBUTIE 2026'),
            ('2026-01-20', '-1250.00', 'FACTUUR 12')])]),
    'wise-history.csv': ("Wise", 'utf-8', ',', [
        ('', 'EUR', None, None, None, [
            ('2026-01-30', '-20.50', 'Ana Prado'),
            ('2026-01-05', '35.00', 'Ada Kern')])]),
    'wise.csv': ("Wise", 'utf-8', ',', [
        ('', 'EUR', '100.00', '114.50', True, [
            ('2026-01-30', '-20.50', 'Sent money to Ana Prado'),
            ('2026-01-05', '35.00', 'Received money from Ada Kern')])]),
    }
# Without its profile nothing says that a line of the file is no movement (LCL), or which of two
# amounts has moved the account (Wise)
KNOWN_ALONE = BANKS.keys() - {'lcl.csv', 'wise-history.csv'}


@pytest.mark.parametrize('name', BANKS)
def test_export_of_a_known_bank_is_read(name):
    bank, encoding, delimiter, expected = BANKS[name]
    file = read_file(name)
    assert accounts(file) == expected
    assert (file.bank, file.encoding, file.delimiter) == (bank, encoding, delimiter)
    assert (file.kind, file.questions) == ('statement', ())


@pytest.mark.parametrize('header, bank', [
    ("Date opération;Date valeur;libellé;Débit;Crédit;", "Fortuneo"),
    ("Date opération;Date valeur;Libellé;Débit;Crédit;Solde", ''),
    ("Date;Valeur;Libellé;Débit;Crédit", "Crédit Mutuel, CIC"),
    ("Date;Valeur;Libellé;Débit;Crédit;Catégorie", ''),
    ])
def test_bank_is_named_only_by_a_header_that_is_its_own(header, bank):
    row = ';'.join(['20/03/2026', *['20/03/2026'] * ('aleur' in header), 'VIR DUPONT', '', '30,00'])
    row += ';' * (header.count(';') - row.count(';'))
    assert read_text(f'{header}\n{row}\n').bank == bank


@pytest.mark.parametrize('name', sorted(KNOWN_ALONE))
def test_export_of_a_bank_that_is_not_known_has_the_same_amounts(name, monkeypatch):
    monkeypatch.setattr(profiles, 'PROFILES', ())
    _, encoding, delimiter, expected = BANKS[name]
    file = read_file(name)
    assert [
        (identifier, opening, closing, adds_up, [row[:2] for row in rows])
        for identifier, _, opening, closing, adds_up, rows in accounts(file)] == [
        (identifier, opening, closing, adds_up, [row[:2] for row in rows])
        for identifier, _, opening, closing, adds_up, rows in expected]
    assert (file.bank, file.encoding, file.delimiter) == ('', encoding, delimiter)
    assert file.questions == ()


@pytest.mark.parametrize('name', BANKS)
def test_profile_that_was_kept_reads_the_file_in_the_same_way(name):
    first = read_file(name)
    kept = Profile.from_dict(json.loads(json.dumps(first.profile.to_dict())))
    second = read_file(name, kept)
    assert second == first


def test_rows_that_have_not_moved_the_account_are_left_out():
    left_out = {
        name: [(i.line, i.why) for i in read_file(name).ignored]
        for name in ('qonto-fr.csv', 'dkb.csv', 'gls.csv', 'revolut.csv', 'wise-history.csv')}
    assert left_out == {
        'qonto-fr.csv': [(3, 'pending')], 'dkb.csv': [(6, 'pending')],
        'gls.csv': [(3, 'pending')], 'revolut.csv': [(4, 'pending')],
        'wise-history.csv': [(4, 'pending')]}


def test_row_has_all_that_the_bank_says():
    row = read_file('qonto-fr.csv').accounts[0].rows[0]
    assert (row.line, str(row.value_date), row.reference, row.currency) == (
        2, '2026-02-01', 'moulin-1-transaction-3', 'EUR')
    assert (row.counterparty, row.iban, str(row.balance), row.type) == (
        'Imène Tahri', 'FR7699999000022222222222222', '135.00', 'Virement')
    assert row.texts == ('Imène Tahri', 'Adhésion 2026')
    assert row.information['Date de la valeur (UTC)'] == '31-01-2026 23:30:05'


def test_columns_of_one_name_are_told_apart():
    row = read_file('boursobank.csv').accounts[0].rows[0]
    assert (row.information['Solde'], row.information['Solde (2)']) == ('1 035,00', '1503.60')


def test_row_shorter_than_the_header_has_the_rest_empty():
    row = read_file('credit-cooperatif.csv').accounts[0].rows[2]
    assert row.information == {
        'Date': '15/01/2026', 'Libellé': 'CHEQUE', 'Libellé complémentaire': '',
        'Montant': '80,00', 'Sens': 'DEBIT', 'Numéro de chèque': '0000017'}


def test_columns_of_a_file_without_header_are_numbered():
    row = read_file('lcl.csv').accounts[0].rows[0]
    assert row.information == {
        'Column 1': '05/01/2026', 'Column 2': '35', 'Column 3': 'Virement',
        'Column 5': 'VIR SEPA MME GALLET ROSE'}


def test_payer_or_payee_is_who_it_is_with():
    assert [
        (r.counterparty, r.iban) for r in read_file('credit-cooperatif.csv').accounts[0].rows
        ] == [('Perrin Luce', 'FR7699999000011111111111111'), ('Assurance du Moulin', ''), ('', '')]


def test_columns_that_a_person_edits_are_known():
    assert read_file('bpce.csv').profile.edited == (
        'Categorie', 'Sous categorie', 'Pointage operation')
