"""The site that stands for COIN: it takes a dump, its admin and its log-in answer."""
import pytest

from tests.site.billing.models import Bill, Payment
from tests.site.members.models import Member

ADMIN = [
    'members/member', 'offers/offer', 'offers/offersubscription', 'billing/invoice',
    'billing/membershipfee', 'billing/donation', 'billing/payment']


def test_dump_that_is_loaded_has_its_rows(sample):
    rows = [row['model'] for row in sample.rows]
    assert Member.objects.count() == rows.count('members.member')
    assert Bill.objects.count() == rows.count('billing.bill')
    assert Payment.objects.count() == rows.count('billing.payment')


def test_member_made_after_a_dump_has_a_pk_of_its_own(sample):
    taken = set(Member.objects.values_list('pk', flat=True))
    assert Member.objects.create_user('new').pk not in taken


@pytest.mark.parametrize('place', ADMIN)
def test_admin_of_each_model_answers_in_french(sample, client, place):
    client.force_login(Member.objects.create_superuser('root'))
    answer = client.get(f'/admin/{place}/', headers={'accept-language': 'fr'})
    assert (answer.status_code, 'lang="fr"' in answer.content.decode()) == (200, True)


def test_log_in_by_password_leads_to_the_members_page(db, client):
    Member.objects.create_user('odile', password='secret')
    answer = client.post('/login/', {'username': 'odile', 'password': 'secret'})
    assert (answer.status_code, answer['Location']) == (302, '/situation/')


def test_log_out_leads_to_the_log_in(db, client):
    client.force_login(Member.objects.create_user('odile'))
    assert client.post('/logout/')['Location'] == '/login/'
    assert '_auth_user_id' not in client.session
