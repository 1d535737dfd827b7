"""A treasurer's tasks by mouse in the French web client, each within so many clicks.

Each begins after log-in, at the dashboard, with the menu folded.  To choose one of the rows of a
list is a click, and so is its button.  Keys are not counted.
"""
import pytest

from asso_bridge.fec.check import check
from tests.portal import browser

pytestmark = [
    pytest.mark.stress,
    pytest.mark.skipif('browser.why_not()', reason=str(browser.why_not()))]
TREASURER_ACTS = ["Association", "Actes du trésorier"]


def acts(treasurer):
    "The acts that were done, the last first."
    return treasurer.read('asso.act', ['kind', 'party.rec_name', 'amount'])


def test_who_owes_is_found(treasurer):
    treasurer.may_click(2)
    treasurer.menu("Association", "Qui doit")
    first = treasurer.rows()[0]
    assert "[13] Zélie Quéméner 496,50 € 31/10/2025" in first


def test_payment_is_attached(treasurer):
    treasurer.may_click(3)
    treasurer.menu("Association", "Rattacher à un adhérent...")
    treasurer.choose("13", "Adhérent")
    treasurer.press("Rattacher")
    assert acts(treasurer)[0] == ('attached', "[13] Zélie Quéméner", '24.00')


def test_cash_pays_two_bills(treasurer):
    treasurer.may_click(4)
    treasurer.click(treasurer.row("[3] ").get_by_text("46,22", exact=True).first)
    treasurer.press("Encaisser...", "[3] ")
    treasurer.type("46.22", "Montant")
    assert [row[-7:] for row in treasurer.rows()] == ["19,76 €", "26,46 €"]
    treasurer.press("Encaisser")
    assert acts(treasurer)[0] == ('received', "[3] Tanguy Vandamme", '46.22')
    assert treasurer.read(
        'asso.member', ['overdue'], [('number', '=', '3')]) == [('0.00',)]


def test_what_is_ahead_is_refunded(treasurer):
    treasurer.may_click(4)
    treasurer.menu(*TREASURER_ACTS, "Rembourser...")
    treasurer.choose("10", "Adhérent")
    treasurer.type("Trop payé", "Motif")
    treasurer.press("Rembourser")
    assert acts(treasurer)[0] == ('refunded', "[10] Odile Okonkwo", '77.40')


def test_bill_is_credited(treasurer):
    treasurer.may_click(4)
    treasurer.menu(*TREASURER_ACTS, "Avoir...")
    treasurer.choose("202610-000019", "Facture")
    treasurer.type("Panne d'un mois", "Motif")
    treasurer.press("Faire l'avoir")
    assert acts(treasurer)[0] == ('credited', "[37] Maïwenn d'Hérouville", '37.80')


def test_debt_is_written_off(treasurer):
    treasurer.may_click(4)
    treasurer.menu(*TREASURER_ACTS, "Abandonner la créance...")
    treasurer.choose("35", "Adhérent")
    treasurer.type("Introuvable", "Motif")
    treasurer.press("Abandonner")
    assert {act[:2] for act in acts(treasurer)[:4]} == {('written_off', "[35] Atelier Quéméner")}
    assert treasurer.read(
        'asso.member', ['overdue'], [('number', '=', '35')]) == [('0.00',)]


def test_reminders_are_made_and_sent(treasurer, mailbox):
    treasurer.may_click(4)
    treasurer.menu("Association", "Relancer")
    addresses = {row.rpartition(' ')[2] for row in treasurer.rows()}
    assert len(addresses) > 10
    treasurer.press("Relancer")
    mails = mailbox.fetch()
    assert addresses <= {address for mail in mails for address in mail.recipients}
    assert len(mails) == len(treasurer.rows())


def test_statement_of_a_member_is_printed(treasurer):
    treasurer.may_click(3)
    treasurer.menu("Association", "Relevé de compte...")
    treasurer.choose("13", "Adhérent")
    assert treasurer.download("Imprimer").read_bytes()[:5] == b'%PDF-'


def test_month_is_closed(treasurer):
    treasurer.may_click(3)
    treasurer.menu("Association", "Clore un mois")
    treasurer.press("Clore le mois")
    assert treasurer.read(
        'account.period', ['state'], [('name', '=', '2025-01')]) == [('closed',)]


def test_file_for_the_tax_authority_is_made(treasurer):
    treasurer.may_click(3)
    treasurer.menu("Association", "FEC...")
    checked = check(treasurer.download("Générer"))
    assert list(map(str, checked.faults)) == []
    assert checked.entries > 100


def test_year_is_closed_with_the_guide(treasurer):
    treasurer.may_click(15)
    treasurer.menu("Association", "Clore l'exercice")
    treasurer.explain("Portail et comptabilité concordent", "Comparés ce matin")
    treasurer.explain("Changements en quarantaine", "De cette année")
    treasurer.press("Étape suivante")
    assert treasurer.title == "Constater les produits d'avance (2025)"
    treasurer.press("Comptabiliser")
    treasurer.press("Étape suivante")
    assert treasurer.title == "Porter le résultat au bilan (2025)"
    treasurer.press("OK")
    treasurer.click(treasurer.shown.locator('button[name=close]'))
    treasurer.press("Valider")
    assert treasurer.read('asso.closing', ['year.name', 'state']) == [('2025', 'closed')]
