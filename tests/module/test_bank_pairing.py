"""The same transfer from the bank and from the portal, booked once."""
from .portal import bill, payment
from .treasurer import file


def test_transfer_recorded_by_the_portal_is_paired_by_name(portal, treasurer, since):
    portal.send(payment('7', '100.00', '2026-02-09', ('1', '100.00')))
    found, _ = treasurer.import_file(file((11, 'VIR M MORIN 1 ADA', '100.00')))
    assert found == {'VIR M MORIN 1 ADA': 'matched'}
    assert portal.balances()['1'] == '0.00'
    assert treasurer.waits() == {}


def test_transfer_recorded_weeks_before_is_another(portal, treasurer, since):
    portal.send(payment('7', '50.00', '2026-02-01', ('1', '50.00')))
    treasurer.import_file(file((27, 'VIR M MORIN 1 ADA', '50.00')))
    assert portal.balances()['1'] == '-50.00'
    assert treasurer.waits()['VIR M MORIN 1 ADA'][1:] == ('50.00', 1)


def test_same_sum_twice_is_paired_once(portal, treasurer, since):
    portal.send(payment('7', '100.00', '2026-02-09', ('1', '100.00')))
    treasurer.import_file(file(
        (11, 'VIR M MORIN 1 ADA', '100.00'), (11, 'VIR M MORIN 1 ADA', '100.00')))
    assert portal.balances()['1'] == '0.00'
    assert treasurer.waits() == {'VIR M MORIN 1 ADA': ('proposed', '100.00', 1)}


def test_row_that_waits_is_paired_once_the_portal_has_recorded_it(portal, treasurer, since):
    treasurer.import_file(file((11, 'VIR M MORIN 1 ADA', '35.00')))
    assert treasurer.again() == 0
    portal.send(payment('7', '35.00', '2026-02-12', ('1', '35.00')))
    assert treasurer.again() == 1
    assert treasurer.waits() == {}
    assert portal.balances()['1'] == '-65.00'
    assert treasurer.again() == 0


def test_portal_that_records_transfers_is_waited_for(portal, treasurer, since):
    portal.settings(transfers_by='portal')
    portal.send(bill('2', '30.00', '2026-01-20', member='2'))
    found, _ = treasurer.import_file(file((3, 'VIR M MORIN 2 ADA FACTURE F-2', '30.00')))
    assert list(found.values()) == ['proposed']
    assert portal.balances()['2'] == '-30.00'
    portal.send(payment('7', '30.00', '2026-02-04', ('2', '30.00'), member='2'))
    assert treasurer.again() == 1
    assert portal.balances()['2'] == '0.00'


def test_deposit_of_cheques_clears_them(portal, treasurer, since):
    portal.send(*(
        payment(str(n), f'{n}0.00', f'2026-02-0{n}', member='2', means='check')
        for n in range(1, 4)))
    found, _ = treasurer.import_file(file((10, 'REMISE CHEQUES 3', '60.00')))
    assert found == {'REMISE CHEQUES 3': 'matched'}
    assert treasurer.transit() == []
    assert treasurer.waits() == {}


def test_row_is_laid_beside_what_the_portal_booked_on_the_account_of_the_bank(
        portal, treasurer):
    "No bank was imported when the portal recorded it: the money is on 5121 already."
    portal.send(payment('7', '100.00', '2026-02-09', ('1', '100.00')))
    assert treasurer.bank_balance() == '100.00'
    content = file((11, 'VIR M MORIN 1 ADA', '100.00'), (12, 'VIR INCONNU', '3.00'))
    found, _ = treasurer.import_file(content)
    assert found == {'VIR M MORIN 1 ADA': 'matched', 'VIR INCONNU': 'waiting'}
    assert treasurer.bank_balance() == '103.00'
    assert portal.balances()['1'] == '0.00'
    origin = treasurer.origin('VIR M MORIN 1 ADA')
    for _ in range(2):
        treasurer.undo(origin)
        assert treasurer.waits()['VIR M MORIN 1 ADA'][1] == '100.00'
        assert treasurer.bank_balance() == '203.00'
        treasurer.pair(origin, 1)
        assert treasurer.bank_balance() == '103.00'
        assert list(treasurer.waits()) == ['VIR INCONNU']


def test_as_many_rows_as_possible_are_paired(portal, treasurer, since):
    "The first row is nearer to the second payment, which is the only one for the second row."
    portal.send(payment('7', '50.00', '2026-02-02'), payment('8', '50.00', '2026-02-12'))
    treasurer.import_file(file(
        (11, 'VIR M MORIN 1 ADA', '50.00'), (20, 'VIR M MORIN 1 ADA', '50.00')))
    assert (treasurer.transit(), treasurer.waits()) == ([], {})
    assert portal.balances()['1'] == '0.00'


def test_rows_that_wait_are_paired_as_many_as_possible(portal, treasurer, since):
    treasurer.import_file(file(
        (11, 'VIR M MORIN 1 ADA', '35.00'), (20, 'VIR M MORIN 1 ADA', '35.00')))
    portal.send(payment('7', '35.00', '2026-02-02'), payment('8', '35.00', '2026-02-12'))
    assert treasurer.again() == 2
    assert (treasurer.transit(), treasurer.waits()) == ([], {})
    assert portal.balances()['1'] == '-30.00'
