"""The statement, a bill, a choice of what to pay, and the files: what each says, and to whom."""
import csv
import re
from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.files.base import ContentFile

from asso_portal.page import pdf
from tests.portal import kinds
from tests.portal.kinds import TODAY, day, settle
from tests.portal.statements import entry, publish
from tests.site.billing.models import Bill, Invoice, InvoiceDetail

needs_pdf = pytest.mark.skipif(
    'not pdf.is_possible()', reason="weasyprint is not installed (the extra pdf)")


@pytest.fixture
def read(db, client):
    "The page of a member of this kind, in French: read(kind, place)"
    told = {}

    def get(kind, place=''):
        if kind not in told:
            told.update({kind: settle([kind])[kind.__name__]})
        story = told[kind]
        client.force_login(story.member)
        places = {'bill': next(
            (e['id'] for e in story.entries if e['type'] == 'bill'), '')}
        answer = client.get(
            f'/situation/{place.format(**places)}', headers={'accept-language': 'fr'})
        assert answer.status_code == 200
        return answer
    return get


def text(answer):
    page = re.sub(r'<head>.*?</head>|<[^>]+>', ' ', answer.content.decode(), flags=re.S)
    return re.sub(r'\s+', ' ', page).replace(' ,', ',').replace('&#x27;', "'")


def figures(amount):
    return f'{abs(Decimal(amount)):.2f} €'.replace('.', ',')


@pytest.mark.parametrize('kind', kinds.KINDS, ids=lambda kind: kind.__name__)
def test_running_balance_ends_in_the_balance(db, client, kind):
    story, = settle([kind]).values()
    client.force_login(story.member)
    rows = list(csv.reader(
        StringIO(client.get('/situation/statement.csv?all=1').content.decode('utf-8-sig')),
        delimiter=';'))[1:]
    moved = [Decimal(row[3].replace(',', '.')) for row in rows]
    after = [Decimal(row[4].replace(',', '.')) for row in rows]
    assert moved == [Decimal(e['effect']) for e in sorted(
        story.entries, key=lambda e: (e['date'], len(e['id'] or ''), e['id'] or ''))]
    assert after == [sum(moved[:n + 1]) for n in range(len(moved))]
    balance = Decimal(client.get('/situation/situation.json').json()['balance'])
    assert (after or [Decimal(0)])[-1] == balance


def test_line_says_what_paid_it_and_why(read):
    words = text(read(kinds.decided_by_the_treasurer, 'statement/'))
    assert re.search(
        r"Payé par : Virement du [^(]+ \( ?décidé par le trésorier le [^–]+ – "
        r"Demandé par l’adhérente ?\)", words)
    words = text(read(kinds.settled, 'statement/'))
    assert re.search(r"Payé par : Virement du [^(]+\(facture désignée par vous\)", words)
    words = text(read(kinds.ahead, 'statement/'))
    assert re.search(r"A payé : Facture [^(]+, 15,00 € \(la plus ancienne d’abord\)", words)


def test_bounce_and_refund_name_what_they_take_back(read):
    words = text(read(kinds.bounced, 'statement/'))
    assert re.search(r"Rejet de la banque [^<]*?REJET CHQ 0012 Annule : Chèque du", words)
    assert "CHQ 0012 Annulé par : Rejet de la banque du" in words
    words = text(read(kinds.paid_back, 'statement/'))
    assert re.search(r"Remboursement [^<]*?VIR REMBOURSEMENT Rend : Virement du", words)


def test_credit_note_says_which_bill_it_corrects(read):
    words = text(read(kinds.credit_note_on_a_paid_bill, 'statement/'))
    assert re.search(r"Avoir [^<]*? Corrige : Facture \d+-\d+ du", words)


def test_statement_of_some_days_begins_with_the_balance_before_them(read):
    place = f'statement/?from={day(45)}&to={day(35)}'
    words = text(read(kinds.ahead, place))
    assert "Solde au" in words and "25,00 € d’avance" in words
    assert re.search(r"Solde avant le [\w ]+ 15,00 € dus", words)
    assert "Facture 2" not in re.sub(r"A payé :.*?d’abord", '', words)


@pytest.mark.parametrize('query', [
        'from=x', 'from=2026-02-31&to=', 'page=9', 'page=x', 'to=0000-01-01'])
def test_days_that_are_none_are_passed_over(read, query):
    assert "Relevé" in text(read(kinds.ahead, f'statement/?{query}'))


def test_statement_of_2400_documents_is_read_by_years(odile, client, django_assert_num_queries):
    first = TODAY - timedelta(days=10 * 365)
    entries = [
        entry(kind, str(n), '1.00', date=str(first + timedelta(days=3 * n)))
        for n in range(1200) for kind in ['bill', 'payment']]
    publish({odile.pk: entries})
    client.force_login(odile)
    with django_assert_num_queries(5):
        page = client.get('/situation/statement/').content.decode()
    assert page.count('class="asso-row" id="') <= 245
    assert len(re.findall(r'\?from=(\d{4})-01-01', page)) >= 10
    whole = client.get('/situation/statement/?all=1').content.decode()
    assert whole.count('class="asso-row" id="') == 200 and 'page=2"' in whole
    assert len(client.get('/situation/').content) < 100_000


def test_what_the_books_do_not_have_is_beside_the_statement(read):
    words = text(read(kinds.on_its_way_in_part, 'statement/'))
    assert re.search(r"en route \+20,00 € à payer maintenant 26,22 €", words)
    assert re.search(r"En route Virement du .* pas encore pris en compte \+20,00 €", words)


def test_bill_has_its_lines_with_quantity_period_and_tax(odile, client):
    bill = Invoice.objects.create(
        member=odile, date='2026-10-01', validated=True, number='202610-000001',
        date_due=TODAY)
    InvoiceDetail.objects.create(
        invoice=bill, label="Machine virtuelle", amount='7.35', quantity='3', tax='20',
        period_from='2026-10-01', period_to='2026-12-31')
    publish({odile.pk: [entry('bill', str(bill.pk), '26.46', due=str(TODAY))]})
    client.force_login(odile)
    page = client.get(f'/situation/bill/{bill.pk}/', headers={'accept-language': 'fr'})
    words = text(page)
    for part in [
            "Facture 202610-000001", "Les Amis du Réseau · Odile Quéméner · n° ",
            "3 × 7,35 € · du 1er octobre 2026 au 31 décembre 2026",
            "22,05 € hors TVA + 4,41 € de TVA (20 %)", "Total 26,46 €", "Reste à payer : 26,46 €",
            "Payer celle-ci Par un virement de 26,46 €",
            f"ID {odile.pk} 202610-000001"]:
        assert part in words
    assert f'src="/situation/qr.svg?pay=bills&amp;bill=bill-{bill.pk}"' in page.content.decode()


def test_bill_that_is_paid_says_by_what_and_asks_for_nothing(read):
    words = text(read(kinds.settled, 'bill/{bill}/'))
    assert re.search(
        r"Réglé .* Ce qui l’a réglée Virement du .*VIR SEPA facture désignée par", words)
    assert "Payer celle-ci" not in words


def test_bill_in_dispute_is_not_asked_for(read, settings):
    settings.ASSO_PORTAL = settings.ASSO_PORTAL | {'HELP_URL': 'https://example.org/aide'}
    words = text(read(kinds.in_dispute))
    assert "31,50 € en litige : on ne vous les demande pas. À qui en parler" in words
    words = text(read(kinds.in_dispute, 'bill/{bill}/'))
    assert "En litige : on ne vous la demande pas." in words


@pytest.mark.parametrize('query, amount', [
        ('', '0.00'), ('?pay=now', '0.00'), ('?pay=all', '36.00'), ('?pay=x', '0.00'),
        ('?pay=bills', '0.00'), ('?pay=bills&bill=nothing', '0.00')])
def test_amount_to_pay_is_the_one_that_was_chosen(read, query, amount):
    words = text(read(kinds.only_later, query))
    assert (f"Par un virement de {figures(amount)}" in words) == (amount != '0.00')


def test_bills_that_are_chosen_are_summed_and_named(read):
    page = read(kinds.only_later, '?pay=bills').content.decode()
    first, second = re.findall('name="bill" value="([^"]+)"', page)
    words = text(read(kinds.only_later, f'?pay=bills&bill={first}&bill={second}'))
    assert "Par un virement de 36,00 €" in words
    assert re.search(r"Libellé à indiquer ID \d+ \d+-\d+ \d+-\d+ ", words)
    one = text(read(kinds.only_later, f'?pay=bills&bill={first}'))
    assert "Par un virement de 24,00 €" in one


def test_other_means_are_shown_where_the_site_has_them(read, settings):
    settings.ASSO_PORTAL = settings.ASSO_PORTAL | {
        'CHEQUE_ORDER': "Les Amis", 'CHEQUE_ADDRESS': "3 venelle du Four", 'VISIBLE_DAYS': 8,
        'CASH_HOURS': "le jeudi", 'ONLINE_URL': 'https://example.org/payer'}
    words = text(read(kinds.bounced))
    assert re.search(
        r"Par chèque à l’ordre de Les Amis, à envoyer à 3 venelle du Four, avec « ID \d+ » au dos",
        words)
    assert "En espèces : le jeudi" in words and "En ligne" in words
    assert "Votre paiement est en général visible ici sous 8 jours." in words


def test_prices_of_services_are_those_that_were_billed(read):
    assert "Machine virtuelle depuis le" in (words := text(read(kinds.legal_person)))
    assert "22,05 € tous les 3 mois TVA comprise" in words


def test_whose_page_it_is_stands_at_its_top(read):
    head = "Ma situation Atelier &lt;Ibarra&gt; &amp; fils · n° "
    assert head in text(read(kinds.legal_person))


def test_what_people_typed_is_kept_apart_from_the_direction_of_the_page(read):
    page = read(kinds.right_to_left).content.decode()
    assert page.count('<bdi>אינטרנט (חודש) 12/2025</bdi>') == page.count('אינטרנט')


def test_empty_sections_are_not_shown(read):
    words = text(read(kinds.without_bills))
    for title in ["Mes services", "Derniers mouvements", "Pourquoi cette somme", "En litige"]:
        assert title not in words


def test_spreadsheet_takes_no_label_for_a_formula(odile, client):
    publish({odile.pk: [entry('payment', '1', '5.00', bank_label="=1+1"), entry(label="@x")]})
    client.force_login(odile)
    sheet = client.get('/situation/statement.csv?all=1').content.decode('utf-8-sig')
    assert "'=1+1" in sheet and "'@x" in sheet


def test_amounts_of_refused_years_are_never_called_paid(read):
    "Bills and payments that cancel each other out, of which the books have none"
    page = read(kinds.refused_years).content.decode()
    assert '>Réglé<' not in page and page.count("un bénévole s’en occupe") > 60
    assert '>Réglé<' not in read(kinds.refused_years, 'statement/?all=1').content.decode()


# -- the files


@needs_pdf
def test_statement_is_a_pdf_that_names_the_member_and_the_association(read, monkeypatch):
    drawn = {}
    real = pdf.render_to_string
    monkeypatch.setattr(pdf, 'render_to_string', lambda *args: drawn.setdefault(
        'html', real(*args)))
    answer = read(kinds.ahead, 'statement.pdf?all=1')
    assert answer['Content-Type'] == 'application/pdf' and answer.content[:5] == b'%PDF-'
    for part in ["Les Amis du Réseau", "Odile Quéméner", "n° ", "Solde"]:
        assert part in drawn['html']
    assert 'asso-top' not in drawn['html']


def test_without_weasyprint_there_is_no_pdf_of_the_statement(read, client, monkeypatch):
    monkeypatch.setattr(pdf, 'is_possible', lambda: False)
    assert 'statement.pdf' not in read(kinds.ahead, 'statement/').content.decode()
    assert client.get('/situation/statement.pdf').status_code == 404


def test_file_of_a_bill_is_the_sites_own(odile, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    bill = Invoice.objects.create(member=odile, date='2026-10-01', validated=True, number='7')
    bill.pdf.save('7.pdf', ContentFile(b'%PDF-1.4 of the site'))
    client.force_login(odile)
    answer = client.get(f'/situation/bill/{bill.pk}/pdf')
    assert b''.join(answer.streaming_content) == b'%PDF-1.4 of the site'
    assert set(answer['Cache-Control'].split(', ')) == {'private', 'no-store'}


@needs_pdf
def test_bill_without_a_file_is_drawn(read):
    answer = read(kinds.settled, 'bill/{bill}/pdf')
    assert answer['Content-Type'] == 'application/pdf' and answer.content[:5] == b'%PDF-'


@needs_pdf
def test_bill_whose_file_is_gone_is_drawn(read):
    read(kinds.settled)
    Bill.objects.update(pdf='gone.pdf')
    assert read(kinds.settled, 'bill/{bill}/pdf').content[:5] == b'%PDF-'


def test_bill_without_a_file_is_printed_where_nothing_draws_it(read, client, monkeypatch):
    read(kinds.settled)
    monkeypatch.setattr(pdf, 'is_possible', lambda: False)
    bill = Bill.objects.get()
    answer = client.get(f'/situation/bill/{bill.pk}/pdf')
    assert answer['Location'] == f'/situation/bill/{bill.pk}/?print=1'
    assert "imprimez cette page" in text(read(kinds.settled, 'bill/{bill}/?print=1'))


@needs_pdf
def test_picture_in_a_template_of_the_sites_is_left_out(read, monkeypatch, caplog):
    real = pdf.render_to_string
    monkeypatch.setattr(pdf, 'render_to_string', lambda *args: real(*args).replace(
        '<h1>', '<img src="https://example.org/logo.png" alt=""><h1>'))
    assert read(kinds.ahead, 'statement.pdf?all=1').content[:5] == b'%PDF-'
    assert 'https://example.org/logo.png' in caplog.text
