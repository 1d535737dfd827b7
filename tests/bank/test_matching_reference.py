"""References as payers type them and banks cut them."""
import pytest
from stdnum import iso11649

from trytond_asso_members.bank.matching.reference import Found, References, find, make

OURS = make('04122031')
OTHER = make('04122032')
KNOWN = {OURS: 'one', OTHER: 'two'}
SPACED = ' '.join(OURS[at:at + 4] for at in range(0, 12, 4))


def test_reference_is_one_of_iso_11649_of_twelve_letters():
    assert len(OURS) == 12
    assert iso11649.is_valid(OURS)


@pytest.mark.parametrize('texts', [
        [OURS],
        [f'VIR SEPA RECU /DE M X /MOTIF {OURS} /REF NOTPROVIDED'],
        [OURS.lower()],
        [SPACED],
        [SPACED.lower()],
        [SPACED.replace(' ', '.')],
        [SPACED.replace(' ', '-')],
        [f'{OURS[:7]}\n{OURS[7:]}'],
        [f'{OURS[:3]}/LIB/{OURS[3:]}'],
        [f'/LIB/VIR M X /LIB/COTISATION REF {OURS[:1]}/LIB/{OURS[1:]}'],
        [f'REF{OURS}'],
        [f'{OURS}MERCI'],
        [f'{SPACED} 2026'],
        [f'COTISATION {OURS[:5]}', f'{OURS[5:]} SUITE'],
        [OURS, OURS],
        ])
def test_reference_is_found_however_it_is_written(texts):
    assert find(texts, KNOWN) == Found(known=(OURS,))


def test_two_references_are_both_found():
    assert find([f'{OURS} et {OTHER}'], KNOWN).known == (OURS, OTHER)


def test_reference_of_others_is_unknown():
    others = make('99999999')
    assert find([f'VIR {others} M X'], KNOWN) == Found(unknown=(others,))


def test_reference_of_another_length_is_unknown():
    others = make('0000077300002188')
    assert find([others], KNOWN) == Found(unknown=(others,))


@pytest.mark.parametrize('text, damaged', [
        (OURS[:9], OURS[:9]),
        (f'VIR M X {OURS[:5]}', OURS[:5]),
        (f'{OURS[:-1]}9', f'{OURS[:-1]}9'),
        (f'{OURS}7', f'{OURS}7'),
        (OURS[:8] + OURS[9] + OURS[8] + OURS[10:], OURS[:8] + OURS[9] + OURS[8] + OURS[10:]),
        (OURS[2:], OURS[2:]),
        (SPACED[2:], OURS[2:]),
        (f'FR{OURS[2:]}', OURS[2:]),
        (OURS[4:], OURS[4:]),
        ('COTISATION REF RF', 'RF'),
        ('REF RF5', 'RF5'),
        (OURS.replace('0', 'O', 1), OURS),
        ])
def test_reference_that_is_cut_or_mistyped_is_damaged(text, damaged):
    assert find([text], KNOWN) == Found(damaged=(damaged[:12],))


@pytest.mark.parametrize('text', [
        'VIR SURF 2026', 'RF', 'COTISATION 2026', 'MEUNIER F2026-0412', 'RFID 12',
        'VIR RECU 551234567890', '04122031 12 4122031'[9:],
        ])
def test_what_is_no_reference_is_left_alone(text):
    assert find([text], KNOWN) == (Found(damaged=('RF',)) if text == 'RF' else Found())


def test_damaged_one_beside_the_whole_one_says_nothing():
    "A bank's short column repeats the beginning of the long one."
    assert find([f'VIR {OURS[:6]}', f'VIR {OURS} M X'], KNOWN) == Found(known=(OURS,))


@pytest.mark.parametrize('damaged', [
        OURS[:11], OURS[2:], f'{OURS[:5]}9{OURS[6:]}'])
def test_one_near_a_damaged_reference_is_proposed(damaged):
    assert OURS in References(KNOWN).near(damaged)


def test_beginning_that_many_have_is_near_to_none():
    many = {make(f'0412203{n}'): n for n in range(10)} | {make('04122040'): 10}
    assert References(many).near('RF') == []


def test_no_reference_is_known_where_there_are_none():
    assert find([OURS], {}) == Found(unknown=(OURS,))


def test_reference_shorter_than_others_is_found_at_the_end():
    short, long = make('9'), make('00000010')
    assert find([f'VIR {short}'], {short: 1, long: 2}).known == (short,)
