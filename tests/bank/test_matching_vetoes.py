"""What keeps a row from being booked without a person, although two clues agree."""
import pytest

from tests.bank.lavoir import (
    ARMAND,
    BILLS,
    FIRST,
    HUGO,
    INES,
    MEMBERS,
    NOEMIE,
    TERREAU,
    bill,
    booked,
    decided,
    row,
    vetoes,
)
from trytond_asso_members.bank.matching.memory import Memory
from trytond_asso_members.bank.matching.records import Member, Settings
from trytond_asso_members.bank.matching.reference import make

PAID = BILLS[-1]
WITH_NUMBER = 'VIR MME LE GALL NOEMIE ADHERENT 412 '


def remembered(member=NOEMIE):
    memory = Memory()
    memory.learn(row('x', iban='FR761'), member.id)
    return {'memory': memory, 'iban': 'FR761'}


@pytest.mark.parametrize('words, code', [
        ('REMBOURSEMENT', 'refund'), ('TROP PERCU', 'refund'),
        ('dépôt de garantie', 'refund'), ('ACOMPTE 1/3', 'refund'),
        ('REJET', 'returned'), ('RETOUR', 'returned'),
        ('ANNULATION', 'returned'), ('DON', 'donation'), ('DON2026', 'donation'),
        ('reçu fiscal', 'donation'),
        ('SUBVENTION', 'grant'), ('REMISE CHEQUE', 'deposit'),
        ('payé en double', 'returned'), ('RUECKLASTSCHRIFT', 'returned'),
        ('Rückzahlung', 'refund'), ('TERUGBETALING', 'refund'), ('Zuwendung', 'donation'),
        ('ZUSCHUSS', 'grant'),
        ])
@pytest.mark.parametrize('label', [WITH_NUMBER, f'{NOEMIE.reference} ', f'{FIRST.reference} '])
def test_word_that_stops_whatever_is_known_leaves_it_waiting(label, words, code):
    assert vetoes(label + words) == [code]
    assert decided(label + words).tier == 'waiting'


@pytest.mark.parametrize('words, code', [
        ('VENTE VIDE GRENIER', 'purpose'), ('TOMBOLA', 'purpose'), ('LOYER', 'purpose'),
        ('HELLOASSO', 'payout'), ('ADHESION 2025', 'previous_year'), ('cotis 25', 'previous_year'),
        ('SAISON 2024/2025', 'previous_year'), ('COTISATION 2025 ET 2026', 'previous_year'),
        ('FACTURE F2026-9999', 'unknown_bill'),
        ])
def test_other_purpose_or_year_holds_unless_a_bill_is_named(words, code):
    assert code in vetoes(WITH_NUMBER + words)
    assert code in vetoes(f'{NOEMIE.reference} {words}')
    assert booked(f'{FIRST.reference} {words}') == (NOEMIE.id, [FIRST.id])


@pytest.mark.parametrize('words', [
        'ADHESION 2026', 'SAISON 2025/2026', 'cotisation 2027', 'LE 12/12/2025', 'LOI 1901'])
def test_present_year_and_days_are_no_earlier_year(words):
    assert booked(WITH_NUMBER + words) == (NOEMIE.id, [FIRST.id])


@pytest.mark.parametrize('label', [
        'VIR M OU MME LE GALL NOEMIE MERCI',
        'VIR M OU MME LE GALL NOEMIE 412',
        'ADH 412 LE GALL NOEMIE FAMILLE'])
def test_couple_and_family_hold_unless_a_reference_is_given(label):
    assert 'couple' in vetoes(label)
    assert booked(f'{label} {NOEMIE.reference}') == (NOEMIE.id, [FIRST.id])


def test_joint_account_holds_only_those_of_a_household_whose_name_is_not_written():
    assert booked('VIR M OU MME LE GALL NOEMIE ADHERENT 412 MERCI') == (NOEMIE.id, [FIRST.id])
    assert vetoes('VIR M OU MME DELCAMBRE ADHERENT 413 MERCI') == ['couple']
    assert booked('VIR M OU MME DELCAMBRE HUGO ADHERENT 413 MERCI') == (HUGO.id, [BILLS[1].id])
    assert booked('VIR M ET MME DELCAMBRE ADHERENT 413 HUGO.') == (HUGO.id, [BILLS[1].id])


@pytest.mark.parametrize('words', [
        'initiation poterie', 'tee shirt', 'CADENAS VELO', '2 ADHESIONS', '3 mois',
        'ID 7412 week end'])
def test_what_nobody_understands_beside_a_number_is_held(words):
    assert vetoes(f'{WITH_NUMBER}{words}') == ['unexplained']
    assert booked(f'{NOEMIE.reference} {words}') == (NOEMIE.id, [FIRST.id])


@pytest.mark.parametrize('label', [
        'VIR WEB LE GALL NOEMIE ADH 412 bonjour voici ma cotisation cordialement',
        'VIR SEPA RECU /DE DURAND IRMA /MOTIF ADH 412 NOEMIE LE GALL /REF KXPZQ',
        'MATRICULE 412 LE GALL NOEMIE FIBRE MARS',
        'VIRT DURAND IRMA   MOTIF: NOEMIE LE GALL ADHERENT 412   REF: 170530677473'])
def test_what_is_understood_beside_a_number_holds_nothing(label):
    assert booked(label) == (NOEMIE.id, [FIRST.id])


def test_count_that_is_the_members_number_too_is_a_count():
    member = Member('three', '3', ('Zoé Fressange',))
    found = {'members': [member], 'bills': [bill(1, member)]}
    assert booked('ADH 3 FRESSANGE ZOE', **found) == ('three', ['bill 1'])
    assert vetoes('ADH 3 FRESSANGE ZOE 3 MOIS', **found) == ['unexplained']


def test_homonym_is_held_though_the_account_is_known():
    assert 'homonym' in vetoes('VIR VERDELET ARMAND', **remembered(ARMAND))


def test_homonym_is_told_apart_by_the_number():
    assert booked('VIR VERDELET ARMAND ADH 77') == (ARMAND.id, ['bill 4'])


@pytest.mark.parametrize('label', [
        'VIR MME LE GALL NOEMIE ADH 413',
        'VIR MME LE GALL NOEMIE FACTURE F2026-0002',
        'VIR MME LE GALL NOEMIE ADH 412 POUR HUGO DELCAMBRE',
        'ADH 412 ET 413 LE GALL',
        'ADH 412 F2026-0002 LE GALL'])
def test_clues_that_disagree_are_held(label):
    assert 'two_members' in vetoes(label)


def test_account_of_one_and_name_of_another_are_held():
    assert vetoes('VIR LE GALL NOEMIE', **remembered(ARMAND)) == ['two_members']


def test_organisation_and_person_are_held():
    fournil = Member('fournil', '9', ('SCOP Le Fournil du Pont',), person=False)
    label = 'VIR FOURNIL DU PONT LE GALL NOEMIE ADH 412'
    assert 'organisation' in vetoes(label, members=[*MEMBERS, fournil])


def test_payer_may_be_anybody_beside_a_reference():
    assert booked(f'VIR DELCAMBRE HUGO {FIRST.reference}') == (NOEMIE.id, [FIRST.id])


def test_number_of_another_beside_a_reference_is_held():
    assert vetoes(f'ADH 413 {FIRST.reference}') == ['two_members']


def test_two_references_wait():
    decision = decided(f'{NOEMIE.reference} {HUGO.reference}')
    assert (decision.tier, [v.code for v in decision.vetoes][:1]) == ('waiting', ['two_references'])


@pytest.mark.parametrize('reference, code', [
        (NOEMIE.reference[:9], 'damaged_reference'),
        (NOEMIE.reference[2:], 'damaged_reference'),
        (f'{NOEMIE.reference[:11]}0', 'damaged_reference'),
        (make('99999999'), 'unknown_reference')])
def test_bad_reference_never_falls_back_to_names_and_numbers(reference, code):
    assert vetoes(f'{WITH_NUMBER}COTIS {reference}') == [code]


def test_reference_of_a_paid_bill_is_held():
    assert vetoes(f'{PAID.reference} LE GALL NOEMIE') == ['paid_reference']


def test_number_of_a_paid_bill_is_held():
    assert vetoes(f'FACTURE {PAID.number} LE GALL NOEMIE') == ['paid_bill']


def test_two_bills_are_held_and_proposed_together():
    decision = decided('FACT F2026-0001 + F2026-0021 LE GALL NOEMIE', '47.00')
    assert [v.code for v in decision.vetoes] == ['two_bills']
    assert [b for b, _ in decision.proposals[0].bills] == ['bill 1', 'bill 21']


@pytest.mark.parametrize('label, length', [
        ('VIR LE GALL NOEMIE ADHERENT 412', 31), ('VIR INST MME LE GALL NOEMIE ADH 412', 35),
        ('VIREMENT SEPA PERMANENT DE MME LE GALL NOEMIE ADHERENT 412 COTISATION', 70)])
def test_label_that_ends_where_banks_cut_is_held(label, length):
    label = label.ljust(length, 'S')
    assert len(label) == length
    assert vetoes(label) == ['cut']
    assert booked(f'{label} MERCI') == (NOEMIE.id, [FIRST.id])


def test_label_that_is_filled_up_with_blanks_is_whole():
    assert booked('LE GALL NOEMIE ADHERENT 412'.ljust(31)) == (NOEMIE.id, [FIRST.id])


def test_piece_that_ends_where_banks_cut_is_held():
    piece = 'ADHERENT 412 COTISATION ANNUELLE'
    assert len(piece) == 32
    assert vetoes(f'/LIB/VIR MME LE GALL NOEMIE /LIB/{piece}') == ['cut']


def test_label_is_whole_where_the_banks_own_reference_follows():
    label = 'VIR RECU 558263 DE: LE GALL NOEMIE MOTIF: ADHERENT 412 REF: PROVIDED1'
    assert len(f'{label}3') == 70
    assert booked(f'{label}3') == (NOEMIE.id, [FIRST.id])


@pytest.mark.parametrize('label', [
        f'{WITH_NUMBER}REMBO', f'{WITH_NUMBER}VEN', f'{FIRST.reference} REMB',
        'ADH 412 LE GALL SUBV'])
def test_beginning_of_a_word_that_stops_is_held(label):
    assert decided(label).tier != 'matched'


def test_beginning_of_a_year_is_held():
    assert 'cut' in vetoes(f'{WITH_NUMBER}ADHESION 20')


@pytest.mark.parametrize('motive, code', [
        ('pour Lea', 'third_party'), ('GALA', 'unexplained'), ('LEA', 'unexplained'),
        ('COTISATION 4412', 'unexplained'), ('COTIS X2', 'unexplained'),
        ('COTISATION 2026 2027', 'unexplained'), ('ADH 9999', 'unknown_number'),
        ('ADH 413', 'two_members'), ('ADH 412 ET 2027', 'unknown_number')])
def test_account_and_name_are_not_enough_where_something_is_unclear(motive, code):
    assert code in vetoes(f'VIR SEPA LE GALL NOEMIE {motive}', **remembered())


@pytest.mark.parametrize('motive', [
        'COTISATION 2026', 'adhesion mars', 'REGLEMENT COTIS ANNUELLE MERCI',
        'VIREMENT DE MME LE GALL'])
def test_account_and_name_are_enough_where_all_is_clear(motive):
    assert booked(f'VIR SEPA MME LE GALL NOEMIE {motive}', **remembered()) == (
        NOEMIE.id, [FIRST.id])


def test_money_that_goes_out_waits():
    decision = decided(f'VIR EMIS {NOEMIE.reference}', '-35.00')
    assert (decision.tier, [v.code for v in decision.vetoes], decision.proposals) == (
        'waiting', ['debit'], ())


def test_words_of_the_association_stop_too():
    settings = Settings(vetoes=('fête du lavoir',))
    assert vetoes(f'{WITH_NUMBER}FETE DU LAVOIR', settings=settings)[0] == 'word'


# -- numbers that are not what they look like


@pytest.mark.parametrize('label', [
        'COTIS 2026 2024 GUIVARCH SOLENN',
        'ADHESION 2024 GUIVARCH SOLENN',
        'ADH 2026 LE GALL',
        'VIR DELCAMBRE HUGO REGLE LE 04132026',
        'VIR DELCAMBRE HUGO COMPTE FR76 3000 0413 1234 5678 9012 123',
        'VIR DELCAMBRE HUGO LE 4/13',
        'VIR DELCAMBRE HUGO 413,00',
        'VIR DELCAMBRE HUGO ADHESION 413 EUR',
        'VIR RECU 4130413 DE: DELCAMBRE HUGO REF: 0413',
        'VIR DELCAMBRE HUGO ADH 4130',
        'VIR TERREAU CIE FACT F2026-0007-2',
        'VIR TERREAU CIE FACT AF2026-0007',
        'VIR TERREAU CIE FACT FA2026-0007',
        'VIR TERREAU CIE 20260007',
        ])
def test_number_inside_of_another_is_no_clue(label):
    assert decided(label).tier != 'matched'


def test_number_that_is_long_past_as_a_year_is_one_where_it_is_said():
    member = Member('old', '1998', ('Zoé Fressange',))
    bills = [b for b in BILLS if b.member == TERREAU.id]
    decision = decided('ADHERENT 1998 FRESSANGE', members=[*MEMBERS, member], bills=bills)
    assert decision.reasons[0].code == 'number_member'


# -- names of whom nobody thought


def test_name_within_a_longer_name_is_not_that_member():
    members = [
        Member('short', '1', ('Marie Dupont',)), Member('long', '2', ('Marie Claire Dupont',))]
    decision = decided('VIR DUPONT MARIE CLAIRE', members=members, bills=[])
    assert [p.member for p in decision.proposals] == ['long']


@pytest.mark.parametrize('label', ['ADH 412 LE GALL PAUL', 'FACTURE F2026-0001 PAUL LE GALL'])
def test_surname_with_another_first_name_is_too_little(label):
    assert decided(label).tier == 'proposed'


def test_surname_of_a_parent_is_enough_where_the_member_is_named():
    assert booked('VIR M LE GALL PAUL ADH 412 NOEMIE') == (NOEMIE.id, [FIRST.id])


def test_parent_who_is_a_member_pays_for_the_one_whose_number_and_name_are_written():
    parent = Member('parent', '9', ('Paul Le Gall',))
    label = 'VIR M LE GALL PAUL ADH 412 NOEMIE'
    assert booked(label, members=[*MEMBERS, parent]) == (NOEMIE.id, [FIRST.id])
    assert vetoes('VIR M LE GALL PAUL ADH 412', members=[*MEMBERS, parent]) == ['two_members']


def test_words_of_two_persons_make_no_name():
    members = [Member('mixed', '1', ('Paul Martin',))]
    assert decided('VIR PAUL DURAND ET JEAN MARTIN', members=members, bills=[]).tier == 'waiting'


def test_member_whose_name_is_a_word_that_stops_is_matched_by_it():
    place = Member('place', '8', ('Denis Place',))
    assert booked('ADH 8 PLACE DENIS', members=[place], bills=[bill(1, place)]) == (
        'place', ['bill 1'])


def test_word_that_stops_is_seen_behind_a_name_that_is_one():
    place = Member('place', '8', ('Denis Place',))
    assert vetoes('ADH 8 PLACE DENIS REPAS NOEL', members=[place], bills=[bill(1, place)]) == [
        'purpose']


def test_household_of_the_payer_is_not_paid_by_name_alone():
    assert decided(f'VIR {INES.names[0]}').tier == 'proposed'


def test_number_of_the_bank_is_no_bills():
    assert vetoes('VIR LE GALL NOEMIE FADF3034E00E1E96C696EF1B2BB866CE') == []
    assert 'unknown_bill' in vetoes('VIR LE GALL NOEMIE FACTURE FA2026-0999')
