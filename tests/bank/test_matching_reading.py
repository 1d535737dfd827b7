"""A label parted as banks put it together."""
import pytest

from tests.bank.lavoir import row
from trytond_asso_members.bank.matching.memory import label_key
from trytond_asso_members.bank.matching.reading import Reading
from trytond_asso_members.bank.matching.words import number_key, plain, words


@pytest.mark.parametrize('label, parts', [
        ('VIR SEPA RECU /DE M X /MOTIF COTIS /REF 12', [
            ('', 'VIR SEPA RECU'), ('payer', 'M X'), ('motive', 'COTIS'), ('reference', '12')]),
        ('VIR RECU 12 DE: M X MOTIF: COTIS REF: NOTPROVIDED', [
            ('', 'VIR RECU 12'), ('payer', 'M X'), ('motive', 'COTIS'),
            ('reference', 'NOTPROVIDED')]),
        ('/LIB/VIR INST M X /LIB/COTIS', [('', 'VIR INST M X'), ('', 'COTIS')]),
        ('VIREMENT EN VOTRE FAVEUR\nVIR INST de M X\nCOTIS', [
            ('', 'VIREMENT EN VOTRE FAVEUR'), ('', 'VIR INST DE M X'), ('', 'COTIS')]),
        ('VIREMENT DE M X COTIS REFERENCE : 12', [
            ('', 'VIREMENT DE M X COTIS'), ('reference', '12')]),
        ('Auftraggeber: M X Verwendungszweck: COTIS', [('payer', 'M X'), ('motive', 'COTIS')]),
        ('SEPA Overboeking Naam: M X Omschrijving: COTIS', [
            ('', 'SEPA OVERBOEKING'), ('payer', 'M X'), ('motive', 'COTIS')]),
        ('CREDIT DE: M X COMMUNICATIONS: COTIS', [
            ('', 'CREDIT'), ('payer', 'M X'), ('motive', 'COTIS')]),
        ('cotisation', [('', 'COTISATION')]),
        ('', []),
        ])
def test_wrapper_of_a_bank_is_taken_off(label, parts):
    assert [(s.role, s.text) for s in Reading(row(label)).segments] == parts


def test_counterparty_is_the_payer():
    segment, *_ = Reading(row('COTISATION', counterparty="Zoé d'Harcanville")).segments
    assert (segment.role, segment.words) == ('payer', ['ZOE', 'D', 'HARCANVILLE'])


def test_short_form_of_a_longer_text_says_nothing():
    "Some banks give a label twice, once cut."
    both = row('VIR RECU 55 DE: M', texts=('VIR RECU 55 DE: M X MOTIF: COTIS',))
    assert both.written == ('VIR RECU 55 DE: M X MOTIF: COTIS',)


@pytest.mark.parametrize('label, years', [
        ('COTISATION 2025', {2025}), ('ADHESION2025', {2025}), ('COTIS 25', {2025}),
        ('ADHESION 12', set()),
        ('ANNEE 2025 94GACJ69MF', {2025}), ('ANNEE 2025 94', {2025}), ('2026 2024', {2026, 2024}),
        ('SAISON 2024/2025', {2025}), ('SAISON 24-25', {2025}), ('2025-26', {2026}),
        ('COTISATION 2025 ET 2026', {2025, 2026}), ('LE 12/03/2025', set()),
        ('F2025-0412', set()), ('12032025', set()), ('20250412', set())])
def test_years_are_those_that_are_spoken_of(label, years):
    assert Reading(row(label)).years == years


@pytest.mark.parametrize('text, expected', [
        ("Zoé d'Œuvre", ['ZOE', 'D', 'OEUVRE']), ('N°12', ['N', '12']),
        ('Straße', ['STRASSE']), ('', [])])
def test_words_are_capitals_without_accents(text, expected):
    assert words(text) == expected


def test_plain_text_keeps_its_lines():
    assert plain('été\nà') == 'ETE\nA'


@pytest.mark.parametrize('number, key', [
        ('0412', '412'), ('412', '412'), ('A-012', 'A012'), ('000', '000'), ('', '')])
def test_number_is_compared_without_zeros_and_signs(number, key):
    assert number_key(number) == key


@pytest.mark.parametrize('label, key', [
        ('VIR SEPA M DELCAMBRE HUGO COTISATION 2026', 'DELCAMBRE HUGO'),
        ('VIR SEPA HUGO DELCAMBRE REF 1234A', 'DELCAMBRE HUGO'),
        ('VIR SEPA DELCAMBRE', ''), ('COTISATION 2026', '')])
def test_key_of_a_label_is_what_stays_the_same(label, key):
    assert label_key(row(label)) == key
