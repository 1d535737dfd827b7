"""The member's page: their figures, in words they understand, and nobody else's."""
import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from asso_portal.intake import snapshot
from asso_portal.page.situation import situation_of
from tests.portal.snapshots import (
    AS_OF,
    NOW,
    cursor_now,
    document,
    entry,
    member,
    of_sample,
    receive,
)
from tests.site.billing.models import Bill, Donation, Payment, PaymentAllocation
from tests.site.members.models import Member
from tests.site.offers.models import Offer, OfferSubscription


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


def words(balance, disputed=0):
    asked = -balance - disputed
    figures = f'{abs(asked):.2f} €'.replace('.', ',')
    if asked > 0:
        return f"Vous avez {figures} à payer maintenant"
    return f"Rien à payer : vous avez {figures} d’avance" if asked else "Rien à payer maintenant"


def disputed_of(sample, member):
    return sum(
        left for id, left in sample.expected.open_bills.items()
        if Bill.objects.filter(pk=id, member=member, status='trouble'))


def gift(whose, amount='10.00', day='2026-01-05'):
    return Donation.objects.create(member=whose, date=day, _amount=amount)


def test_balance_of_every_member_is_on_their_page(sample, read):
    snapshot.receive(1, of_sample(sample), None)
    assert len(sample.expected.balances) == 12
    for id, balance in sample.expected.balances.items():
        said = words(balance, disputed_of(sample, id))
        assert said in read(Member.objects.get(pk=id))


def test_what_is_left_to_pay_is_beside_every_bill(sample):
    snapshot.receive(1, of_sample(sample), None)
    found = {}
    for user in Member.objects.all():
        for bill in situation_of(str(user.pk)).bills:
            assert bill.pending is False
            if bill.residual:
                found[bill.id] = bill.residual
    assert found == sample.expected.open_bills


def test_page_in_french_has_no_english(sample, read):
    snapshot.receive(1, of_sample(sample, as_of='2026-01-05T10:00:00Z'), None)
    text = ' '.join(read(user) for user in Member.objects.all())
    for part in [
            "Ma situation", "Pourquoi cette somme ?", "Reste à payer : ", "Derniers mouvements",
            "Ma cotisation", "Mes services", "Comment payer", "Libellé à indiquer",
            "au 5 janvier 2026 à 11:00", "Ce que vous avez payé depuis n’y figure peut-être pas",
            "Se déconnecter", "par mois"]:
        assert part in text
    assert re.findall(r"\b(?:the|your|paid|left|since|fee|gift|transfer)\b", text.lower()) == []


def test_page_in_english(sample, read):
    snapshot.receive(1, of_sample(sample), None)
    for id, balance in sample.expected.balances.items():
        if balance < 0:
            text = read(Member.objects.get(pk=id), 'en')
            assert f"You have €{-balance - disputed_of(sample, id)} to pay now" in text
            assert "Why this sum?" in text and "How to pay" in text


def test_page_takes_five_queries_for_few_as_for_many(
        odile, client, django_assert_num_queries):
    client.force_login(odile)
    offer = Offer.objects.create(name="VPN", reference='vpn', period_fees='4.00')
    receive(odile, cursor=cursor_now())
    for more in [0, 1, 60]:
        for _ in range(more):
            bill = gift(odile)
            payment = Payment.objects.create(member=odile, amount='10.00', date='2026-01-06')
            PaymentAllocation.objects.create(bill=bill, payment=payment, amount='10.00')
            OfferSubscription.objects.create(
                member=odile, offer=offer, subscription_date='2026-01-01')
        # The session, its user, the bills, the payments with the services, the books
        with django_assert_num_queries(5):
            client.get('/situation/')


def test_page_is_kept_by_nobody(odile, client):
    client.force_login(odile)
    answer = client.get('/situation/')
    assert set(answer['Cache-Control'].split(', ')) == {'private', 'no-store'}
    assert 'Cookie' in answer['Vary']


@pytest.mark.parametrize('place', [
        own + place for own in ['', '1/'] for place in [
            '', 'qr.svg', 'qr.png', 'situation.json', 'statement/', 'statement.csv',
            'statement.pdf', 'bill/1/', 'bill/1/pdf']])
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
            *(f'{felix.pk}/{place}' for place in [
                '', 'situation.json', 'statement/', 'statement.csv', 'statement.pdf',
                f'bill/{bill.pk}/', f'bill/{bill.pk}/pdf']),
            f'bill/{bill.pk}/', f'bill/{bill.pk}/pdf',
            f'{odile.pk}/bill/{bill.pk}/', '999/']:
        assert client.get(f'/situation/{place}').status_code == 404


def test_page_of_another_is_seen_by_permission(odile, felix, read, client):
    receive(felix, entry())
    bill = gift(felix)
    odile.user_permissions.add(Permission.objects.get(codename='view_situation'))
    text = read(odile, place=f'/situation/{felix.pk}/')
    assert "Situation d’un adhérent Félix Ibarra" in text
    assert "Vous avez 15,00 € à payer maintenant" in text
    figures = client.get(f'/situation/{felix.pk}/situation.json').json()
    assert figures['to_pay_now'] == '15.00'
    # All links of the page lead to other pages of the same member
    page = client.get(f'/situation/{felix.pk}/').content.decode()
    links = set(re.findall(r'(?:href|src|action)="(/situation/[^"]*)"', page))
    assert {link for link in links if f'/situation/{felix.pk}/' not in link} == {'/situation/'}
    assert "10,00 €" in read(odile, place=f'/situation/{felix.pk}/bill/{bill.pk}/')


def test_own_page_has_an_address_of_its_own(odile, read):
    receive(odile, entry())
    text = read(odile, place=f'/situation/{odile.pk}/')
    assert "Ma situation Odile Quéméner" in text and "Vous avez 15,00 € à payer" in text


@pytest.mark.postgresql("ids that PostgreSQL does not take")
@pytest.mark.parametrize('id', ['x', '-1', '0', '01', '1.5', '%00', '9' * 40, '²', "1'--", 'bill'])
@pytest.mark.parametrize('place', ['/situation/{}/', '/situation/bill/{}/'])
def test_id_that_is_none_is_not_found(db, client, id, place):
    client.force_login(Member.objects.create_superuser('root'))
    assert client.get(place.format(id)).status_code == 404


def test_words_of_a_bill_cannot_break_the_page(odile, client):
    receive(odile, entry('other', None, '-5.00', label='<script>alert(1)</script>'))
    client.force_login(odile)
    assert client.get('/situation/').content.count(b'<script') == 1  # our own


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


def test_open_entry_that_is_of_no_bill_here_is_shown(odile, read):
    receive(odile, entry(id='999', label="Reprise 2024"), entry('payment', None, '5.00'))
    text = read(odile)
    assert "Reprise 2024" in text and "Reste à payer : 15,00 €" in text
    assert "5,00 € d’avance" in text


def test_draft_is_not_shown(sample):
    draft = Bill.objects.filter(invoice__validated=False).first()
    assert draft is not None
    place = f'/situation/bill/{draft.pk}/'
    client = Client()
    client.force_login(draft.member)
    assert client.get(place).status_code == 404


def test_how_to_pay_is_unfolded_for_who_owes_alone(odile, felix, read, client):
    snapshot.receive(1, document(
        [member(str(odile.pk), entry()), member(str(felix.pk))], as_of=AS_OF), None)
    text = read(odile)
    assert f"Libellé à indiquer ID {odile.pk} " in text
    assert "FR76 3000 6000 0112 3456 7890 189" in text
    # One link: it unfolds
    client.force_login(felix)
    page = client.get('/situation/', headers={'accept-language': 'fr'}).content.decode()
    folded, = re.findall('<details class="asso-card asso-pay".*?</details>', page, re.S)
    assert page.count("Comment payer") == folded.count("Comment payer") == 1
    assert 'asso-qr' not in page


@pytest.mark.parametrize('portal', [
        {'IBAN': ''}, {'ASSOCIATION': ''}, {'IBAN': 'FR00 not an iban'}])
def test_without_a_good_iban_there_is_no_qr_code(odile, read, client, settings, portal):
    settings.ASSO_PORTAL = settings.ASSO_PORTAL | portal
    receive(odile, entry())
    assert "Vous avez 15,00 € à payer maintenant" in read(odile)
    assert 'asso-qr' not in client.get('/situation/').content.decode()
    assert client.get('/situation/qr.svg').status_code == 404


def test_qr_code_is_drawn_apart_from_the_page(odile, client, django_assert_num_queries):
    receive(odile, entry())
    client.force_login(odile)
    page = client.get('/situation/').content.decode()
    assert 'src="/situation/qr.svg"' in page and 'src="/situation/qr.png"' in page
    assert client.get('/situation/qr.png').content[:4] == b'\x89PNG'
    assert client.get('/situation/qr.gif').status_code == 404
    with django_assert_num_queries(5):
        answer = client.get('/situation/qr.svg')
    assert (answer['Content-Type'], answer.content[:5]) == ('image/svg+xml', b'<?xml')
    assert set(answer['Cache-Control'].split(', ')) == {'private', 'no-store'}
    assert 'Cookie' in answer['Vary']


def test_qr_code_of_another_is_drawn_by_permission(odile, felix, client):
    receive(felix, entry())
    client.force_login(odile)
    place = f'/situation/{felix.pk}/qr.svg'
    assert client.get(place).status_code == 404
    odile.user_permissions.add(Permission.objects.get(codename='view_situation'))
    assert client.get(place).status_code == 200
    page = client.get(f'/situation/{felix.pk}/').content.decode()
    assert f'src="{place}"' in page
    # Odile herself owes nothing, and there is no such member as the last
    for place in ['/situation/qr.svg', f'/situation/{odile.pk}/qr.svg', '/situation/999/qr.svg']:
        assert client.get(place).status_code == 404
