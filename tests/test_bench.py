"""What the bench says of a large load: its balances against the answers, and its speeds."""
import json
from decimal import Decimal

from asso_bridge.demo.sample import Expected
from bench.large import differing, ends, exported, read, since

EXPECTED = Expected(
    {'1': Decimal('-8.20'), '2': Decimal('5.00')}, {'7': Decimal('8.20')},
    {'3': Decimal('5.00'), '4': Decimal('15.00')})


def test_answers_are_read_with_amounts_alone_or_as_residuals(tmp_path):
    file = tmp_path / 'expected.json'
    file.write_text(json.dumps({
        'balances': {'1': '-8.20', '2': '5.00'}, 'open_bills': {'7': '8.20'},
        'open_payments': {'3': {'residual': '5.00'}, '4': {'member': None, 'residual': '15.00'}}}))
    assert read(file) == EXPECTED


def test_export_has_the_entries_with_and_without_a_known_member(tmp_path):
    file = tmp_path / 'balances.json'
    file.write_text(json.dumps({
        'members': [
            {'id': '1', 'balance': '-8.20', 'entries': [
                {'type': 'bill', 'id': '7', 'residual': '8.20'}]},
            {'id': '2', 'balance': '5.00', 'entries': [
                {'type': 'credit_note', 'id': '3', 'residual': '5.00'}]}],
        'unmatched': [{'type': 'payment', 'id': '4', 'residual': '15.00'}]}))
    assert exported(file) == EXPECTED


def test_difference_is_another_amount_one_missing_and_one_too_many(capsys):
    found = {'1': Decimal('-8.20'), '2': Decimal('5.01'), '9': Decimal('1.00')}
    expected = EXPECTED.balances | {'8': Decimal('2.00')}
    assert differing('balances', found, expected) == 3
    assert capsys.readouterr().err == (
        'balances 2: 5.01, not 5.00\nbalances 8: None, not 2.00\nbalances 9: 1.00, not None\n')


def test_speed_counts_the_calls_that_begin_at_a_change_or_later():
    calls = [(150, 9.0), (50, 9.0), *[(200, 0.5)] * 10, *[(200, 1.0)] * 10]
    assert since(calls, 200) == calls[2:]
    assert ends(since(calls, 200)) == (400, 200)


def test_speed_of_few_calls_is_that_of_the_first_and_of_the_last():
    assert ends([(200, 0.5), (200, 1.0)]) == (400, 200)
