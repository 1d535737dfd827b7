import csv
import os
from decimal import Decimal

import pytest

from asso_bridge.contract.digest import canonical, digest
from asso_bridge.contract.snapshot import verified
from asso_bridge.errors import BrokenContract, Stop
from asso_bridge.told.export import export, write_whole


def snapshot(**changes):
    "A snapshot that is whole: one member who owes, one ahead, a payment without a member"
    raw = {
        'generation': 7, 'as_of': '2026-11-21T10:15:00Z', 'currency': 'EUR',
        'count': 2, 'total': '-10.50', 'members': [
            {'id': '2', 'number': '2', 'balance': '-15.50',
                'reference': 'RF6800000012', 'entries': [
                {'type': 'bill', 'id': '40', 'number': '202611-000001',
                    'label': '=HYPERLINK("x";"y")', 'date': '2026-11-01', 'due': '2026-12-01',
                    'amount': '15.50', 'residual': '15.50', 'reference': 'RF5310000012'}]},
            {'id': None, 'number': 'T1', 'balance': '5.00', 'entries': [
                {'type': 'payment', 'id': '9', 'number': None, 'label': '-5 ; "oui"\n',
                    'date': '2026-11-02', 'due': None, 'amount': '20.00',
                    'residual': '5.00'}]}],
        'unmatched': [
            {'type': 'payment', 'id': '10', 'number': None, 'label': 'VIR', 'due': None,
                'date': '2026-11-03', 'amount': '8.00', 'residual': '8.00'}]}
    raw |= changes
    raw.setdefault('digest', digest(canonical(
        {'members': raw['members'], 'unmatched': raw['unmatched']})))
    return raw


def rows(path):
    text = path.read_bytes().decode('utf-8-sig')
    return list(csv.reader(text.splitlines(keepends=True), delimiter=';'))


def test_snapshot_that_is_whole():
    assert verified(snapshot()).total == Decimal('-10.50')


@pytest.mark.parametrize('changes, says', [
        ({'digest': '0' * 64}, "The snapshot's content is not what its digest says."),
        ({'count': 3}, "The snapshot says 3 members, but has 2."),
        ({'total': '0.00'}, "The balances sum to -10.50, and the snapshot says 0.00."),
        ({'generation': None}, "The snapshot breaks the contract at ('generation',): "
            "Input should be a valid integer."),
        ({'members': snapshot()['members'][:1] * 2, 'total': '-31.00'},
            "The snapshot names a member twice."),
        ({'members': [snapshot()['members'][0] | {'entries': []}], 'count': 1,
            'total': '-15.50'},
            "The open entries of the member 2 sum to 0, and the balance is -15.50."),
        ])
def test_snapshot_that_is_not_whole(changes, says):
    with pytest.raises(BrokenContract) as raised:
        verified(snapshot(**changes))
    assert raised.value.what == says


def test_balances_for_a_spreadsheet(tmp_path):
    export(tmp_path, snapshot(), verified(snapshot()))
    path = tmp_path / 'balances.csv'
    assert path.read_bytes()[:3] == b'\xef\xbb\xbf'
    assert rows(path) == [
        ['id', 'number', 'balance', 'as_of', 'reference'],
        ['2', '2', '-15,50', '2026-11-21T10:15:00Z', 'RF6800000012'],
        ['', 'T1', '5,00', '2026-11-21T10:15:00Z', '']]


def test_open_entries_for_a_spreadsheet(tmp_path):
    export(tmp_path, snapshot(), verified(snapshot()))
    as_of = '2026-11-21T10:15:00Z'
    assert rows(tmp_path / 'open_entries.csv')[1:] == [
        ['2', '2', 'bill', '40', '202611-000001', '\'=HYPERLINK("x";"y")', '2026-11-01',
            '2026-12-01', '15,50', '15,50', as_of, 'RF5310000012'],
        ['', 'T1', 'payment', '9', '', '\'-5 ; "oui" ', '2026-11-02', '', '20,00', '5,00',
            as_of, ''],
        ['', '', 'payment', '10', '', 'VIR', '2026-11-03', '', '8,00', '8,00', as_of, '']]


def test_export_that_fails_leaves_the_old_files(tmp_path, monkeypatch):
    export(tmp_path, snapshot(), verified(snapshot()))
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    synced = []

    def fsync(descriptor):
        synced.append(descriptor)
        if len(synced) == 2:
            raise OSError(28, "No space left on device")
    monkeypatch.setattr(os, 'fsync', fsync)
    newer = snapshot(generation=8)
    with pytest.raises(Stop) as raised:
        export(tmp_path, newer, verified(newer))
    assert raised.value.what == (
        f"The balances cannot be written to {tmp_path}: No space left on device.")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_export_to_a_folder_that_is_a_file(tmp_path):
    (tmp_path / 'out').write_text('')
    with pytest.raises(Stop):
        export(tmp_path / 'out', snapshot(), verified(snapshot()))


def test_file_is_replaced_whole(tmp_path):
    path = tmp_path / 'a'
    path.write_text('long old content')
    with path.open() as reader:
        write_whole({path: b'new'})
        assert reader.read() == 'long old content'
    assert path.read_bytes() == b'new'
