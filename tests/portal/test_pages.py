"""The member's page: their figures, in words they understand, and nobody else's."""
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser, Permission
from django.template import Context, Template
from django.test import Client
from django.utils import translation

from asso_portal import intake
from asso_portal.checks import check_iban
from asso_portal.models import Record
from asso_portal.paying import is_iban, transfer
from asso_portal.situation import situation_of
from tests.portal.snapshots import document, entry, member, of_sample
from tests.site.billing.models import Bill, Donation, Payment, PaymentAllocation
from tests.site.members.models import Member
from tests.site.offers.models import Offer, OfferSubscription

NOW = datetime.now(UTC)
AS_OF = NOW.strftime('%Y-%m-%dT%H:%M:%SZ')


@pytest.fixture
def read(client):
    "The text of a page as someone sees it: read(member), read(member, 'en', place)"
    def get(user, language='fr', place='/situation/'):
        client.force_login(user)
        answer = client.get(place, headers={'accept-language': language})
        assert answer.status_code == 200
        return shown(answer)
    return get


def shown(answer):
    text = re.sub(r'<head>.*?</head>|<[^>]+>', ' ', answer.content.decode(), flags=re.S)
    return re.sub(r'\s+', ' ', text.replace('&#x27;', "'"))


def words(balance):
    figures = f'{abs(balance):.2f} €'.replace('.', ',')
    if balance < 0:
        return f"Vous devez {figures}"
    return f"Vous avez {figures} d’avance" if balance else "Votre compte est à jour"


@pytest.fixture
def odile(db):
    return Member.objects.create_user('odile', first_name="Odile", last_name="Quéméner")


def gift(whose, amount='10.00', day='2026-01-05'):
    return Donation.objects.create(member=whose, date=day, _amount=amount)


def receive(whose, *entries, generation=1, as_of=AS_OF):
    intake.receive(
        generation, document([member(str(whose.pk), *entries)], generation, as_of=as_of), None)


def served(type, row, since):
    seq = Record.objects.count() + 1
    Record.objects.create(
        type=type, external_id=str(row.pk), source=type, key=str(row.pk), seq=seq, rev=1,
        digest='', content='{}', since=since)


def test_balance_of_every_member_is_on_their_page(sample, read):
    intake.receive(1, of_sample(sample), None)
    assert len(sample.expected.balances) == 12
    for id, balance in sample.expected.balances.items():
        assert words(balance) in read(Member.objects.get(pk=id))


def test_what_is_left_to_pay_is_beside_every_bill(sample, client):
    intake.receive(1, of_sample(sample), None)
    found = {}
    for user in Member.objects.all():
        for bill in situation_of(str(user.pk)).bills:
            assert bill.pending is False
            if bill.residual:
                found[bill.id] = bill.residual
    assert found == sample.expected.open_bills


def test_page_in_french_has_no_english(sample, read):
    intake.receive(1, of_sample(sample, as_of='2026-01-05T10:00:00Z'), None)
    text = ' '.join(read(user) for user in Member.objects.all())
    for part in [
            "Ma situation", "Mes factures et reçus", "Reste à payer : ", "Mes paiements",
            "Ma cotisation", "Mes services", "Comment payer", "Libellé à indiquer",
            "Au 5 janvier 2026 à 11:00", "Ce que vous avez payé depuis n’y figure peut-être pas",
            "Se déconnecter", "par mois"]:
        assert part in text
    assert re.findall(r"\b(?:the|your|paid|left|since|fee|gift|transfer)\b", text.lower()) == []


def test_page_in_english(sample, read):
    intake.receive(1, of_sample(sample), None)
    for id, balance in sample.expected.balances.items():
        if balance < 0:
            text = read(Member.objects.get(pk=id), 'en')
            assert f"You owe €{-balance}" in text
            assert "My invoices and receipts" in text and "How to pay" in text


def test_page_takes_as_many_queries_for_few_as_for_many(
        odile, client, django_assert_num_queries):
    client.force_login(odile)
    offer = Offer.objects.create(name="VPN", reference='vpn', period_fees='4.00')
    receive(odile)
    for more in [0, 1, 60]:
        for _ in range(more):
            bill = gift(odile)
            payment = Payment.objects.create(member=odile, amount='10.00', date='2026-01-06')
            PaymentAllocation.objects.create(bill=bill, payment=payment, amount='10.00')
            OfferSubscription.objects.create(
                member=odile, offer=offer, subscription_date='2026-01-01')
        # The session, its user, the balance, bills, payments, services
        with django_assert_num_queries(6):
            client.get('/situation/')


def test_page_is_kept_by_nobody(odile, client):
    client.force_login(odile)
    answer = client.get('/situation/')
    assert set(answer['Cache-Control'].split(', ')) == {'private', 'no-store'}
    assert 'Cookie' in answer['Vary']


@pytest.mark.parametrize('place', ['', '1/', 'bill/1/', '1/bill/1/'])
def test_page_is_for_who_is_logged_in(db, client, place):
    answer = client.get(f'/situation/{place}')
    assert answer['Location'] == f'/login/?next=/situation/{place}'


def test_page_takes_nothing(odile, client):
    client.force_login(odile)
    assert client.post('/situation/').status_code == 405


def test_session_of_who_is_no_longer_active_is_refused(odile, client):
    client.force_login(odile)
    Member.objects.update(is_active=False)
    assert client.get('/situation/')['Location'] == '/login/?next=/situation/'


@pytest.fixture
def felix(db):
    return Member.objects.create_user('felix', first_name="Félix", last_name="Ibarra")


@pytest.mark.parametrize('staff', [False, True])
def test_page_of_another_is_not_found(odile, felix, client, staff):
    bill = gift(felix)
    Member.objects.filter(pk=odile.pk).update(is_staff=staff)
    client.force_login(odile)
    for place in [
            f'{felix.pk}/', f'{felix.pk}/bill/{bill.pk}/', f'bill/{bill.pk}/',
            f'{odile.pk}/bill/{bill.pk}/', '999/']:
        assert client.get(f'/situation/{place}').status_code == 404


def test_page_of_another_is_seen_by_permission(odile, felix, read):
    receive(felix, entry())
    bill = gift(felix)
    odile.user_permissions.add(Permission.objects.get(codename='view_situation'))
    text = read(odile, place=f'/situation/{felix.pk}/')
    assert "Situation de Félix Ibarra" in text and "Vous devez 15,00 €" in text
    assert "10,00 €" in read(odile, place=f'/situation/{felix.pk}/bill/{bill.pk}/')


def test_own_page_has_an_address_of_its_own(odile, read):
    receive(odile, entry())
    assert "Vous devez 15,00 €" in read(odile, place=f'/situation/{odile.pk}/')


@pytest.mark.parametrize('id', ['x', '-1', '0', '01', '1.5', '%00', '9' * 40, '²', "1'--", 'bill'])
@pytest.mark.parametrize('place', ['/situation/{}/', '/situation/bill/{}/'])
def test_id_that_is_none_is_not_found(db, client, id, place):
    client.force_login(Member.objects.create_superuser('root'))
    assert client.get(place.format(id)).status_code == 404


def test_words_of_a_bill_cannot_break_the_page(odile, client):
    receive(odile, entry('other', None, '-5.00', label='<script>alert(1)</script>'))
    client.force_login(odile)
    assert b'<script' not in client.get('/situation/').content


def test_member_without_balance_is_told_so(odile, felix, read):
    gift(odile)
    assert "Votre solde n’est pas encore connu" in read(odile)
    receive(felix)
    assert "Votre solde n’est pas encore connu" in read(odile)


@pytest.mark.parametrize('days, warned', [(44, False), (46, True)])
def test_old_balance_is_shown_with_its_age(odile, read, days, warned):
    as_of = (NOW - timedelta(days=days, hours=1)).strftime('%Y-%m-%dT%H:%M:%SZ')
    receive(odile, as_of=as_of)
    assert (f"ce solde date de {days} jours" in read(odile)) == warned


def test_bill_newer_than_the_snapshot_is_not_taken_into_account(odile, read):
    gift(odile, day=(NOW + timedelta(days=2)).date())
    receive(odile)
    assert "pas encore pris en compte" in read(odile)


@pytest.mark.parametrize('age, pending', [(1, False), (-1, True), (None, True)])
def test_bill_the_books_did_not_have_is_not_taken_into_account(odile, age, pending):
    "Its date is old, nothing paid it here: the feed knows when it was first served"
    bill = gift(odile)
    receive(odile)
    if age is not None:
        served('bill', bill, NOW - timedelta(hours=age))
    found, = situation_of(str(odile.pk)).bills
    assert (found.pending, found.residual) == (pending, None if pending else Decimal(0))


def test_bill_the_books_refused_is_not_taken_into_account(odile):
    bill = gift(odile)
    receive(odile)
    served('bill', bill, NOW - timedelta(hours=1))
    intake.outcomes({'as_of': AS_OF, 'outcomes': [{
        'type': 'bill', 'id': str(bill.pk), 'op': 'upsert', 'state': 'refused'}]})
    assert situation_of(str(odile.pk)).bills[0].pending is True


def test_payment_the_books_did_not_have_is_not_taken_into_account(odile):
    "The bill that it pays is still open in the books: they speak"
    bill = gift(odile)
    payment = Payment.objects.create(member=odile, amount='10.00', date='2026-01-06')
    PaymentAllocation.objects.create(bill=bill, payment=payment, amount='10.00')
    receive(odile, entry(id=str(bill.pk), residual='10.00'))
    found = situation_of(str(odile.pk))
    assert [(b.residual, b.pending) for b in found.bills] == [(Decimal('10.00'), False)]
    assert [(c.residual, c.pending) for c in found.credits] == [(None, True)]


def test_open_entry_that_is_of_no_bill_here_is_shown(odile, read):
    receive(odile, entry(id='999', label="Reprise 2024"), entry('payment', None, '5.00'))
    text = read(odile)
    assert "Reprise 2024" in text and "Reste à payer : 15,00 €" in text
    assert "5,00 € d’avance" in text


def test_draft_is_not_shown(sample, read):
    draft = Bill.objects.filter(invoice__validated=False).first()
    assert draft is not None
    place = f'/situation/bill/{draft.pk}/'
    client = Client()
    client.force_login(draft.member)
    assert client.get(place).status_code == 404


def test_how_to_pay_is_shown_to_who_owes_alone(odile, felix, read):
    intake.receive(1, document(
        [member(str(odile.pk), entry()), member(str(felix.pk))], as_of=AS_OF), None)
    text = read(odile)
    assert f"Libellé à indiquer ID {odile.pk} " in text
    assert "FR76 3000 6000 0112 3456 7890 189" in text
    assert "Comment payer" not in read(felix)


def test_qr_code_is_the_one_banks_read(db):
    from segno import helpers
    code = transfer('12', Decimal('15.00'), 'EUR')
    expected = helpers.make_epc_qr(
        name="Les Amis du Réseau", iban='FR7630006000011234567890189', amount='15.00',
        text='ID 12', bic='AGRIFRPPXXX', encoding='utf-8')
    drawn = expected.svg_inline(scale=4, border=4)
    assert re.findall(' d="([^"]+)"', code.qr_code)[-1] == re.findall(' d="([^"]+)"', drawn)[-1]


@pytest.mark.parametrize('portal', [
        {'IBAN': ''}, {'ASSOCIATION': ''}, {'IBAN': 'FR00 not an iban'}])
def test_without_a_good_iban_there_is_no_qr_code(odile, read, client, settings, portal):
    settings.ASSO_PORTAL = settings.ASSO_PORTAL | portal
    receive(odile, entry())
    assert "Vous devez 15,00 €" in read(odile)
    assert 'asso-qr' not in client.get('/situation/').content.decode()


@pytest.mark.parametrize('text, good', [
        ('FR76 3000 6000 0112 3456 7890 189', True), ('fr7630006000011234567890189', True),
        ('FR7630006000011234567890188', False), ('FR76', False), ('', False), ('É' * 20, False),
        ('FR76300060000112345678901-9', False)])
def test_iban_with_a_slip_in_it_is_none(settings, text, good):
    settings.ASSO_PORTAL = settings.ASSO_PORTAL | {'IBAN': text}
    assert is_iban(text) is good
    assert [error.id for error in check_iban(None)] == (
        [] if good or not text else ['asso_portal.E011'])


def tag(user):
    request = type('Request', (), {'user': user})()
    with translation.override('fr'):
        text = Template('{% load asso_portal %}{% asso_balance %}').render(
            Context({'request': request}))
    return re.sub(r'<[^>]+>', '', text).strip()


def test_tag_shows_the_balance_on_any_page(odile):
    receive(odile, entry('payment', '7', '4.00'), as_of='2026-11-01T10:15:00Z')
    assert tag(odile) == "Vous avez 4,00\u00a0€ d’avance au 1er novembre 2026"


def test_tag_shows_nothing_to_nobody(db):
    assert tag(AnonymousUser()) == ''


@pytest.mark.parametrize('value, currency, language, text', [
        ('1234.5', 'EUR', 'fr', "1\u202f234,50\u00a0€"), ('-8.2', 'EUR', 'fr', "−8,20\u00a0€"),
        ('1234.5', 'EUR', 'en', "€1,234.50"), ('0', 'EUR', 'fr', "0,00\u00a0€"),
        ('5', 'CHF', 'fr', "5,00\u00a0CHF")])
def test_amount_is_written_as_its_reader_writes_it(value, currency, language, text):
    from asso_portal.templatetags.asso_portal import amount
    with translation.override(language):
        assert amount(Decimal(value), currency).replace('\u00a0234', '\u202f234') == text


def documented(page, start):
    "The first template of this beginning in a page of the documentation"
    text = (Path(__file__).parent.parent.parent / 'doc' / page).read_text(encoding='utf-8')
    return next(t for t in re.findall(r'```html\n(.*?)```', text, re.S) if t.startswith(start))


def test_template_of_the_site_takes_the_place_of_ours(odile, client, settings, tmp_path):
    "The example of the documentation, in the frame of the test site"
    (tmp_path / 'asso_portal').mkdir()
    (tmp_path / 'asso_portal' / 'base.html').write_text(
        documented('how-to/portal.md', '{% extends'))
    (engine,) = settings.TEMPLATES
    settings.TEMPLATES = [engine | {'DIRS': [tmp_path, *engine['DIRS']]}]
    receive(odile, entry())
    client.force_login(odile)
    html = client.get('/situation/').content.decode()
    assert '<div class="asso-page"><div class="asso">' in html and 'asso-skip' not in html
    assert "Ma situation" in re.search('<title>.*?</title>', html, re.S).group()
    assert 'data value="-15.00"' in html


def test_tag_of_the_documentation_is_one_that_there_is(odile):
    receive(odile)
    request = type('Request', (), {'user': odile})()
    text = Template(documented('how-to/portal.md', '{% load')).render(Context({'request': request}))
    assert 'data value="0.00"' in text
