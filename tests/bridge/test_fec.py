"""asso-bridge fec: a sound file has no fault, and each fault is found with its line."""
import json

import pytest

from asso_bridge.fec.check import check
from asso_bridge.fec.columns import BY_SENSE, NAMES
from tests.bridge.test_cli import call

HEAD = '\t'.join(NAMES)
LINES = [
    'AN|À nouveau|1|20260101|512000|Banque|||-|20260101|Solde|100,00|0,00|||20260101||',
    'AN|À nouveau|1|20260101|120000|Résultat|||-|20260101|Solde|0,00|100,00|||20260101||',
    'VT|Factures|2|20260110|411100|Adhérents|A1|Léa Noël|F-1|20260110|Fibre|36,00||AA|20260120'
    '|20260111||',
    'VT|Factures|2|20260110|706000|Services|||F-1|20260110|Fibre||30,00|||20260111||',
    'VT|Factures|2|20260110|445710|TVA|||F-1|20260110|Fibre|0|6,00|||20260111||',
    'BQ|Banque|3|20260120|512000|Banque|||R-1|20260120|Virement|36,00|0,00|||20260120|-40,12|CHF',
    'BQ|Banque|3|20260120|411100|Adhérents|A1|Léa Noël|R-1|20260120|Virement|0,00|36,00|AA'
    '|20260120|20260120||',
    ]


def content(lines=LINES, head=HEAD, separator='\t', end='\r\n', encoding='utf-8'):
    text = end.join([head.replace('\t', separator), *(
                line.replace('|', separator) for line in lines)]) + end
    return text.encode(encoding)


def edited(line, column, text):
    "The lines with another text in a column of one of them, which is counted as in the file"
    lines = [one.split('|') for one in LINES]
    lines[line - 2][NAMES.index(column)] = text
    return ['|'.join(one) for one in lines]


@pytest.fixture
def faults(tmp_path):
    "[(line, column)] of the faults of a file of this content"
    def faults(content, name='fec.txt'):
        path = tmp_path / name
        path.write_bytes(content)
        return [(fault.line, fault.field) for fault in check(path).faults]
    return faults


@pytest.mark.parametrize('options', [
    {}, {'separator': '|'}, {'end': '\n'}, {'end': '\r'}, {'encoding': 'iso8859-15'},
    {'encoding': 'utf-8-sig'}, {'head': HEAD.upper()},
    ], ids=str)
def test_sound_file_has_no_fault(faults, options):
    assert faults(content(**options)) == []


def test_amounts_may_stand_beside_their_sense(faults):
    lines = []
    for line in LINES:
        cells = line.split('|')
        debit, credit = cells[11:13]
        is_debit = debit not in ('', '0', '0,00')
        cells[11:13] = [debit if is_debit else credit, 'D' if is_debit else 'C']
        lines.append('|'.join(cells))
    assert faults(content(lines, '\t'.join(BY_SENSE))) == []
    lines[0] = lines[0].replace('|D|', '|X|')
    assert faults(content(lines, '\t'.join(BY_SENSE))) == [(2, 'Sens')]


def test_numbers_may_go_on_in_each_journal_and_begin_anywhere(faults):
    def numbered(*numbers):
        lines = [line.split('|') for line in LINES]
        for line, number in zip(lines, numbers, strict=True):
            line[2] = number
        return content(['|'.join(line) for line in lines])
    assert faults(numbered('7', '7', 'F2026-7', 'F2026-7', 'F2026-7', '7', '7')) == []
    assert faults(numbered(*['41'] * 2, *['42'] * 3, *['43'] * 2)) == []


def test_journals_that_are_each_numbered_have_no_gap_and_begin_alike(faults):
    def numbered(**journals):
        return content([
            f'{journal}|{journal}|{number}|20260101|{account}|A|||-|20260101|L|{much}|||20260101||'
            for journal, numbers in journals.items() for number in numbers
            for account, much in [('512000', '+1,00|0,00'), ('706000', '0,00|1,00')]])
    assert faults(numbered(VE=[1, 2, 3], BQ=[1, 2, 3, 4])) == []
    assert faults(numbered(VE=[1, 2, 4], BQ=[1, 2, 3, 4])) == [(6, 'EcritureNum')]
    assert faults(numbered(VE=[2, 3], BQ=[1, 2, 3])) == [(2, 'EcritureNum')]
    assert faults(numbered(VE=[1, 2, 4], BQ=[3, 5])) == []


@pytest.mark.parametrize('odd, line', [
    ([3], 4), ([1], 2), ([1, 2, 4, 5], 4)], ids=str)
def test_line_in_the_other_encoding_is_named(faults, odd, line):
    lines = content([line.replace('|L', '|Lé') for line in [
                *LINES[:2], *[one.replace('Fibre', 'Fibré') for one in LINES[2:5]],
                *[one.replace('Virement', 'Virément') for one in LINES[5:]]]]).split(b'\r\n')
    for number in odd:
        lines[number] = lines[number].decode().encode('iso8859-15')
    found = faults(b'\r\n'.join(lines))
    assert [one for one in found if not one[1]] == [(line, '')]


def test_day_of_another_year_is_named(faults):
    name = '123456789FEC20261231.txt'
    assert faults(content(edited(2, 'PieceDate', '19990101')), name) == []
    early = [line.replace('|1|20260101', '|1|20241231') for line in LINES]
    assert faults(content(early), name) == [(2, 'EcritureDate'), (3, 'EcritureDate')]
    early = [line.replace('|1|20260101', '|1|20250101') for line in LINES]
    assert faults(content(early), name) == []


@pytest.mark.parametrize('column, text', [
    *[(name, '') for name in NAMES if name not in {
        'Debit', 'Credit', 'CompAuxNum', 'CompAuxLib', 'EcritureLet', 'DateLet', 'Montantdevise',
        'Idevise'}],
    ('EcritureDate', '2026-01-10'), ('EcritureDate', '20260230'), ('EcritureDate', '260110'),
    ('ValidDate', '11/01/2026'), ('PieceDate', '20261301'), ('DateLet', '20260132'),
    ('Debit', '36.00'), ('Debit', '1 036,00'), ('Debit', '36,00 €'), ('Debit', '"36,00"'),
    ('Debit', '36,'), ('Debit', '36,00+'), ('Credit', '36,00'), ('Debit', '٣٦'),
    ('CompteNum', '41'), ('CompteNum', '4A1100'), ('CompteNum', '011100'),
    ('EcritureNum', 'F'), ('EcritureNum', '1' * 5000),
    ], ids=str)
def test_fault_of_a_field_is_named_with_its_line(faults, column, text):
    assert (4, column if column != 'Credit' else 'Debit') in faults(
        content(edited(4, column, text)))


@pytest.mark.parametrize('line, column, missing', [
    (4, 'CompAuxNum', 'CompAuxNum'), (4, 'CompAuxLib', 'CompAuxLib'),
    (4, 'EcritureLet', 'EcritureLet'), (4, 'DateLet', 'DateLet'),
    (7, 'Montantdevise', 'Montantdevise'), (7, 'Idevise', 'Idevise'),
    ])
def test_columns_that_go_together_are_filled_both(faults, line, column, missing):
    assert faults(content(edited(line, column, ''))) == [(line, missing)]


@pytest.mark.parametrize('line, column, text, found', [
    (4, 'Debit', '36,01', [(4, 'EcritureNum')]),  # the entry does not balance
    (4, 'Debit', '', [(4, 'Debit'), (4, 'EcritureNum')]),
    (5, 'EcritureDate', '20260111', [(5, 'EcritureDate')]),  # another day in one entry
    (8, 'ValidDate', '20260119', [(8, 'ValidDate'), (8, 'ValidDate')]),  # and out of order
    (8, 'CompteLib', 'Membres', [(8, 'CompteLib')]),  # two names of an account
    (8, 'CompAuxLib', 'L. Noël', [(8, 'CompAuxLib')]),
    (3, 'JournalLib', 'Ouverture', [(3, 'JournalLib')]),
    (7, 'Idevise', 'francs', [(7, 'Idevise')]),
    ])
def test_lines_that_do_not_fit_together_are_named(faults, line, column, text, found):
    assert faults(content(edited(line, column, text))) == found


def test_numbers_with_a_gap_or_used_twice_are_named(faults):
    gap = [line.replace('BQ|Banque|3|', 'BQ|Banque|5|').replace('VT|Factures|2|', 'VT|Factures|3|')
        for line in LINES]
    # Numbers of each journal would have no gap
    assert faults(content(gap)) == []
    gap += [line.replace('BQ|Banque|5|', 'BQ|Banque|8|') for line in gap[5:]]
    assert faults(content(gap)) == [(9, 'EcritureNum')]
    twice = LINES + [line.replace('20260110', '20260121').replace('20260111', '20260121')
        for line in LINES[2:5]]
    assert faults(content(twice)) == [(9, 'EcritureNum')]


def test_entries_stand_in_the_order_of_their_validation(faults):
    assert faults(content(LINES[:2] + LINES[5:] + LINES[2:5])) == [(6, 'ValidDate')]


def test_entry_after_the_end_of_the_year_in_the_name_is_named(faults):
    assert faults(content(), '123456789FEC20261231.txt') == []
    assert faults(content(), '123456789FEC20260115.txt') == [
        (7, 'EcritureDate'), (8, 'EcritureDate')]


@pytest.mark.parametrize('bytes_, found', [
    (b'', [(0, '')]),
    (content([]), [(0, '')]),
    (content(head=HEAD.replace('\tPieceRef', '')), [(1, '')]),
    (content(head=HEAD.replace('PieceRef\tPieceDate', 'PieceDate\tPieceRef')), [(1, '')]),
    (content(head=HEAD + '\tNote'), [(1, '')]),
    (content(separator=';'), [(1, '')]),
    (content(encoding='utf-16'), [(1, '')]),
    (content(encoding='cp1252').replace(b'Fibre', b'\x93Fibre\x94'), [(4, '')]),
    (content() + 'Léa'.encode() + 'Noël'.encode('iso8859-15'), [(9, ''), (9, '')]),
    (content([*LINES[:2], '', *LINES[2:]]), [(4, '')]),
    (content([LINES[0] + '|', *LINES[1:]]), [(2, ''), (3, 'EcritureNum')]),
    (b'%PDF-1.7\n', [(1, '')]),
    (content(['AN|x'] + LINES), [(2, '')]),
    ], ids=range(13))
def test_file_that_is_none_of_entries_is_told_so(faults, bytes_, found):
    assert faults(bytes_) == found


def test_command_says_each_fault_and_exits_with_1(capsys, monkeypatch, tmp_path):
    path = tmp_path / 'fec.txt'
    path.write_bytes(content())
    assert call(capsys, monkeypatch, 'fec', '--check', path) == (
        0, 'fec.txt: 3 entries in 7 lines, no fault.\n', '')
    path.write_bytes(content(edited(4, 'Debit', '36.00')))
    assert call(capsys, monkeypatch, 'fec', '--check', path) == (1, (
        "line 4: Debit '36.00' is no amount: digits, a comma before the decimals, nothing else.\n"
        'fec.txt: 3 entries in 7 lines, 1 fault.\n'), '')
    code, out, _ = call(capsys, monkeypatch, 'fec', '--check', path, '--json')
    told = json.loads(out)
    assert (code, told['entries'], [f['line'] for f in told['faults']]) == (1, 3, [4])
    code, out, err = call(capsys, monkeypatch, 'fec', path)
    assert (code, out) == (1, '') and '--check' in err
    code, out, err = call(capsys, monkeypatch, 'fec', '--check', tmp_path / 'none.txt')
    assert (code, out) == (1, '') and 'No such file' in err
