"""Files of a standard form: OFX, CAMT, MT940 and CFONB120."""
import io
import re
import zipfile
from itertools import permutations

import pytest

from tests.bank.reading import FILES, accounts, read_file
from trytond_asso_members.bank.reading.file import read
from trytond_asso_members.bank.reading.identity import fingerprint

OFX = read_file('credit-mutuel.ofx')
CAMT = read_file('camt.053.xml')
MT940 = read_file('statement.mt940')
CFONB = read_file('statement.cfonb')


def told(file):
    return [
        (r.reference, r.counterparty, r.iban, r.texts)
        for account in file.accounts for r in account.rows]


def test_ofx_is_read():
    assert accounts(OFX) == [('00012345678', 'EUR', None, '142.60', None, [
                ('2026-01-30', '35.00', 'VIR INST M LÉON TAHRI RF3500000315 ADHESION & 2026'),
                ('2026-02-02', '-12.40', 'PRLV SEPA HEBERGEUR'),
                ('2026-02-02', '20.00', 'VIR SEPA MME NOEL')])]
    assert told(OFX) == [
        ('XKQ0001A7', '', '', ('VIR INST M LÉON TAHRI\nRF3500000315 ADHESION & 2026',)),
        ('XKQ0001B2', '', '', ('PRLV SEPA HEBERGEUR',)),
        ('XKQ0001B3', '', '', ('VIR SEPA MME NOEL',))]
    assert (OFX.bank, OFX.encoding, OFX.questions) == ('OFX', 'cp1252', ())
    assert OFX.accounts[0].rows[1].information == {
        'TRNTYPE': 'DEBIT', 'DTPOSTED': '20260202', 'TRNAMT': '-12,40', 'FITID': 'XKQ0001B2',
        'NAME': 'PRLV SEPA HEBERGEUR'}


def test_ofx_in_xml_says_the_same():
    text = (FILES / 'credit-mutuel.ofx').read_bytes().decode('cp1252')
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<?OFX OFXHEADER="200"?>']
    for line in text.splitlines()[9:]:
        tag, _, value = line[1:].partition('>')
        lines.append(f'{line}</{tag}>' if value else line)
    for joined in ['\n', '']:
        assert accounts(read(joined.join(lines).encode())) == accounts(OFX)


def test_ofx_with_empty_texts_and_a_payee_is_read():
    content = (FILES / 'credit-mutuel.ofx').read_bytes()
    file = read(content.replace(
        b'<NAME>PRLV SEPA HEBERGEUR', b'<NAME>\n<PAYEE>\n<NAME>HEBERGEUR\n</PAYEE>\n<CHECKNUM>'))
    assert [r.label for r in file.accounts[0].rows] == [
        'VIR INST M LÉON TAHRI RF3500000315 ADHESION & 2026', 'HEBERGEUR', 'VIR SEPA MME NOEL']


def test_ofx_of_an_older_period_has_todays_balance_which_says_nothing():
    content = (FILES / 'credit-mutuel.ofx').read_bytes()
    file = read(content.replace(b'<DTASOF>20260203', b'<DTASOF>20260301'))
    assert file.accounts[0].closing is None


@pytest.mark.parametrize('numbers', [('1', '2', '3'), ('0', '0', '0'), ('X9', 'X9', 'X9')])
def test_ofx_whose_numbers_only_count_the_movements_is_known_by_labels(numbers):
    content = (FILES / 'credit-mutuel.ofx').read_bytes()
    for known, number in zip([b'XKQ0001A7', b'XKQ0001B2', b'XKQ0001B3'], numbers, strict=True):
        content = content.replace(known, number.encode())
    assert [reference for reference, *_ in told(read(content))] == ['', '', '']


def test_ofx_without_any_sign_says_by_the_type_what_was_paid_out():
    movement = '<STMTTRN><TRNTYPE>{}<DTPOSTED>20260130<TRNAMT>{}<NAME>A</STMTTRN>'
    def amounts(*movements):
        file = read((
            '<OFX><STMTRS><CURDEF>EUR<BANKTRANLIST>'
            + ''.join(movement.format(*m) for m in movements)
            + '</BANKTRANLIST></STMTRS></OFX>').encode())
        return [str(row.amount) for row in file.accounts[0].rows]
    assert [
        amounts(('DEBIT', '12.50'), ('CREDIT', '35.00')),
        amounts(('DEBIT', '12.50'), ('DEBIT', '-35.00'))] == [
        ['-12.50', '35.00'], ['12.50', '-35.00']]


def test_camt_is_read_in_the_order_of_its_days():
    assert accounts(CAMT) == [('FR7642559000011234567890121', 'EUR', '100.00', '155.00', True, [
                ('2026-01-30', '35.00', 'Léon Tahri ID 12'),
                ('2026-02-02', '20.00', 'Noémie Noël Cotisation 2026'),
                ('2026-02-02', '12.40', 'Paul Roux'),
                ('2026-02-02', '-12.40', 'PRLV HEBERGEUR')])]
    assert told(CAMT) == [
        ('T1', 'Léon Tahri', '', ('ID 12',)),
        ('LOT77/1', 'Noémie Noël', 'FR7610278000010000000000197', ('Cotisation 2026',)),
        ('LOT77/2', 'Paul Roux', '', ('RF3500000315',)),
        ('D88', '', '', ('PRLV HEBERGEUR',))]
    assert [(i.line, i.why) for i in CAMT.ignored] == [(3, 'pending')]
    assert (CAMT.bank, CAMT.encoding) == ('CAMT', 'utf-8')
    of_first = CAMT.accounts[0].rows[1].information
    assert of_first['NtryDtls TxDtls RmtInf Ustrd'] == 'Cotisation / 2026'
    assert 'Paul Roux' not in of_first.values()


def test_transfers_of_camt_that_do_not_make_the_entry_are_one_row():
    content = (FILES / 'camt.053.xml').read_bytes()
    file = read(content.replace(b'>20.00</Amt><CdtDbtInd>CRDT', b'>21.00</Amt><CdtDbtInd>CRDT'))
    assert [(r.amount, r.reference) for r in file.accounts[0].rows[1:2]] == [
        (CAMT.accounts[0].rows[1].amount + CAMT.accounts[0].rows[2].amount, 'LOT77')]


def test_mt940_is_read():
    assert accounts(MT940) == [('FR7642559000011234567890121', 'EUR', '100.00', '123.60', True, [
                ('2026-01-30', '35.00', 'TAHRI LEON SVWZ+RF35 0000 0315 MERCI'),
                ('2026-02-02', '-12.40', 'HEBERGEUR X12 FACTURE 77'),
                ('2025-12-30', '1.00', 'frais rendus')])]
    assert [t[:3] for t in told(MT940)] == [
        ('T1', 'TAHRI LEON', 'FR7610278000010000000000197'), ('', 'HEBERGEUR', ''), ('', '', '')]


def test_cfonb_is_read_with_its_accounts_and_signs():
    assert accounts(CFONB) == [
        ('425590000112345678901', 'EUR', '100.00', '142.60', True, [
            ('2026-01-30', '35.00', 'VIR SEPA RECU TAHRI'),
            ('2026-02-02', '-12.40', 'PRLV SEPA HEBERGEUR FACTURE 77'),
            ('2026-02-03', '20.00', 'VIR INST MME NOEL')]),
        ('42559000010001234567X', 'EUR', '1.00', '-0.45', True, [
            ('2026-01-30', '-2.50', 'FRAIS'), ('2026-01-30', '1.05', 'VIREMENT RECU')])]
    assert told(CFONB)[:3] == [
        ('', 'TAHRI LÉON', '', ('VIR SEPA RECU TAHRI', 'RF35 0000 0315')),
        ('', 'HEBERGEUR SARL', '', ('PRLV SEPA HEBERGEUR FACTURE 77',)),
        ('', '', 'FR7610278000010000000000197', ('VIR INST MME NOEL',))]
    assert (CFONB.bank, CFONB.encoding, CFONB.questions) == ('CFONB120', 'cp1252', ())
    assert CFONB.accounts[0].rows[1].information['05 LIB'] == 'FACTURE 77'


@pytest.mark.parametrize('written, wanted', [('350{', '35.00'), ('350é', '35.00'), ('35R', '-3.59'),
    ('   35A', '3.51'), ('000}', '0.00')])
def test_last_sign_of_an_amount_of_cfonb_is_a_digit_and_a_sign(written, wanted):
    content = (FILES / 'statement.cfonb').read_bytes()
    assert content.count(b'0000000000350{') == 1
    file = read(content.replace(b'0000000000350{', written.rjust(14).encode('cp1252')))
    assert str(file.accounts[0].rows[0].amount) == wanted


def test_cfonb_without_line_ends_or_last_blanks_is_the_same():
    content = (FILES / 'statement.cfonb').read_bytes()
    for other in [content.replace(b'\r\n', b''), re.sub(rb' +\r\n', b'\n', content)]:
        assert accounts(read(other)) == accounts(CFONB)


@pytest.mark.parametrize('name', [
    'credit-mutuel.ofx', 'camt.053.xml', 'statement.mt940', 'statement.cfonb'])
def test_standard_file_in_a_zip_is_read(name):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, 'w') as archive:
        archive.writestr(name, (FILES / name).read_bytes())
    assert accounts(read(packed.getvalue())) == accounts(read_file(name))


def test_rows_are_known_again_whatever_stands_before_them():
    keys = {fingerprint(r) for file in (OFX, CAMT, MT940) for a in file.accounts for r in a.rows}
    assert len(keys) == 10
    content = (FILES / 'credit-mutuel.ofx').read_bytes().decode('cp1252')
    head, *movements = content.split('<STMTTRN>')
    last, tail = movements[-1].split('</BANKTRANLIST>')
    movements[-1] = last
    found = {
        tuple(sorted(fingerprint(r) for r in read(('<STMTTRN>'.join([head, *some])
            + '</BANKTRANLIST>' + tail).encode('cp1252')).accounts[0].rows))
        for some in permutations(movements)}
    assert len(found) == 1
