"""The papers of bills and credit notes: what they say, in which language, and how they look."""
import datetime as dt
import sys
from decimal import Decimal
from io import BytesIO

import pypdfium2
import pytest
import zxingcpp

from tests.module.papers import BIC, EXEMPT, IBAN, furnish, invoice, pages, paper, speak
from tests.module.portal import bill, line, member, payment
from trytond_asso_members.documents import drawing
from trytond_asso_members.exceptions import DocumentError

ADA = 'Ada Morin 2'
pytestmark = pytest.mark.skipif(
    not drawing.is_possible(), reason="WeasyPrint is not installed (the extra pdf)")


@pytest.fixture
def office(ledger, portal):
    "The association has an address and a bank; its second member, an address in Brest"
    portal.send(member('2', street="3 quai de la Douane", postal_code='29200', city="Brest"))
    furnish(ledger, portal)


@pytest.fixture
def printed(ledger, office):
    "The text of the pages of the newest document of a member: printed(name)"
    def read(name=ADA):
        return pages(paper(ledger, invoice(ledger, **{'party.name': name})))
    return read


def sales_tax(ledger, rate):
    with ledger.transaction():
        tax, *_ = ledger.get('account.tax').search([
                ('rate', '=', Decimal(rate)), ('parent', '=', None),
                ('group.kind', 'in', ['sale', 'both'])])
        return [('add', [tax.id])]


def test_bill_says_all_that_is_asked_of_an_association(ledger, printed, subscriber):
    subscriber.subscribe(subscriber.offer(), '2026-03-01', member='2')
    subscriber.bill('2026-03-01')
    speak(ledger, ADA, 'fr')
    text, = printed()
    assert text == (
        "Les Amis du Réseau Association loi 1901, RNA W291234567 12 rue du Port 29200 Brest "
        "SIREN 732 829 320 bonjour@example.org "
        "Ada Morin 2 3 quai de la Douane 29200 Brest "
        "Facture Numéro FA-000001 Date 1er mars 2026 Échéance 1er mars 2026 "
        "Numéro d'adhérent 2 "
        "Désignation Quantité Prix unitaire Montant "
        "Offer TEL, du 01/03/2026 au 31/03/2026 1 10,00 € 10,00 € "
        f"Total 10,00 € {EXEMPT} "
        "Comment payer Par virement, avec cette référence : "
        f"Référence {reference(ledger)} IBAN {IBAN} BIC {BIC} Bénéficiaire Les Amis du Réseau "
        "Ou scannez le code dans l'application de votre banque. "
        "Les Amis du Réseau · SIREN 732 829 320 1 / 1")


def reference(ledger):
    from stdnum import iso11649

    from trytond_asso_members.bills.reference import of_bill
    return iso11649.format(of_bill(invoice(ledger, **{'party.name': ADA})))


def test_member_who_reads_english_gets_english(ledger, office, printed, subscriber):
    speak(ledger, ADA, 'en')
    subscriber.subscribe(subscriber.offer(), '2026-03-01', member='2')
    subscriber.bill('2026-03-01')
    text, = printed()
    assert "Invoice Number FA-000001 Date 1 March 2026 To be paid by 1 March 2026" in text
    assert "Total €10.00" in text


def test_what_a_person_wrote_is_not_translated(ledger, printed, subscriber):
    offer = subscriber.offer()
    Offer = subscriber.get('asso.offer')
    subscriber.run(lambda: Offer.write([Offer(offer)], {'name': "Donation"}))
    subscriber.subscribe(offer, '2026-03-01', member='2')
    subscriber.bill('2026-03-01')
    speak(ledger, ADA, 'fr')
    Line = ledger.get('account.invoice.line')

    def name():
        found, = Line.search([('invoice.party.name', '=', ADA)])
        Line.write([found], {'description': "Donation"})
    ledger.run(name, _check_access=False, user=0)
    assert "Montant Donation 1er mars 2026 – 31 mars 2026 1 10,00 €" in printed()[0]


@pytest.mark.stress
def test_credit_note_names_the_bill_that_it_corrects(ledger, printed, subscriber):
    speak(ledger, ADA, 'fr')
    subscription = subscriber.subscribe(subscriber.offer('31.00'), '2026-03-01', member='2')
    subscriber.bill('2026-03-01')
    subscriber.write(subscription, end=subscriber.day('2026-03-10'))
    subscriber.bill('2026-03-05')
    text, = printed()
    assert "Avoir Numéro AV-000001 Date 5 mars 2026 Numéro d'adhérent 2 Rectifie FA-000001" in text
    assert "1 21,00 € 21,00 € En votre faveur 21,00 €" in text
    assert EXEMPT in text
    assert 'IBAN' not in text


def test_credit_note_leaves_out_the_bill_that_charges_the_days_again(ledger, printed, subscriber):
    subscription = subscriber.subscribe(subscriber.offer('31.00'), '2026-03-01', member='2')
    subscriber.bill('2026-03-01')
    subscriber.write(subscription, end=subscriber.day('2026-03-10'))
    subscriber.bill('2026-03-05')
    subscriber.write(subscription, end=None)
    subscriber.bill('2026-03-06')
    note = paper(ledger, invoice(ledger, number='AV-000001'))
    assert ['FA-000001' in pages(note)[0], 'FA-000002' in pages(note)[0]] == [True, False]
    assert 'FA-000002' in printed()[0]


def test_call_for_dues_is_no_invoice_and_says_nothing_of_vat(ledger, printed, subscriber):
    speak(ledger, ADA, 'fr')
    subscriber.subscribe(
        subscriber.offer('20.00', months=12, kind='membership_fee'), '2026-01-01', member='2')
    subscriber.bill('2026-01-01')
    text, = printed()
    assert "Appel de cotisation Numéro" in text
    assert 'Facture' not in text and 'TVA' not in text
    assert f"IBAN {IBAN}" in text


@pytest.mark.stress
def test_credit_of_dues_says_nothing_of_vat(ledger, printed, subscriber):
    speak(ledger, ADA, 'fr')
    subscription = subscriber.subscribe(
        subscriber.offer('24.00', months=12, kind='membership_fee'), '2026-01-01', member='2')
    subscriber.bill('2026-01-01')
    subscriber.write(subscription, end=subscriber.day('2026-06-30'))
    subscriber.bill('2026-02-01')
    text, = printed()
    assert 'Avoir' in text and 'TVA' not in text


@pytest.mark.stress
def test_donation_is_called_one(ledger, printed, subscriber):
    speak(ledger, ADA, 'fr')
    subscriber.subscribe(subscriber.offer('5.00', kind='donation'), '2026-01-01', member='2')
    subscriber.bill('2026-01-01')
    text, = printed()
    assert "Don Numéro" in text and 'Facture' not in text


def test_vat_is_told_of_each_line_and_of_the_whole(ledger, printed, subscriber):
    speak(ledger, ADA, 'fr')
    taxes = sales_tax(ledger, '0.055')
    subscriber.subscribe(subscriber.offer('21.10', taxes=taxes), '2026-03-01', member='2')
    subscriber.subscribe(
        subscriber.offer('-2.11', taxes=taxes, reference='LESS'), '2026-03-01', member='2')
    subscriber.bill('2026-03-01')
    text, = printed()
    assert "Quantité Prix unitaire TVA Montant HT" in text
    assert "1 20,00 € 5,5 % 20,00 €" in text
    assert "1 -2,00 € 5,5 % -2,00 €" in text
    assert "Total HT 18,00 € TVA 5,5 % sur 18,00 € 0,99 € Total TTC 18,99 €" in text
    assert EXEMPT not in text


def test_bill_of_the_portal_has_the_tax_that_it_charged(ledger, printed, portal):
    speak(ledger, ADA, 'fr')
    portal.send(bill(
        '2', '24.00', '2026-01-05', member='2', lines=[line('20.00', '20.00', '4.00')]))
    text, = printed()
    assert "20,00 € 20 % 20,00 €" in text
    assert "TVA 20 % sur 20,00 € 4,00 €" in text


def test_organization_reads_what_professionals_are_told(ledger, office, subscriber, portal):
    portal.send(member('3', kind='legal', organization_name="Boulangerie du Port"))
    offer = subscriber.offer()
    subscriber.subscribe(offer, '2026-03-01', member='2')
    subscriber.subscribe(offer, '2026-03-01', member='3')
    subscriber.bill('2026-03-01')

    def told(name):
        return '40 EUR' in pages(paper(ledger, invoice(ledger, **{'party.name': name})))[0]
    assert [told("Boulangerie du Port"), told(ADA)] == [True, False]


@pytest.mark.stress
def test_long_bill_repeats_its_head_and_keeps_its_end_together(printed, subscriber):
    offer = subscriber.offer()
    for _ in range(60):
        subscriber.subscribe(offer, '2026-03-01', member='2')
    subscriber.bill('2026-03-01')
    found = printed()
    assert len(found) >= 2
    assert [text.startswith('Désignation') for text in found if 'Offer TEL' in text] == [
        False] + [True] * (len(found) - 1)
    assert [f'{n} / {len(found)}' in text for n, text in enumerate(found, 1)] == [
        True] * len(found)
    total, = (text for text in found if 'Total' in text)
    assert 'Offer TEL' in total and '600,00 €' in total
    assert [IBAN in text and 'Comment payer' in text for text in found] == [
        False] * (len(found) - 1) + [True]


def test_same_bill_gives_the_same_bytes_whenever_it_is_printed(
        ledger, portal, office, subscriber, monkeypatch):
    subscriber.subscribe(subscriber.offer(), '2026-03-01', member='2')
    subscriber.bill('2026-03-01')
    id_ = invoice(ledger, **{'party.name': ADA})
    before = paper(ledger, id_)
    portal.send(payment('1', '10.00', '2026-03-02', member='2', allocations=None))
    monkeypatch.setenv('TZ', 'Asia/Tokyo')
    assert paper(ledger, id_) == before
    assert b'CreationDate' not in before


def test_code_is_read_as_the_transfer_that_pays_the_bill(ledger, office, subscriber):
    subscriber.subscribe(subscriber.offer('31.00'), '2026-03-01', member='2')
    subscriber.bill('2026-03-01')
    page, = pypdfium2.PdfDocument(paper(ledger, invoice(ledger, **{'party.name': ADA})))
    code, = zxingcpp.read_barcodes(page.render(scale=2).to_pil())
    assert code.text.splitlines() == [
        'BCD', '002', '1', 'SCT', BIC, 'Les Amis du Réseau', IBAN.replace(' ', ''), 'EUR31', '',
        reference(ledger).replace(' ', '')]


def test_bill_of_an_association_without_a_bank_account_has_no_code(ledger, portal, subscriber):
    portal.send(member('2', street="3 quai de la Douane", postal_code='29200', city="Brest"))
    subscriber.subscribe(subscriber.offer(), '2026-03-01', member='2')
    subscriber.bill('2026-03-01')
    text, = pages(paper(ledger, invoice(ledger, **{'party.name': ADA})))
    assert 'IBAN' not in text and '10,00 €' in text


@pytest.mark.stress
def test_account_that_the_bank_s_files_are_of_comes_first(ledger, office, subscriber):
    other = 'FR14 2004 1010 0505 0001 3M02 606'

    def write():
        Journal, Account = ledger.get('account.statement.journal'), ledger.get('bank.account')
        company, = ledger.get('company.company').search([])
        account, = Account.create([{
                    'owners': [('add', [company.party.id])],
                    'numbers': [('create', [{'type': 'iban', 'number': other}])]}])
        Journal.write(Journal.search([]), {'bank_account': account.id})
    ledger.run(write)
    subscriber.subscribe(subscriber.offer(), '2026-03-01', member='2')
    subscriber.bill('2026-03-01')
    text, = pages(paper(ledger, invoice(ledger, **{'party.name': ADA})))
    assert f"IBAN {other} " in text and IBAN not in text


def test_bill_in_several_parts_tells_each_of_them(ledger, printed, subscriber):
    def term():
        found, = ledger.get('account.invoice.payment_term').create([{
                    'name': "En deux fois", 'lines': [('create', [
                                {'type': 'percent', 'ratio': Decimal('0.5'),
                                    'divisor': Decimal(2), 'sequence': 1,
                                    'relativedeltas': [('create', [{'days': 15}])]},
                                {'type': 'remainder', 'sequence': 2,
                                    'relativedeltas': [('create', [{'days': 45}])]}])]}])
        return found.id
    speak(ledger, ADA, 'fr')
    subscriber.subscribe(
        subscriber.offer('30.00', payment_term=ledger.run(term)), '2026-03-01', member='2')
    subscriber.bill('2026-03-01')
    text, = printed()
    assert "Échéance Montant 16 mars 2026 15,00 € 15 avril 2026 15,00 €" in text


def test_draft_and_bill_of_a_supplier_have_no_paper(ledger, portal, office, subscriber):
    portal.settings(bills_as_drafts=True)
    subscriber.subscribe(subscriber.offer(), '2026-03-01', member='2')
    subscriber.bill('2026-03-01')
    with pytest.raises(DocumentError, match="comptabilisez-la"):
        paper(ledger, invoice(ledger, **{'party.name': ADA}))


def test_server_without_weasyprint_says_what_to_do(ledger, office, subscriber, monkeypatch):
    subscriber.subscribe(subscriber.offer(), '2026-03-01', member='2')
    subscriber.bill('2026-03-01')
    monkeypatch.setitem(sys.modules, 'weasyprint', None)
    drawing.is_possible.cache_clear()
    try:
        with pytest.raises(DocumentError, match=r"trytond-asso-members\[pdf\]"):
            paper(ledger, invoice(ledger, **{'party.name': ADA}))
    finally:
        drawing.is_possible.cache_clear()


def test_nothing_that_html_names_is_fetched(caplog):
    html = '<html lang="fr"><title>Facture</title><p>Facture</p>{}'
    before = drawing.drawn(html.format(''))
    named = drawing.drawn(html.format(
        '<img src="http://127.0.0.1:1/x.png"><img src="file:///etc/hostname">'))
    assert pages(named) == pages(before) == ['Facture 1 / 1']
    assert caplog.text.count('uses disallowed protocol') == 2


def test_several_bills_are_printed_each_in_a_file(ledger, office, subscriber):
    import zipfile
    for id_ in ['1', '2']:
        subscriber.subscribe(subscriber.offer(reference=f'O{id_}'), '2026-03-01', member=id_)
    subscriber.bill('2026-03-01')
    with ledger.transaction():
        ids = [i.id for i in ledger.get('account.invoice').search([
                    ('invoice_date', '=', dt.date(2026, 3, 1))])]
        Report = ledger.pool.get('asso.bill', type='report')
        extension, content, *_ = Report.execute(ids, {})
    names = zipfile.ZipFile(BytesIO(content)).namelist()
    assert (extension, len(names), {name[-4:] for name in names}) == ('zip', 2, {'.pdf'})
