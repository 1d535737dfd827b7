"""Files that cannot be read: what is said of each, where, and what to do about it."""
import contextlib
import io
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.bank.reading import FILES
from trytond_asso_members.bank.reading.errors import BadFile
from trytond_asso_members.bank.reading.file import read

HEADER = 'Date;Libellé;Montant\n'
ROW = '30/01/2026;Tahri;35,00\n'


def zipped(**files):
    content = io.BytesIO()
    with zipfile.ZipFile(content, 'w') as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()


def row(text):
    "A file with a good row and this one, on line 2"
    return f'{HEADER}{text}\n{ROW}{ROW}'.encode()


AGAIN = "again"
CAMT = b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">'
EXPORT = "xport"
BAD = {
    # What is no statement at all
    'PDF named csv': (b'%PDF-1.7\n%', 'pdf', "as CSV or as a spreadsheet"),
    'error page': (b'\n<!DOCTYPE html><html>Erreur</html>', 'html', "Log in and download"),
    'page of a lost session': (b'<html><body>Session</body></html>', 'html', "Log in"),
    'page in XHTML': (b'<?xml version="1.0"?><!DOCTYPE html><html/>', 'html', "Log in"),
    'other XML': (b'<?xml version="1.0"?><Document/>', 'xml', "as CAMT, OFX or CSV"),
    'CAMT cut short': (CAMT + b'<BkToCstmrStmt><Stmt>', 'damaged_xml', AGAIN),
    'CAMT with entities': (
        b'<!DOCTYPE a [<!ENTITY b "c">]>' + CAMT + b'&b;</Document>', 'damaged_xml', AGAIN),
    'CAMT without movement': (
        CAMT + b'<BkToCstmrStmt><Stmt/></BkToCstmrStmt></Document>', 'no_movements', EXPORT),
    'OFX': (b'OFXHEADER:100\n', 'no_movements', EXPORT),
    'OFX in XML': (
        b'<?xml version="1.0"?><?OFX VERSION="202"?><OFX/>', 'no_movements', EXPORT),
    'OFX with a word for an amount': (
        b'<OFX><STMTRS><BANKTRANLIST>\n<STMTTRN><DTPOSTED>20260131<TRNAMT>cent\n</STMTTRN>',
        'amount', "Line 2: cent"),
    'OFX with no day': (
        b'<OFX><STMTRS><BANKTRANLIST>\n<STMTTRN><TRNAMT>1.00\n</STMTTRN>', 'no_date', "Line 2"),
    'OFX with a day that is none': (
        b'<OFX><STMTRS><STMTTRN><DTPOSTED>20263101<TRNAMT>1.00</STMTTRN>', 'date', "20263101"),
    'OFX with parts of cents': (
        b'<OFX><STMTRS><STMTTRN><DTPOSTED>20260131<TRNAMT>1.005</STMTTRN>', 'decimals', "1.005"),
    'MT940': (b':20:START\n:25:1', 'no_movements', EXPORT),
    'CFONB120 with an amount that is none': (
        f'04425590000{0:05}EUR2 {0:011}05300126  300126{"":47}'.encode() + b'cent', 'amount',
        "Line 1: cent"),
    'CFONB120 with a day that is none': (
        f'04425590000{0:05}EUR2 {0:011}05310226  310226{"":42}{"10A":>14}'.encode(), 'date',
        "260231"),
    'CFONB120 without movement': (
        f'0142559    {0:05}EUR2 {0:011}  300126{"":50}{"10A":>14}'.encode(), 'no_movements',
        EXPORT),
    'MT940 with a line that is none': (b':20:START\n:25:1\n:61:abc', 'amount', "Line 3: abc"),
    'QIF': (b'!Type:Bank\nD01/01/2026', 'qif', "as CSV"),
    'picture': (b'\x89PNG\r\n\x1a\n', 'binary', "as CSV"),
    'empty': (b'', 'empty', "from the bank again"),
    'blank lines': (b' \n\r\n', 'empty', "from the bank again"),
    'byte order mark alone': (b'\xef\xbb\xbf', 'empty', "from the bank again"),
    'words': (b'Bonjour, voici le releve.\nCordialement\n', 'no_header', "Keep the line"),
    'JSON': (b'{"error": "expired"}', 'no_rows', EXPORT),
    'one column': (b'30/01/2026\n29/01/2026\n', 'no_rows', EXPORT),
    'header alone': (HEADER.encode(), 'only_header', EXPORT),
    'no amounts': (b'Date;Libelle\n30/01/2026;Tahri\n', 'no_header', "set up the columns"),
    # Damaged
    'NUL bytes': ((HEADER + '29/01/2026;T\0;3,00\n').encode(), 'nul', AGAIN),
    'any bytes': (bytes(range(256)) * 4, 'nul', AGAIN),
    'UTF-16 cut short': ((HEADER + ROW).encode('utf-16')[:-1], 'encoding', "file again"),
    'bytes of no encoding': (row('29/01/2026;\x81;3,00').decode().encode('latin-1'),
        'encoding', "choose another encoding"),
    'cell without end': (row(f'29/01/2026;"{"A" * 200_000}";3,00'), 'cell', "file again"),
    'broken zip': (b'PK\x03\x04garbage', 'zip', AGAIN),
    'zip of nothing': (zipped(), 'zip_files', "one by one"),
    'zip of two files': (zipped(a=HEADER + ROW, b=ROW), 'zip_files', "one by one"),
    'zip in a zip': (zipped(a=zipped(b=ROW)), 'zip', "unpack it"),
    'PDF in a zip': (zipped(a='%PDF-1.7'), 'pdf', "as CSV"),
    'broken XLS': (b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + b'0' * 600, 'sheet', "save it as .xlsx"),
    'broken XLSX': (zipped(**{'[Content_Types].xml': '<x/>'}), 'sheet', "save it as .xlsx"),
    # Rows
    'day that is none': (row('31/02/2026;Tahri;3,00'), 'date', "bank's own list"),
    'month that is none': (row('12/13/2026;Tahri;3,00\n13/12/2026;Roche;3,00'), 'date', EXPORT),
    'word for a day': (row('hier;Tahri;3,00'), 'date', "bank's own list"),
    'year of the Romans': (row('30/01/0026;Tahri;3,00'), 'date', "bank's own list"),
    'no day': (row(';Tahri;3,00'), 'no_date', "bank's own list"),
    'word for an amount': (row('29/01/2026;Tahri;abc'), 'amount', "bank's own list"),
    'two decimal marks': (row('29/01/2026;Tahri;12,3,4'), 'amount', "bank's own list"),
    'narrow column': (row('29/01/2026;Tahri;#####'), 'amount', "bank's own list"),
    'broken formula': (row('29/01/2026;Tahri;#REF!'), 'amount', "bank's own list"),
    'formula for an amount': (row('29/01/2026;Tahri;=1+1'), 'amount', "bank's own list"),
    'power of ten': (row('29/01/2026;Tahri;1,5E+03'), 'amount', "bank's own list"),
    'three decimals': (row('29/01/2026;Tahri;35,001'), 'decimals', "bank's own list"),
    'mark for thousands of another kind': (row('29/01/2026;Tahri;1,234'), 'decimals', EXPORT),
    'short row': (row('29/01/2026;Tahri'), 'width', "bank's own list"),
    'long row': (row('29/01/2026;Tahri;3,00;REF'), 'width', "bank's own list"),
    'long row with two readings': (row('29/01/2026;12;13;3,00'), 'width', "bank's own list"),
    'comma for all': (b'Date,Libelle,Montant\n30/01/2026,T,35,00\n', 'width', EXPORT),
    'no direction': (
        b'Date;Libelle;Montant;Sens\n31/01/2026;A;3,00;\n30/01/2026;B;3,00;DEBIT\n',
        'direction', "bank's own list"),
    'direction that is none': (
        b'Date;Libelle;Montant;Sens\n31/01/2026;A;3,00;X\n30/01/2026;B;3,00;DEBIT\n',
        'direction', "bank's own list"),
    'amount in a column of no name': (
        b'Date;Libelle;Debit;Credit;?\n31/01/2026;A;3,00;;a\n30/01/2026;B;;;2,00\n'
        b'29/01/2026;C;;1,00;b\n', 'no_amount', "Set up the columns"),
    }


@pytest.mark.parametrize('name', BAD)
def test_bad_file_is_refused_with_what_to_do(name):
    content, code, what_to_do = BAD[name]
    with pytest.raises(BadFile) as refused:
        read(content, 'export.csv')
    assert refused.value.code == code
    assert what_to_do in str(refused.value)


LINES = {
    'day that is none': 2, 'word for an amount': 2, 'short row': 2, 'long row': 2, 'no day': 2,
    'NUL bytes': 2, 'UTF-16 cut short': 2, 'no direction': 2, 'three decimals': 2,
    'amount in a column of no name': 3, 'header alone': 1}


@pytest.mark.parametrize('name, line', LINES.items())
def test_line_that_is_wrong_is_named(name, line):
    with pytest.raises(BadFile, match=f'ine {line}') as refused:
        read(BAD[name][0])
    assert refused.value.words['line'] == line


def test_line_is_that_of_the_file_where_labels_go_over_several():
    text = 'Date;Libellé;Montant\n31/01/2026;"a\nb\nc";1,00\n\n30/02/2026;d;2,00\n'
    with pytest.raises(BadFile, match="Line 6: 30/02/2026 is not a date"):
        read(text.encode())


def test_file_of_100_megabytes_is_refused_at_once():
    content = b'30/01/2026;Tahri;35,00\n' * (100 * 2 ** 20 // 23 + 1)
    begin = time.perf_counter()
    with pytest.raises(BadFile, match="The file has 100 MB; at most 32 MB are read"):
        read(content)
    assert time.perf_counter() - begin < 1


def test_zip_that_unpacks_to_too_much_is_refused():
    with pytest.raises(BadFile, match="at most 32 MB"):
        read(zipped(a='0' * (33 * 2 ** 20)))


@pytest.mark.parametrize('cut', range(1, 200, 7))
def test_file_cut_anywhere_is_read_or_refused(cut):
    text = (HEADER + ROW * 8).encode('cp1252')[:cut]
    try:
        file = read(text)
    except BadFile:
        return
    assert {str(row.amount) for row in file.accounts[0].rows} <= {'35.00', '35.0', '35', '3'}


NAMES = [
    'qonto-fr.csv', 'credit-agricole.csv', 'societe-generale.csv', 'lcl.csv', 'dkb.csv',
    'paypal-fr.csv', 'fortuneo.zip']


@settings(max_examples=150)
@given(st.sampled_from(NAMES), st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 60), st.binary(max_size=6)), max_size=6))
def test_file_damaged_anywhere_is_read_or_refused(name, damages):
    content = (FILES / name).read_bytes()
    for place, length, bytes_ in damages:
        begin = int(place * len(content))
        content = content[:begin] + bytes_ + content[begin + length:]
    with contextlib.suppress(BadFile):
        read(content, name)


def test_rows_that_are_left_out_are_told():
    file = read(f'{HEADER}29/01/2026;Nouveau taux;\n{ROW};Total;35,00\n'.encode())
    assert [(i.line, i.why) for i in file.ignored] == [(2, 'no_amount'), (4, 'total')]


def test_file_of_another_bank_does_not_fit_the_profile_of_the_account():
    profile = read((HEADER + ROW).encode()).profile
    with pytest.raises(BadFile, match="The file has no column Montant") as refused:
        read(b'Date;Libelle;Debit;Credit\n30/01/2026;Tahri;;35,00\n', profile=profile)
    assert refused.value.code == 'columns'


def statement(rows):
    "A year of a busy bank, with a balance on each row"
    lines, balance = ['Date;Date de valeur;Débit;Crédit;Libellé;Solde'], 100_000
    for number in range(rows):
        amount = (number * 7919) % 5000 + 1
        balance += amount
        day = f'{number * 28 // rows + 1:02}/01/2026'
        lines.append(
            f'{day};{day};;{amount / 100:.2f};VIR {number};{balance / 100:.2f}'.replace('.', ','))
    return '\n'.join(lines).encode()


def test_10_000_rows_are_read_in_two_seconds():
    content = statement(10_000)
    begin = time.process_time()
    account, = read(content).accounts
    assert time.process_time() - begin < 2
    assert (len(account.rows), account.adds_up) == (10_000, True)
