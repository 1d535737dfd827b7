"""Spreadsheets of banks, and those that somebody has saved again."""
import pytest

from tests.bank.reading import accounts, read_file
from trytond_asso_members.bank.reading.errors import BadFile
from trytond_asso_members.bank.reading.profile import Profile

SHEETS = {
    'credit-mutuel.xlsx': ("Crédit Mutuel, CIC", [
        ('00012345601', 'EUR', None, '1035.40', None, [
            ('2026-01-30', '1035', 'VIR MME TAHRI IMENE'),
            ('2026-01-12', '-31.40', 'PRLV EAU DU MOULIN')]),
        ('00012345602', 'EUR', None, '500', None, [
            ('2026-01-31', '12.35', 'INTERETS 2025')])]),
    'movements.xls': ('', [
        ('', '', '1000.00', '1022.50', True, [
            ('2026-01-12', '-12.50', 'ACHAT PAPETERIE'),
            ('2026-01-30', '35', 'VIR ROCHE PAUL')])]),
    'saved-again.ods': ('', [
        ('', '', None, None, None, [
            ('2026-01-30', '1250.50', 'REMISE DE CHEQUES'),
            ('2026-01-12', '-4.90', 'FRAIS')])]),
    }


@pytest.mark.parametrize('name', SHEETS)
def test_spreadsheet_is_read(name):
    file = read_file(name)
    assert (file.bank, accounts(file)) == SHEETS[name]
    assert (file.encoding, file.delimiter, file.questions) == ('', None, ())


@pytest.mark.parametrize('name', SHEETS)
def test_spreadsheet_is_read_by_its_own_profile(name):
    first = read_file(name)
    assert read_file(name, Profile.from_dict(first.profile.to_dict())) == first


def test_spreadsheet_with_a_cell_at_its_far_end_ends_no_server():
    with pytest.raises(BadFile, match="it is damaged, or far too large. Open it, save it as .xlsx"):
        read_file('stray-cell.xlsx')
