"""What the page shows of COIN is what the feed serves of it."""
import pytest

from asso_portal import coin
from tests.site.members.models import Member


def served(member):
    found = {}
    for source in ['bill', 'payment', 'subscription']:
        keys = [str(pk) for pk in range(1, 500)]
        for records in coin.records(source, keys).values():
            found.update(
                {(type, id): data for type, id, data in records if data['member'] == member})
    return found


def of_page(member):
    return {
        (type, id): data for type, id, data in coin.records_of(member) if type != 'offer'}


@pytest.mark.postgresql("values read back")
@pytest.mark.parametrize('allocations', ['portal', 'ledger'])
def test_records_of_the_page_are_those_of_the_feed(sample, settings, allocations):
    settings.ASSO_PORTAL = settings.ASSO_PORTAL | {'ALLOCATIONS': allocations}
    members = list(map(str, Member.objects.values_list('pk', flat=True)))
    assert len(members) == 12
    for member in members:
        assert of_page(member) == served(member)


def test_offers_that_subscriptions_name_are_there(sample):
    for pk in Member.objects.values_list('pk', flat=True):
        records = list(coin.records_of(str(pk)))
        named = {data['offer'] for type, _, data in records if type == 'subscription'}
        assert {id for type, id, _ in records if type == 'offer'} == named


def test_records_of_a_member_are_read_in_two_queries(sample, django_assert_num_queries):
    with django_assert_num_queries(2):
        coin.records_of('1')


@pytest.mark.postgresql("ids that PostgreSQL does not take")
def test_id_that_is_not_one_is_nobody(sample):
    none = ['', '999', '01', '-1', '1.0', 'x', '²', '9' * 30, '1\0']
    assert {member: coin.name_of(member) for member in none} == dict.fromkeys(none)


def test_member_is_called_by_name(sample):
    member = Member.objects.get(pk=1)
    assert coin.name_of('1') == f'{member.first_name} {member.last_name}'
