"""What books a row without a person: a reference, or two clues, and an open amount."""
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.bank.lavoir import (
    AMOUNT,
    ARMAND,
    BILLS,
    FIRST,
    HUGO,
    MEMBERS,
    NOEMIE,
    TERREAU,
    bill,
    booked,
    clues,
    decided,
    row,
)
from trytond_asso_members.bank.matching.memory import Memory
from trytond_asso_members.bank.matching.records import Member, Settings

MATCHED = (NOEMIE.id, [FIRST.id])


@pytest.mark.parametrize('label', [
        f'VIR M QUIDAM PAUL {NOEMIE.reference}',
        f'VIR M QUIDAM PAUL {FIRST.reference}',
        f'/LIB/VIR M QUIDAM /LIB/{FIRST.reference[:6]}/LIB/{FIRST.reference[6:]}',
        f'VIR MME DELCAMBRE INES POUR NOEMIE {FIRST.reference}',
        'ADH 412 LE GALL',
        'ADH412 LEGALL NOEMIE',
        'ADHERENT N° 0412 NOEMIE LE GALL 2026',
        'VIR MME LE GALL NOEMIE M0412',
        "VIR MME LE GALL NOEMIE NUMERO D'ADHERENT : 412",
        'ADHESION 2026 N 0412 LE GALL',
        'COTIS 2026 ADH-2026-0412 LE GALL',
        'VIR MME LE GALL NOEMIE ID 7412',
        'VIR MME LE GALL NOEMIE id_7412 merci',
        'VIR MME LE GALL NOEMIE ID-7412',
        'Mitgl.-Nr. 0412 Le Gall',
        'VIR LE GALL NOEMIE 0412',
        '0412 le gall cotisation',
        'VIR MME LE GALL NOEMIE FACTURE N F2026-0001',
        'VIR MME LE GALL NOEMIE F20260001',
        'fact. f2026 0001 noemie le gall',
        'ADH 412 FACTURE F2026-0001',
        'LE GALL NOEMIE - VIRT FACT.F2026-0001',
        'VIR MME LAGARRIGUE NOEMIE ADHERENT 412',
        'VIR SEPA RECU /DE MME NOÉMIE LE GALL /MOTIF ADHERENT 412 /REF NOTPROVIDED',
        ])
def test_reference_or_two_clues_and_the_amount_are_booked(label):
    assert booked(label) == MATCHED


@pytest.mark.parametrize('label', [
        'VIR MME LE GALL NOEMIE', 'ADH 412', 'ID 7412', 'appel de cotisation F2026-0001', '0412'])
def test_one_clue_is_proposed(label):
    decision = decided(label)
    assert decision.tier == 'proposed'
    proposal = decision.proposals[0]
    assert (proposal.member, [b for b, _ in proposal.bills]) == MATCHED


@pytest.mark.parametrize('label', [
        NOEMIE.reference, FIRST.reference, 'ADH 412 LE GALL', 'FACTURE F2026-0001 LE GALL NOEMIE'])
def test_another_amount_is_proposed(label):
    decision = decided(label, '34.00')
    assert decision.tier == 'proposed'
    assert decision.proposals[0].member == NOEMIE.id


def test_sum_of_bills_is_proposed_with_all_of_them():
    decision = decided('ADH 412 LE GALL NOEMIE', '47.00')
    assert decision.tier == 'proposed'
    assert decision.proposals[0].bills == (
        ('bill 1', AMOUNT), ('bill 21', Decimal('12.00')))
    assert [r.code for r in decision.reasons] == ['number_member', 'name', 'amounts']


def test_part_of_a_named_bill_is_proposed_on_that_bill():
    decision = decided(FIRST.reference, '20.00')
    assert decision.proposals[0].bills == ((FIRST.id, Decimal('20.00')),)


def test_known_member_with_no_such_bill_is_proposed_without_bills():
    decision = decided('ADH 412 LE GALL NOEMIE', '99.00')
    assert (decision.tier, decision.proposals[0].bills) == ('proposed', ())


def test_oldest_of_equal_bills_is_paid():
    older = bill(31, NOEMIE, days=60)
    assert booked('ADH 412 LE GALL', bills=[*BILLS, older]) == (NOEMIE.id, [older.id])


def test_label_with_nothing_is_left_waiting_with_whom_the_amount_fits():
    decision = decided('COTISATION', '12.00')
    assert (decision.tier, [p.member for p in decision.proposals]) == ('waiting', [NOEMIE.id])


def test_organisation_is_known_without_its_form():
    assert booked('VIR TERREAU CIE FACT F2026-0007') == (TERREAU.id, ['bill 7'])


# -- what persons decided before


@pytest.mark.parametrize('wrapper', [
    'VIR DOMESTIQUE {}', 'Incoming payment from {}', 'Überweisungsgutschr. {}',
    'UEBERWEISUNG GUTSCHR {}', 'Echtzeitüberweisung Gutschrift Auftraggeber: {}',
    'Overschrijving van {}', 'Inkomende overschrijving {}', 'Bonification {} Motif de paiement',
    'BONIFICO A VOSTRO FAVORE DA {}', 'Date valeur 12/03/2026 {}'])
@pytest.mark.parametrize('written', ['LE GALL NOEMIE ADHERENT 412 MERCI', 'LE GALL Lidnummer 412.'])
def test_words_of_banks_of_other_countries_stop_nothing(wrapper, written):
    assert booked(wrapper.format(written)) == MATCHED


def learnt(*rows):
    memory = Memory()
    for decided_row, member in rows:
        memory.learn(decided_row, member.id)
    return memory


def test_account_that_paid_before_is_a_clue():
    memory = learnt((row('x', iban='FR76 1'), NOEMIE))
    assert booked('VIR LE GALL NOEMIE COTISATION', memory=memory, iban='FR761') == MATCHED


def test_account_alone_is_proposed():
    memory = learnt((row('x', iban='FR761'), NOEMIE))
    assert clues('COTISATION', memory=memory, iban='FR761') == ['iban', 'amount']


def test_account_of_a_household_is_nobodys_own():
    memory = learnt((row('x', iban='FR761'), HUGO))
    decision = decided('VIR DELCAMBRE HUGO', memory=memory, iban='FR761')
    assert decision.tier == 'proposed'
    assert [r.code for r in decision.reasons] == ['name', 'iban_shared', 'amount']


def test_account_that_paid_for_two_members_is_nobodys_own():
    memory = learnt((row('x', iban='FR761'), NOEMIE), (row('x', iban='FR761'), ARMAND))
    assert decided('VIR LE GALL NOEMIE', memory=memory, iban='FR761').tier == 'proposed'


def with_account(*owners):
    return [replace(m, ibans=('FR761',)) if m in owners else m for m in MEMBERS]


def test_own_account_of_a_member_is_a_clue_beside_the_name():
    assert booked(
        'VIR LE GALL NOEMIE COTISATION', members=with_account(NOEMIE), iban='FR76 1') == MATCHED


@pytest.mark.parametrize('label, owners, codes', [
    ('COTISATION', [NOEMIE], ['iban_own', 'amount']),
    ('VIR LE GALL NOEMIE', [NOEMIE, ARMAND], ['name', 'iban_shared', 'amount']),
    ('VIR DELCAMBRE HUGO', [HUGO], ['name', 'iban_shared', 'amount'])],
    ids=['alone', 'of two', 'of a household'])
def test_own_account_is_proposed(label, owners, codes):
    assert clues(label, members=with_account(*owners), iban='FR761') == codes


def test_own_account_that_paid_for_another_is_nobodys_own():
    memory = learnt((row('x', iban='FR761'), ARMAND))
    decision = decided(
        'VIR LE GALL NOEMIE', members=with_account(NOEMIE), memory=memory, iban='FR761')
    assert [r.code for r in decision.reasons] == ['name', 'iban_shared', 'amount']


def test_label_given_twice_is_a_clue_beside_the_name():
    before = row('VIR MME LE GALL NOEMIE COTISATION 2025 REF 112233')
    label = 'VIR MME LE GALL NOEMIE COTISATION 2026 REF 445566'
    once, twice = learnt((before, NOEMIE)), learnt((before, NOEMIE), (before, NOEMIE))
    assert decided(label, memory=once).tier == 'proposed'
    assert booked(label, memory=twice) == MATCHED


def test_label_of_a_surname_alone_and_the_surname_are_one_clue():
    double = Member('double', '5', ('Anne Petit-Leroy',))
    memory = learnt((row('VIR SEPA PETIT-LEROY', iban='FR761'), double))
    assert decided(
        'VIR SEPA PETIT-LEROY', memory=memory, iban='FR761', members=[double],
        bills=[bill(1, double)]).tier == 'proposed'


def test_label_given_to_two_members_is_no_clue():
    before = row('VIR COMPTOIR QUIDAM')
    memory = learnt(*[(before, NOEMIE)] * 2, (before, ARMAND))
    assert decided('VIR COMPTOIR QUIDAM', memory=memory).tier == 'proposed'


def test_label_without_words_of_its_own_is_not_learnt():
    assert learnt((row('VIR SEPA COTISATION 2026 MERCI'), NOEMIE)).labels == {}


def test_what_was_undone_is_not_remembered():
    "The memory is made of the decisions that stand, each time."
    memory = learnt()
    assert decided('VIR LE GALL NOEMIE', memory=memory, iban='FR761').tier == 'proposed'


# -- for the order of proposals


def test_usual_amount_and_day_are_told():
    usual = Member('usual', '9', ('Zoé Fressange',), usual=((AMOUNT, 10),))
    assert clues('VIR FRESSANGE ZOE', members=[usual], bills=[bill(1, usual)]) == [
        'name', 'amount', 'usual']


@pytest.mark.parametrize('label', [
        'VIR INST LE GALL N', 'VIREMENT MME LE GAL', 'VIR LAGARIGUE', 'N LE GALL ADHESION'])
def test_cut_and_mistyped_names_lead_to_the_member(label):
    assert decided(label).proposals[0].member == NOEMIE.id


def test_initial_decides_the_order_among_those_of_a_name():
    assert [p.member for p in decided('VIR DELCAMBRE I').proposals][:2] == ['ines', 'hugo']


def test_household_is_proposed_after_the_one_that_is_named():
    assert [p.member for p in decided('VIR DELCAMBRE HUGO').proposals] == ['hugo', 'ines']


def test_damaged_reference_leads_to_its_member():
    decision = decided(f'VIR QUIDAM {NOEMIE.reference[:11]}')
    assert decision.proposals[0].member == NOEMIE.id


# -- settings


def test_label_of_the_site_is_a_setting():
    settings = Settings(labels=('LAVOIR {id}',))
    assert booked('LAVOIR 7412 LE GALL', settings=settings) == MATCHED
    assert decided('ADH 412 LE GALL', settings=settings).tier == 'proposed'


def test_own_name_says_nothing():
    memory = learnt((row('x', iban='FR761'), NOEMIE))
    own = Settings(own_names=('Les Amis du Lavoir', 'LADL'))
    label = 'VIR LE GALL NOEMIE LES AMIS DU LAVOIR'
    assert booked(label, memory=memory, iban='FR761', settings=own) == MATCHED
    assert decided(label, memory=memory, iban='FR761').tier == 'proposed'


def test_reasons_are_sentences():
    assert [str(reason) for reason in decided('ADH 412 LE GALL').reasons] == [
        "the member's number 412", 'the surname GALL', '35.00 is what is open on bill F2026-0001']


def test_members_without_bills_and_bills_without_members_are_no_trouble():
    assert decided('ADH 412', members=[], bills=BILLS).tier == 'waiting'
    assert decided('ADH 412', members=MEMBERS, bills=[]).tier == 'proposed'
