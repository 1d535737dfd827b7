"""OFX, CAMT and MT940: the same matching and booking as of any other file."""
from tests.bank.reading import FILES

from .portal import payment
from .test_bank_import import call
from .test_bank_wizard import Session

HEAD = b'OFXHEADER:100\n<OFX><STMTRS><CURDEF>EUR<BANKACCTFROM><ACCTID>00012345678</BANKACCTFROM>'


def ofx(*movements):
    "(day of February, text, amount, number of the bank)"
    return HEAD + ''.join(
        f'<BANKTRANLIST><STMTTRN><DTPOSTED>202602{day:02}<TRNAMT>{amount}<FITID>{number}'
        f'<NAME>{text}</STMTTRN></BANKTRANLIST>\n'
        for day, text, amount, number in movements).encode()


def test_rows_of_ofx_are_matched_and_booked(portal, treasurer, since):
    portal.send(payment('7', '100.00', '2026-02-09', ('1', '100.00')))
    found, _ = treasurer.import_file(ofx(
        (11, 'VIR M MORIN 1 ADA', '100.00', 'A1'), (12, 'VIR INCONNU', '3.00', 'A2')))
    assert found == {'VIR M MORIN 1 ADA': 'matched', 'VIR INCONNU': 'waiting'}
    assert portal.balances()['1'] == '0.00'
    assert treasurer.transit() == []
    assert treasurer.bank_balance() == '103.00'


def test_rows_of_ofx_come_once(portal, treasurer):
    first = ofx((11, 'VIR A', '10.00', 'A1'), (11, 'VIR A', '10.00', 'A2'))
    second = ofx((11, 'VIR A', '10.00', 'A2'), (12, 'VIR A', '10.00', 'A3'))
    assert treasurer.import_file(first)[1] == 0
    assert treasurer.import_file(first)[1] == 2
    assert treasurer.import_file(second)[1] == 1
    assert treasurer.bank_balance() == '30.00'


def test_bridge_is_told_of_rows_of_camt(portal, treasurer):
    content = (FILES / 'camt.053.xml').read_bytes()
    told = [call(portal, content, dry_run=True), call(portal, content)]
    assert [
        (one['bank'], one['opening'], one['closing'], [
                (row['date'], row['amount'], row['decision']) for row in one['rows']])
        for one in told] == 2 * [('CAMT', '100.00', '155.00', [
                ('2026-01-30', '35.00', 'waiting'), ('2026-02-02', '20.00', 'waiting'),
                ('2026-02-02', '12.40', 'waiting'), ('2026-02-02', '-12.40', 'waiting')])]
    again = call(portal, content)
    assert {row['decision'] for row in again['rows']} == {'ignored'}


def test_movement_of_a_csv_that_ofx_brings_again_is_a_suspected_double(portal, treasurer):
    from .treasurer import file
    treasurer.import_file(file((11, 'VIR A BON', '10.00')))
    found, known = treasurer.import_file(ofx((11, 'VIR A BON', '10.00', 'A1')))
    assert (found, known) == ({'VIR A BON': 'double'}, 0)


def test_statement_of_camt_is_booked_with_its_balances(portal, treasurer):
    content = (FILES / 'camt.053.xml').read_bytes()
    treasurer.import_file(content)
    assert treasurer.statements() == [('100.00', '155.00', 4)]
    assert treasurer.import_file(content) == ({}, 4)


def test_file_of_standard_form_is_shown_the_first_time_only(portal, treasurer):
    first = Session(treasurer, ofx((11, 'VIR A', '10.00', 'A1')), 'releve.ofx')
    state, shown = first.click('read')
    assert (state, shown['bank'], shown['count']) == ('preview', 'OFX', 1)
    assert first.click('confirm')[0] == 'summary'
    later = Session(treasurer, ofx((12, 'VIR B', '1.00', 'A2')), 'releve.ofx')
    assert later.click('read')[0] == 'summary'
    assert treasurer.bank_balance() == '11.00'
