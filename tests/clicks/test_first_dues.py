"""A new association by mouse: the dues of a hundred members called, and paid at the bank."""
import pytest

from tests.portal import browser

pytestmark = [
    pytest.mark.stress,
    pytest.mark.skipif('browser.why_not()', reason=str(browser.why_not()))]


def test_first_dues_are_called(first_treasurer):
    treasurer = first_treasurer
    treasurer.may_click(10)
    treasurer.menu("Association", "Adhérents")
    treasurer.choose_all()
    treasurer.act("Abonner à une offre")
    assert treasurer.value("Total") == "2 400,00"
    treasurer.press("Abonner")
    assert treasurer.read('asso.billing', ['count', 'total']) == [('100', '2400.00')]


def test_file_of_the_bank_pays_them(first_treasurer, tmp_path):
    treasurer = first_treasurer
    file = tmp_path / 'releve.csv'
    references = treasurer.read(
        'account.invoice', ['customer_payment_reference'], [('state', '=', 'posted')], 100)
    assert len(references) == 100
    file.write_text('\n'.join([
                'Date;Libellé;Débit;Crédit',
                *(f'27/11/2026;VIR COTISATION {reference};;24,00'
                    for reference, in references)]))
    treasurer.may_click(8)
    treasurer.menu("Association", "Banque", "Importer un relevé")
    treasurer.upload(file)
    treasurer.press("Importer")  # the file is shown: it is the first one
    treasurer.press("Importer")
    treasurer.press("Fermer")
    assert treasurer.read('asso.member', ['balance'], [('balance', '!=', 0)]) == []
    paid = treasurer.read('account.invoice', ['state'], [], 200)
    assert paid == [('paid',)] * 100
