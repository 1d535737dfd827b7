"""The paper of a tax receipt: all that the tax office asks for, kept as it was given."""
import hashlib
from decimal import Decimal
from io import BytesIO

import pytest

from tests.module.giving import ADDRESS
from tests.module.papers import pages
from tests.module.portal import change, gift, payment
from trytond_asso_members.documents import drawing
from trytond_asso_members.exceptions import DocumentError
from trytond_asso_members.receipts import words

pytestmark = pytest.mark.skipif(
    not drawing.is_possible(), reason="WeasyPrint is not installed (the extra pdf)")


def signature():
    "A picture of 20 x 10 pixels"
    from PIL import Image, ImageDraw
    picture = Image.new('L', (20, 10), 255)
    ImageDraw.Draw(picture).line([(0, 9), (19, 0)])
    content = BytesIO()
    picture.save(content, 'PNG')
    return content.getvalue()


OF_ADA = (
    "Les Amis du Réseau Association loi 1901, RNA W291234567 12 rue du Port 29200 Brest "
    "SIREN 732 829 320 "
    "Ada Morin 1 3 quai de la Douane 29200 Brest "
    "Reçu au titre des dons à certains organismes d'intérêt général, articles 200, 238 bis et 978 "
    "du code général des impôts (CGI) "
    "Numéro d'ordre du reçu 2027-000001 Délivré le 15/01/2027 "
    "Modèle de l'administration Cerfa n° 11580*05 "
    "Bénéficiaire des versements Nom ou dénomination Les Amis du Réseau "
    "Adresse 12 rue du Port, 29200 Brest Objet Donner à tous un accès libre à Internet "
    "Qualité Organisme d'intérêt général à caractère culturel "
    "Donateur Nom Morin 1 Prénoms Ada Adresse 3 quai de la Douane, 29200 Brest "
    "Le bénéficiaire reconnaît avoir reçu à titre de dons et versements ouvrant droit à réduction "
    "d'impôt la somme de ***28,00*** euros, soit vingt-huit euros. "
    "Date du versement du 05/03/2026 au 05/05/2026 Forme du don Déclaration de don manuel "
    "Nature du don Numéraire Mode de versement virement, prélèvement, carte bancaire, chèque "
    "Le bénéficiaire certifie sur l'honneur que les dons et versements qu'il reçoit ouvrent droit "
    "à la réduction d'impôt prévue à l'article 200 du CGI. "
    "Date Versement Mode Montant 05/03/2026 Don virement, prélèvement, carte bancaire 20,00 € "
    "05/05/2026 Don chèque 8,00 € "
    "Le 15/01/2027 Grace Hopper, trésorière "
    "Les Amis du Réseau · SIREN 732 829 320 1 / 1")


@pytest.fixture
def giving(giving, portal):
    "The first member has given twice"
    portal.send(
        gift('11', '20.00', '2026-03-01'), gift('12', '8.00', '2026-05-01'),
        payment('1', '20.00', '2026-03-05', ('11', '20.00')),
        payment('2', '8.00', '2026-05-05', ('12', '8.00'), means='check'))
    return giving


def kept(giving, number='2027-000001'):
    Receipt = giving.ledger.get('asso.receipt')

    def read():
        receipt, = Receipt.search([('number', '=', number)])
        return receipt.pdf and bytes(receipt.pdf), receipt.digest
    return giving.run(read)


def printed(giving, number='2027-000001'):
    "What a person gets who prints the receipt"
    Receipt = giving.ledger.get('asso.receipt')

    def work():
        Report = giving.ledger.pool.get('asso.receipt', type='report')
        receipt, = Receipt.search([('number', '=', number)])
        extension, content, _, name = Report.execute([receipt.id], {})
        return bytes(content), f'{name}.{extension}'
    return giving.run(work)


def test_receipt_of_a_person_has_all_mentions_of_the_model(giving):
    giving.issue()
    content, name = printed(giving)
    assert pages(content) == [OF_ADA]
    assert name == 'Tax Receipt-2027-000001 Morin 1.pdf'


def test_receipt_of_a_company_has_all_mentions_of_the_model(giving, portal, ledger):
    giving.settings(receipts_article_238=True)
    portal.send(
        change('member', id='3', kind='legal', status='member', joined='2024-01-01',
            organization_name="Phare", **ADDRESS),
        gift('13', '1271.50', '2026-03-01', member='3'),
        payment('3', '1271.50', '2026-03-05', ('13', '1271.50'), member='3'))

    def identify():
        party, = ledger.get('party.party').search([('name', '=', "Phare")])
        ledger.get('party.identifier').create([
                {'party': party.id, 'type': 'fr_siren', 'code': '552100554'}])
    ledger.run(identify)
    drafts = giving.prepare()
    Receipt = ledger.get('asso.receipt')

    def complete():
        Receipt.write(Receipt.search([('kind', '=', 'companies')]), {'legal_form': "SAS"})
        Receipt.issue(Receipt.browse(drafts))
    giving.run(complete)
    text, = pages(printed(giving)[0])
    for mention in [
            "effectués par les entreprises, article 238 bis du code général des impôts (CGI)",
            "Cerfa n° 16216*02", "Entreprise donatrice Nom ou dénomination Phare",
            "Forme juridique SAS Numéro SIREN 552100554 Adresse 3 quai de la Douane, 29200 Brest",
            "***1 271,50*** euros, soit mille deux cent soixante et onze euros et cinquante "
            "centimes.",
            "Date du versement le 05/03/2026", "prévue à l'article 238 bis du CGI."]:
        assert mention in text, text


def test_paper_is_kept_with_its_digest(giving):
    giving.issue()
    content, digest = kept(giving)
    assert hashlib.sha256(content).hexdigest() == digest
    assert printed(giving)[0] == content


@pytest.mark.stress
def test_paper_that_was_not_drawn_is_kept_when_it_is_first_asked_for(giving, monkeypatch):
    monkeypatch.setattr(drawing, 'is_possible', lambda: False)
    giving.issue()
    assert kept(giving) == (None, None)
    monkeypatch.undo()
    content, _ = printed(giving)
    assert kept(giving) == (content, hashlib.sha256(content).hexdigest())


def test_paper_that_was_given_stays_whatever_is_set_later(giving):
    giving.issue()
    content, _ = kept(giving)
    giving.settings(receipts_signatory="Alan Turing, président")
    assert printed(giving)[0] == content


def test_same_receipt_gives_the_same_bytes(giving):
    giving.issue()
    Receipt = giving.ledger.get('asso.receipt')

    def draw():
        receipt, = Receipt.search([])
        return giving.ledger.pool.get('asso.receipt', type='report').drawn(receipt)
    assert giving.run(draw) == giving.run(draw) == kept(giving)[0]


def test_cancelled_receipt_says_so_and_by_what_it_is_replaced(giving, portal):
    giving.issue()
    content, _ = kept(giving)
    giving.cancel('2027-000001')
    assert pages(printed(giving)[0]) == [f"ANNULÉ {OF_ADA}"]
    assert giving.issue() == ['2027-000002']
    assert pages(printed(giving)[0]) == [
        f"ANNULÉ, remplacé par le reçu 2027-000002 {OF_ADA}"]
    assert "Remplace le reçu 2027-000001" in pages(printed(giving, '2027-000002')[0])[0]
    assert kept(giving)[0] == content


@pytest.mark.stress
def test_signature_is_on_the_paper(giving):
    giving.settings(receipts_signature=signature())
    giving.issue()
    from pypdf import PdfReader
    page, = PdfReader(BytesIO(kept(giving)[0])).pages
    assert [image.image.size for image in page.images] == [(20, 10)]


def test_draft_has_no_paper(giving):
    ids = giving.prepare()
    Report = giving.ledger.pool.get('asso.receipt', type='report')
    with pytest.raises(DocumentError, match="issue it first"):
        giving.run(lambda: Report.execute(ids, {}))


@pytest.mark.stress
def test_what_a_donor_is_called_is_no_markup(giving, portal, ledger):
    ids = giving.prepare()
    Receipt = ledger.get('asso.receipt')

    def write():
        Receipt.write(Receipt.browse(ids), {'name': "<b>Zażółć</b> & Fils"})
        Receipt.issue(Receipt.browse(ids))
    giving.run(write)
    assert "Nom <b>Zażółć</b> & Fils Prénoms" in pages(printed(giving)[0])[0]


@pytest.mark.stress
def test_sixty_gifts_are_on_pages_with_their_heads(giving, portal):
    numbers = [str(number) for number in range(100, 160)]
    portal.send(*(gift(number, '1.00', '2026-06-01') for number in numbers), *(
        payment(number, '1.00', '2026-06-02', (number, '1.00')) for number in numbers))
    giving.issue()
    texts = pages(printed(giving)[0])
    assert [("Date Versement Mode Montant" in text) for text in texts] == [True] * 3
    assert "***88,00***" in texts[0]
    assert "Grace Hopper" in texts[-1]


@pytest.mark.parametrize('amount, figures, spelled', [
        ('0.01', '0,01', "zéro euro et un centime"),
        ('1.00', '1,00', "un euro"),
        ('80.05', '80,05', "quatre-vingts euros et cinq centimes"),
        ('1234.00', '1 234,00', "mille deux cent trente-quatre euros"),
        ('1000000.00', '1 000 000,00', "un million d'euros"),
        ('999999.99', '999 999,99', "neuf cent quatre-vingt-dix-neuf mille neuf cent "
            "quatre-vingt-dix-neuf euros et quatre-vingt-dix-neuf centimes")])
def test_amount_is_in_figures_and_in_words(amount, figures, spelled):
    assert (words.figures(Decimal(amount)), words.spelled(Decimal(amount))) == (figures, spelled)
