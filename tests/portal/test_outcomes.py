"""What the books refused is seen in the site's admin, beside the record concerned."""
import pytest

from asso_portal.intake import outcomes as refusals
from asso_portal.models import Outcome, Record
from tests.site.billing.models import Bill, Invoice, MembershipFee, Payment
from tests.site.members.models import Member

REASON = "L'exercice est clos : ouvrez-le, ou changez la date."


@pytest.fixture
def admin(sample, client):
    client.force_login(Member.objects.create_superuser('root'))
    return client


def refuse(*found):
    refusals.receive({'as_of': '2026-11-21T10:15:00Z', 'outcomes': [{
        'type': type, 'id': str(id), 'op': 'upsert', 'state': 'refused', 'code': 'period-closed',
        'reason': REASON, 'since': '2026-11-20T08:00:00Z'} for type, id in found]})


def page(admin, place):
    answer = admin.get(f'/admin/{place}', headers={'accept-language': 'fr'}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def escaped(text):
    return text.replace("'", '&#x27;')


def test_list_of_refusals_is_in_french(admin):
    refuse(('bill', 1), ('payment', 2))
    shown = page(admin, 'asso_portal/outcome/')
    assert shown.count(escaped(REASON)) == 2
    assert "Refus de la comptabilité" in shown
    assert "Facture ou reçu 1" in shown and "Paiement 2" in shown


@pytest.mark.parametrize('place', ['add/', '1/delete/'])
def test_list_of_refusals_cannot_be_changed(admin, place):
    refuse(('bill', 1))
    pk = Outcome.objects.get().pk
    answer = admin.get(f'/admin/asso_portal/outcome/{place.replace("1", str(pk))}')
    assert answer.status_code == 403


def test_refusal_leads_to_the_record_of_its_own_kind(admin):
    fee = MembershipFee.objects.first()
    refuse(('bill', fee.pk))
    Record.objects.create(
        type='bill', external_id=str(fee.pk), source='bill', key=str(fee.pk), seq=10**6, rev=1,
        digest='', content='{}')
    shown = admin.get(f'/admin/asso_portal/outcome/{Outcome.objects.get().pk}/record/')
    assert shown['Location'] == f'/admin/billing/membershipfee/{fee.pk}/change/'


def test_refusal_of_what_is_not_there_says_so(admin):
    refuse(('bill', 999))
    shown = page(admin, f'asso_portal/outcome/{Outcome.objects.get().pk}/record/')
    assert "n’est pas dans l’administration de ce site" in shown


@pytest.mark.parametrize('type, model, place', [
        ('bill', Invoice, 'invoice'), ('bill', MembershipFee, 'membershipfee'),
        ('payment', Payment, 'payment'), ('credit_note', Payment, 'payment')])
def test_reason_stands_beside_the_record_alone(admin, type, model, place):
    refused, other = model.objects.order_by('-pk')[:2]
    refuse((type, refused.pk))
    assert page(admin, f'billing/{place}/').count(escaped(REASON)) == 1
    assert escaped(REASON) in page(admin, f'billing/{place}/{refused.pk}/change/')
    assert escaped(REASON) not in page(admin, f'billing/{place}/{other.pk}/change/')


def test_list_can_be_narrowed_to_the_refused(admin):
    refused = Invoice.objects.order_by('pk').first()
    refuse(('bill', refused.pk))
    assert '1 facture' in page(admin, 'billing/invoice/?refused=yes')


def test_form_of_a_refused_bill_still_saves(admin):
    fee = MembershipFee.objects.first()
    refuse(('bill', fee.pk))
    answer = admin.post(f'/admin/billing/membershipfee/{fee.pk}/change/', {
        'status': 'trouble', 'date': '2026-01-05', 'member': fee.member_id, '_amount': '12.00'})
    assert answer.status_code == 302
    assert Bill.objects.get(pk=fee.pk).status == 'trouble'


def test_list_of_bills_takes_as_many_queries_with_refusals(admin, django_assert_max_num_queries):
    refuse(*[('bill', bill.pk) for bill in Bill.objects.all()])
    with django_assert_max_num_queries(10):
        page(admin, 'billing/invoice/')
