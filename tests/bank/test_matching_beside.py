"""What stands beside a number or a name in a label, and what it means."""
import pytest

from tests.bank.lavoir import FIRST, MEMBERS, NOEMIE, bill, booked, vetoes
from trytond_asso_members.bank.matching.records import Member


@pytest.mark.parametrize('number', ['F6DUEFE4DH', 'F005B2W8R7', 'FT1GM45E7L'])
def test_number_of_a_bank_that_begins_like_a_bill_is_none(number):
    label = f'VIR SEPA RECU /DE LE GALL NOEMIE /MOTIF {NOEMIE.reference} /REF {number}'
    assert booked(label) == (NOEMIE.id, [FIRST.id])


def test_text_with_a_number_of_the_bank_at_its_end_is_not_cut_before_it():
    label = 'VIREMENT INST MME NOEMIE LE GALL INTERNET ADH 412 '
    assert booked(f'{label}{"1" * (70 - len(label))}') == (NOEMIE.id, [FIRST.id])
    assert vetoes(f'{label}{"2026":>{70 - len(label)}}') == ['cut']


@pytest.mark.parametrize('label', [
        'VIR NOEMIE LE GALL TROTTINETTE ADH 412', 'VIR NOEMIE LAGARRIGUE MOBILIER ADH 412',
        'VIR ROBERT LE GALL TROTTINETTE ADH 412 NOEMIE'])
def test_purpose_beside_the_surname_is_no_name_of_a_relative(label):
    assert vetoes(label) == ['unexplained']


@pytest.mark.parametrize('words, code', [
        ('COTISATION 2025]', 'previous_year'), ('/COTISATION 2025/', 'previous_year'),
        ('03/2025', 'previous_year'), ('COTISATION 1990', 'previous_year'),
        ('COTIS 24-25', 'previous_year'), ("ANNEE 25'", 'previous_year'),
        ('COTISATION 2029', 'unexplained'), ('/2 COTISATIONS', 'unexplained'),
        ('COTISATION 1121', 'unexplained'),
        ('1/2', 'unexplained'), ('1ER VERSEMENT', 'unexplained'), ('15 KM', 'unexplained'),
        ('CODE MS02', 'returned'),
        ('TROP RECU', 'refund'), ('RUCKGABE', 'returned'), ('GIFT', 'donation')])
def test_what_stands_beside_a_number_in_any_brackets_is_seen(words, code):
    assert vetoes(f'VIR RECU LE GALL NOEMIE [ADH 412 {words}')[:1] == [code]


def test_bare_number_says_nothing_of_an_employer_who_pays():
    label = 'VIREMENT {}   MOTIF: {} LE GALL NOEMIE   REF: 258763004418'
    assert vetoes(label.format('SAS BATISOL', '0412')) == ['unexplained']
    assert booked(label.format('SAS BATISOL', 'ADH 412')) == (NOEMIE.id, [FIRST.id])


def test_first_name_that_is_the_payers_surname_makes_no_relative():
    other = Member('other', '90', ('Denis Noémie',))
    members = [*MEMBERS, other, Member('leo', '91', ('Léo Denis',))]
    label = 'VIR DENIS LEO ADH 91 pour noemie denis'
    assert vetoes(label, members=members, bills=[bill(91, members[-1])]) == ['two_members']
